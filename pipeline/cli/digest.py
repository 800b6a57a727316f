"""`depesche digest`: the newsletter."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli import options
from pipeline.errors import UsageError


class IssueFormat(StrEnum):
    """How the issue is written."""

    html = "html"
    md = "md"
    text = "text"
    eml = "eml"
    atom = "atom"
    jsonfeed = "jsonfeed"
    listmonk = "listmonk"
    buttondown = "buttondown"
    mailchimp = "mailchimp"


class DegradedChoice(StrEnum):
    """What becomes of English that no repair could make pass the checks."""

    mark = "mark"
    omit = "omit"


def digest(
    more: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME]...", help="More runs, after --run.", show_default=False),
    ] = None,
    run: Annotated[
        list[str] | None,
        typer.Option("--run", metavar="NAME", help="A run in OUT; may be given several times."),
    ] = None,
    out: Annotated[Path, typer.Option("-o", "--out", help="Where runs are kept.")] = Path(
        "outputs"
    ),
    page: Annotated[
        IssueFormat, typer.Option("--format", help="How the issue is written.")
    ] = IssueFormat.html,
    to: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write to a file; else to stdout.")
    ] = None,
    title: Annotated[
        str | None, typer.Option(help="Name of the newsletter; else the setting, or Depesche.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most N stories; else 20.")] = None,
    degraded: Annotated[
        DegradedChoice | None,
        typer.Option(help="Mark uncertain English, with the German, or leave it out; else mark."),
    ] = None,
    sender: Annotated[
        str | None, typer.Option(metavar="MAILBOX", help='From line: "Name <mail@example.org>".')
    ] = None,
    intro: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A few words before the stories; a little HTML may be."),
    ] = None,
    draft: Annotated[
        bool, typer.Option("--draft", help="Make it a draft in the service that --format names.")
    ] = False,
    templates: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Templates of your own, before ours.")
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Settings in TOML, e.g. the weight of each source."),
    ] = None,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Make the newsletter of one or more finished runs: stories, ranked, in sections.

    Needs no model and no network. Articles about one event become one story. Of a run that editors
    worked on in `depesche review`, only what they accepted is taken, in their order.
    """
    from pipeline.cli import console
    from pipeline.cli.logs import set_up_logging
    from pipeline.newsletter import load_settings, render
    from pipeline.review import approved, compose_approved
    from pipeline.write.atomic import write_text

    set_up_logging(quiet=quiet, verbose=verbose)
    if draft and to:
        raise UsageError("a draft goes to the service, and not to a file", "leave out one of them")
    settings = load_settings(
        config,
        title=title,
        sender=sender,
        limit=limit,
        degraded=degraded.value if degraded else None,
        intro=_read(intro),
    )
    if draft and page.value in ("listmonk", "mailchimp") and not settings.has_sender:
        raise UsageError("the draft has no sender", "say --sender, or sender = in --config")
    if page.value == "eml" and not settings.has_sender:
        console.note([console.NO_SENDER])
    names = [*(run or ()), *(more or ())]
    issue = compose_approved(approved(out, names), names, settings, now=datetime.now(UTC))
    text = render(issue, page.value, settings, templates)
    if draft:
        from pipeline.newsletter.drafts import create_draft

        console.say(f"a draft of {len(issue.stories)} stories: {create_draft(page.value, text)}")
    elif to is None:
        console.out(text)
    else:
        write_text(to, text)
        if not quiet:
            console.say(f"{len(issue.stories)} stories: {to}")


def _read(path: Path | None) -> str | None:
    """The text of a file. Raises UsageError if it cannot be read."""
    try:
        return path.read_text("utf-8") if path else None
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read {path}", "give a file with text in UTF-8") from error
