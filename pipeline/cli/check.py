"""`depesche check`: the checks, on pairs from anywhere."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli import options


def check(
    file: Annotated[str, typer.Argument(help="JSONL with de and en, or - for stdin.")] = "-",
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Check translations: JSONL objects with `de` and `en` come out with their `checks`."""
    from pipeline.check.jsonl import checked
    from pipeline.cli import console
    from pipeline.sources import read_lines
    from pipeline.write.jsonl import as_line

    console.set_up_logging(quiet=quiet, verbose=verbose)
    for values in checked(read_lines(file)):
        console.out(as_line(values))
