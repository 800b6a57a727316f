"""`depesche summarize`: the German summary alone."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli import options


def summarize(
    source: Annotated[str, typer.Argument(help="A file, a URL, or - for stdin.")],
    sentences: Annotated[
        int | None, typer.Option(min=1, max=20, help="Most sentences; else the profile's.")
    ] = None,
    profile: options.ProfileName = None,
    config: options.ConfigFile = None,
    changes: options.Changes = None,
    device: options.Device = None,
    offline: options.Offline = False,
    columns: options.Columns = None,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Print the summary of an article in German, one sentence a line."""
    from pipeline.cli import console
    from pipeline.cli.logs import set_up_logging
    from pipeline.run.models import plan
    from pipeline.sources import Columns, Network, read

    set_up_logging(quiet=quiet, verbose=verbose)
    settings = options.settings(profile, config, device, changes=changes)
    if sentences:
        shorter = settings.summarizer.model_copy(update={"sentences": sentences})
        settings = settings.model_copy(update={"summarizer": shorter})
    network = None if offline else Network.from_environment()
    article = console.first_article(
        read([source], network=network, columns=Columns.parse(columns or []))
    )
    for sentence in plan(settings).load_summarizer().summarize([article])[0]:
        console.out(" ".join(sentence.text.split()) + "\n")
