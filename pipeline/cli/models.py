"""`depesche models`: what is on this machine, and fetching more."""

from __future__ import annotations

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
    from pipeline.models.checkpoint import resolve
    from pipeline.models.hub import cached

    embedded = resolve("embedded")
    console.out(f"{embedded.card.id}\t{embedded.revision}\tcomes with Depesche\n")
    for model in cached():
        console.out(f"{model.id}\t{model.revision}\t{model.size / 1e6:.0f} MB\n")


@app.command("pull")
def pull_model(model: ModelId, revision: Revision = None) -> None:
    """Fetch a model from the Hugging Face Hub; afterwards it works without a network."""
    from pipeline.cli import console
    from pipeline.models.hub import pull

    console.out(f"{pull(model, revision)}\n")


@app.command("verify")
def verify_model(
    model: ModelId = "embedded",
    revision: Revision = None,
    device: options.Device = None,
) -> None:
    """Load a model and translate one sentence with it, to see that it is whole."""
    from pipeline.cli import console
    from pipeline.models.load import verify

    console.out(f"{verify(model, revision, device or 'auto')}\n")
