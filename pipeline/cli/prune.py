"""`depesche prune`, `backup` and `restore`: what is kept, and copies of the ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli import options
from pipeline.cli.memory import Out, days, existing


def prune(
    keep: Annotated[str, typer.Option(metavar="90d", help="Keep runs of so many days.")],
    out: Out = Path("outputs"),
    pretend: Annotated[
        bool, typer.Option("--dry-run", help="Say what would go, and remove nothing.")
    ] = False,
) -> None:
    """Remove old runs, what the ledger held for them alone, and translations unused for so long.

    Corrections stay, and every folder that is no run's.
    """
    from datetime import UTC, datetime, timedelta

    from pipeline.cli import console
    from pipeline.run.retention import prune as remove

    before = datetime.now(UTC).date() - timedelta(days=days(keep))
    gone = remove(existing(out), before, pretend=pretend)
    for name in gone.runs:
        console.say(f"run {name}")
    verb = "would go" if pretend else "removed"
    console.say(
        f"{verb}: {len(gone.runs)} runs, {gone.records} records and {gone.segments} segments "
        "of the ledger"
    )


def backup(
    file: Annotated[Path, typer.Argument(help="The copy, e.g. night.sqlite3.")],
    out: Out = Path("outputs"),
    quiet: options.Quiet = False,
) -> None:
    """Copy the ledger (finished records, translation memory, corrections) while runs go on."""
    from pipeline.cli import console
    from pipeline.run.retention import back_up

    size = back_up(existing(out), file)
    if not quiet:
        console.say(f"{file}: {size / 1e6:.1f} MB")


def restore(
    file: Annotated[Path, typer.Argument(help="What `depesche backup` made.")],
    out: Out = Path("outputs"),
    quiet: options.Quiet = False,
) -> None:
    """Put a copy in the place of the ledger; what is there now is lost."""
    from pipeline.cli import console
    from pipeline.run.retention import restore as put_back

    size = put_back(out, file)
    if not quiet:
        console.say(f"restored from {file}: {size / 1e6:.1f} MB")
