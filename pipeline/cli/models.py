"""`depesche models`: what is on this machine, and fetching more."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from pipeline.cli import options

app = typer.Typer(help="List, fetch and verify the models of the profiles.", no_args_is_help=True)

ModelId = Annotated[str, typer.Argument(help="Hub id, e.g. Helsinki-NLP/opus-mt-de-en.")]
Revision = Annotated[str | None, typer.Option(help="Commit to pin; else the newest.")]


@app.command("list")
def list_models() -> None:
    """The models on this machine: those that come with Depesche and those in the local cache."""
    from pipeline.cli import console
    from pipeline.models.checkpoint import EMBEDDED, is_cached, resolve
    from pipeline.models.hub import cached

    if is_cached(EMBEDDED):
        console.out(f"{EMBEDDED}\t{resolve(EMBEDDED).revision}\tcomes with Depesche\n")
    for model in cached():
        console.out(f"{model.id}\t{model.revision}\t{model.size / 1e6:.0f} MB\n")


@app.command("pull")
def pull_model(model: ModelId, revision: Revision = None) -> None:
    """Fetch a model from the Hugging Face Hub; afterwards it works without a network."""
    from pipeline.cli import console
    from pipeline.models.checkpoint import resolve
    from pipeline.models.hub import pull

    folder = pull(model, revision, progress=_on_terminal())
    card = resolve(model, revision).card
    console.tell([f"{card.id}, licence: {card.licence or 'not stated'}, revision {card.revision}"])
    console.out(f"{folder}\n")


@app.command("verify")
def verify_model(
    model: ModelId = "embedded",
    revision: Revision = None,
    device: options.Device = None,
) -> None:
    """Compare a model's files with the Hub's checksums, then translate one sentence with it."""
    from pipeline.cli import console
    from pipeline.models.load import verify, verify_files

    checked = verify_files(model, revision)
    console.tell([f"{len(checked.sound)} files match the Hub's checksums"] if checked else [])
    console.out(f"{verify(model, revision, device or 'auto')}\n")


@app.command("remove")
def remove_model(model: ModelId, revision: Revision = None) -> None:
    """Delete a model, and what was converted from it, from the local cache."""
    from pipeline.cli import console
    from pipeline.models.convert import forget
    from pipeline.models.hub import remove

    freed = remove(model, revision) + forget(model)
    console.out(f"{model} removed, {freed / 1e6:.0f} MB freed\n")


def _on_terminal() -> bool:
    return sys.stderr.isatty() and "NO_COLOR" not in os.environ
