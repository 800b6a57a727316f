"""`depesche extract`: what was read, before any model sees it."""

from __future__ import annotations

import typer

from pipeline.cli import options


def extract(
    sources: options.Sources = None,
    offline: options.Offline = False,
    columns: options.Columns = None,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Print what was read as JSONL, one object an article: blocks, sentences, notes."""
    from pipeline.article import Rejected
    from pipeline.cli import console
    from pipeline.cli.logs import set_up_logging
    from pipeline.profile import data_folder
    from pipeline.sources import Columns, Network, read
    from pipeline.write.extracted import as_extracted
    from pipeline.write.jsonl import as_line

    set_up_logging(quiet=quiet, verbose=verbose)
    done, rejected = 0, []
    network = None if offline else Network.from_environment()
    named = Columns.parse(columns or [])
    for item in read(sources or [str(data_folder("seeds"))], network=network, columns=named):
        if isinstance(item, Rejected):
            rejected.append(item)
            continue
        console.out(as_line(as_extracted(item)))
        done += 1
    console.tell(console.failures(rejected))
    failed = [item for item in rejected if not item.duplicate]
    status = console.status(done, len(failed))
    if status:
        raise typer.Exit(status)
