"""`depesche export`: runs as a data set in Parquet."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli import options
from pipeline.errors import UsageError


def export(
    run: Annotated[
        list[str],
        typer.Option("--run", metavar="NAME", help="A run in OUT; may be given several times."),
    ],
    to: Annotated[Path, typer.Option(metavar="FOLDER", help="Folder of the data set.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="Where runs are kept.")] = Path(
        "outputs"
    ),
    push: Annotated[
        str | None,
        typer.Option(metavar="OWNER/NAME", help="Upload it to this Hub repository too."),
    ] = None,
    public: Annotated[
        bool, typer.Option("--public", help="A new repository may be read by everybody.")
    ] = False,
    quiet: options.Quiet = False,
) -> None:
    """Write the records of runs as Parquet, a folder a day, as `datasets` and DuckDB read it.

    What FOLDER held is replaced: name all runs that belong to it. It is refused if one is missing.
    The articles belong to their publishers: push only what you may pass on.
    """
    from pipeline.cli import console
    from pipeline.run import export as exporting
    from pipeline.write.parquet import write_dataset

    if public and not push:
        raise UsageError("--public is for a repository", "name one with --push")
    count = write_dataset(to, exporting.records_of(out, run))
    if not quiet:
        console.say(f"{count} record{'' if count == 1 else 's'} -> {to}")
    if push:
        address = exporting.push(to, push, public=public)
        if not quiet:
            console.say(f"pushed to {address}")
