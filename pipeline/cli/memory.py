"""`depesche memory`: what the runs in a folder have translated, and editors' corrections of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli import options

app = typer.Typer(
    help="Translations kept from run to run, and editors' corrections, which win over models.",
    no_args_is_help=True,
)

_MOST_DAYS = 36500
Out = Annotated[Path, typer.Option("-o", "--out", help="Where runs are kept.")]


@app.command("stats")
def stats(
    out: Out = Path("outputs"),
    as_json: Annotated[bool, typer.Option("--json", help="JSON instead of a table.")] = False,
) -> None:
    """Count the segments of each translator, and the corrections, with those of the desk."""
    from pipeline.cli.tables import show
    from pipeline.run import memory
    from pipeline.run.database import open_database

    with open_database(existing(out)) as database:
        show(memory.stats(database, memory.edited_on_desk(out)), as_json=as_json)


@app.command("prune")
def prune(
    keep: Annotated[str, typer.Option(metavar="90d", help="Keep what was used in so many days.")],
    out: Out = Path("outputs"),
) -> None:
    """Forget what models said and no run needed for long. Corrections are always kept."""
    from datetime import UTC, datetime, timedelta

    from pipeline.cli import console
    from pipeline.run import memory
    from pipeline.run.database import open_database

    before = datetime.now(UTC).date() - timedelta(days=days(keep))
    with open_database(existing(out)) as database:
        console.say(f"{memory.prune(database, before)} segments forgotten")


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help='TMX, or JSONL with "de" and "en".')],
    out: Out = Path("outputs"),
    quiet: options.Quiet = False,
) -> None:
    """Take the pairs of a file as corrections: every run from now on uses them.

    Units that an export marked as a model's words are left out.
    """
    from pipeline.cli import console
    from pipeline.run.database import open_database
    from pipeline.run.memory import Corrections

    with open_database(out) as database:
        count = Corrections(database).add(_pairs(file))
    if not quiet:
        console.say(f"{count} corrections: {database.place}")


@app.command("export")
def export(
    file: Annotated[Path | None, typer.Argument(help="TMX file; else to stdout.")] = None,
    out: Out = Path("outputs"),
    models: Annotated[
        bool, typer.Option("--models", help="What models said and passed the checks too.")
    ] = False,
) -> None:
    """Write the corrections, those of the desk first, as a translation memory (TMX 1.4b)."""
    from pipeline.cli import console
    from pipeline.run.database import open_database
    from pipeline.run.memory import edited_on_desk, units
    from pipeline.translate.tmx import write_tmx
    from pipeline.write.atomic import write_parts

    with open_database(existing(out)) as database:
        parts = write_tmx(units(database, edited_on_desk(out), models=models))
        if file is None:
            for part in parts:
                console.out(part)
        else:
            write_parts(file, parts)


def existing(out: Path) -> Path:
    """`out` if runs are kept there. Raises UsageError if not."""
    from pipeline.errors import UsageError
    from pipeline.run.database import state_folder

    if not state_folder(out).is_dir():
        raise UsageError(f"there are no runs in {out}", "give their folder with -o")
    return out


def days(text: str) -> int:
    """How many days `text` (90d) means. Raises UsageError."""
    from pipeline.errors import UsageError

    number = text.removesuffix("d")
    if not number.isdecimal() or int(number) > _MOST_DAYS:
        raise UsageError(f"'{text}' is no number of days", "write it as 90d")
    return int(number)


def _pairs(file: Path) -> Iterator[tuple[str, str]]:
    """The German and the English of each unit that is not a model's."""
    from pipeline.errors import UsageError
    from pipeline.translate.tmx import EDITOR, read_jsonl, read_tmx

    try:
        with file.open("rb") as stream:
            read = read_tmx if file.suffix.lower() in (".tmx", ".xml") else read_jsonl
            for unit in read(stream, str(file)):
                if unit.origin == EDITOR:
                    yield unit.de, unit.en
    except OSError as error:
        raise UsageError(f"cannot read {file} ({error.strerror})", "check the path") from error
