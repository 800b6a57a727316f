"""`depesche check`: the checks, on pairs from anywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli import options


def check(
    file: Annotated[str, typer.Argument(help="JSONL with de and en, or - for stdin.")] = "-",
    glossary: Annotated[
        Path | None, typer.Option(help="TSV of terms that the English should use.")
    ] = None,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Check translations: JSONL objects with `de` and `en` come out with their `checks`.

    The embedded translator helps to judge what may have been left out.
    """
    from pipeline.check.glossary import read_glossary
    from pipeline.check.jsonl import checked
    from pipeline.cli import console
    from pipeline.cli.logs import set_up_logging
    from pipeline.sources import read_lines
    from pipeline.translate.scoring import embedded_scorer
    from pipeline.write.jsonl import as_line

    set_up_logging(quiet=quiet, verbose=verbose)
    terms = read_glossary(glossary) if glossary else ()
    for values in checked(read_lines(file), terms, embedded_scorer()):
        console.out(as_line(values))
