"""`depesche article`: one article to stdout."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from pipeline.cli import options


class PageFormat(StrEnum):
    """How the article is printed."""

    md = "md"
    json = "json"
    text = "text"
    html = "html"


def article(
    source: Annotated[str, typer.Argument(help="A file, a URL, or - for stdin.")],
    page: Annotated[
        PageFormat, typer.Option("--format", help="How it is printed.")
    ] = PageFormat.md,
    profile: options.ProfileName = None,
    config: options.ConfigFile = None,
    changes: options.Changes = None,
    device: options.Device = None,
    offline: options.Offline = False,
    columns: options.Columns = None,
    full: options.Full = False,
    order: options.Order = None,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Summarize and translate one article and print it, German and English side by side."""
    from pipeline.cli import console
    from pipeline.cli.logs import set_up_logging
    from pipeline.run.models import plan
    from pipeline.run.single import one_article
    from pipeline.sources import Columns, Network, read
    from pipeline.write.html import to_html
    from pipeline.write.jsonl import as_line
    from pipeline.write.markdown import to_markdown
    from pipeline.write.text import to_text

    set_up_logging(quiet=quiet, verbose=verbose)
    chosen = plan(options.settings(profile, config, device, order, changes))
    network = None if offline else Network.from_environment()
    read_one = console.first_article(
        read([source], network=network, columns=Columns.parse(columns or []))
    )
    if not quiet:
        console.tell(chosen.notices())
    record = one_article(read_one, chosen, full=full)
    match page:
        case PageFormat.json:
            console.out(as_line(record.as_json()))
        case PageFormat.md:
            console.out(to_markdown(record))
        case PageFormat.html:
            console.out(to_html(record))
        case PageFormat.text:
            console.out(to_text(record))
