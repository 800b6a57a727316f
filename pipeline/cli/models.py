"""`depesche models`: what is on this machine, and fetching more."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from pipeline.cli import options

app = typer.Typer(
    help="List, fetch, verify and remove the models of the profiles.", no_args_is_help=True
)

ModelId = Annotated[str, typer.Argument(help="Hub id, e.g. Helsinki-NLP/opus-mt-de-en.")]
Revision = Annotated[str | None, typer.Option(help="Commit to pin; else the newest.")]


@app.command("list")
def list_models() -> None:
    """The models on this machine: id, revision, size, and whether models.lock holds to it."""
    from pipeline.cli import console
    from pipeline.models.checkpoint import EMBEDDED, is_cached, resolve
    from pipeline.models.hub import cached
    from pipeline.models.lock import locked

    if is_cached(EMBEDDED):
        console.out(f"{EMBEDDED}\t{resolve(EMBEDDED).revision}\tcomes with Depesche\n")
    for model in cached():
        held = locked(model.id)
        mark = "\tlocked" if held and held.revision == model.revision else ""
        console.out(f"{model.id}\t{model.revision}\t{model.size / 1e6:.0f} MB{mark}\n")


@app.command("pull")
def pull_model(
    model: Annotated[str | None, typer.Argument(help="Hub id, e.g. google/mt5-small.")] = None,
    revision: Annotated[
        str | None,
        typer.Option(help="Commit, tag or branch; else what is locked or pinned, else the newest."),
    ] = None,
    profile: Annotated[
        str | None, typer.Option("--profile", help="All models of a profile of configs/.")
    ] = None,
    config: options.ConfigFile = None,
) -> None:
    """Fetch a model, or all of a profile, from the Hugging Face Hub; then it works offline.

    Its commit and the hash of each file go into models.lock, which holds the model to them.
    """
    from pipeline.cli import console
    from pipeline.errors import UsageError
    from pipeline.models.fetch import fetch
    from pipeline.models.lock import lock_file
    from pipeline.run.models import hub_models

    wanted = [(model, revision)] if model else []
    if profile or config:
        wanted += hub_models(options.settings(profile, config))
    if not wanted:
        raise UsageError("no model is named", "give a Hub id, or --profile NAME")
    for id_, commit in wanted:
        checkpoint = fetch(id_, commit, progress=_on_terminal())
        card = checkpoint.card
        console.tell(
            [
                f"{card.id}, licence: {card.licence or 'not stated'}, revision {card.revision}, "
                f"locked in {lock_file()}"
            ]
        )
        console.out(f"{checkpoint.folder}\n")


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
def remove_model(
    model: ModelId,
    revision: Annotated[
        str | None, typer.Option(help="Commit to remove; else all of them.")
    ] = None,
) -> None:
    """Delete a model, and what was converted from it, from the local cache."""
    from pipeline.cli import console
    from pipeline.models.cache import forget
    from pipeline.models.hub import remove

    freed = remove(model, revision) + forget(model)
    console.out(f"{model} removed, {freed / 1e6:.0f} MB freed\n")


def _on_terminal() -> bool:
    return sys.stderr.isatty() and "NO_COLOR" not in os.environ
