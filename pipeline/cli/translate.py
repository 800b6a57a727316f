"""`depesche translate`: line in, line out."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli import options


def translate(
    file: Annotated[str, typer.Argument(help="A text file, or - for stdin.")] = "-",
    profile: options.ProfileName = None,
    config: options.ConfigFile = None,
    changes: options.Changes = None,
    device: options.Device = None,
    offline: options.Offline = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Translate each line to English: the same number of lines come out, empty ones stay empty."""
    from pipeline.cli import console
    from pipeline.cli.logs import set_up_logging
    from pipeline.run.models import plan
    from pipeline.sources import read_lines
    from pipeline.translate.lines import translate_lines

    set_up_logging(quiet=quiet, verbose=verbose)
    lines = read_lines(file)
    chosen = plan(options.settings(profile, config, device, changes=changes))
    if not any(line.strip() for line in lines):
        console.out("\n" * len(lines))
        return
    if not quiet:
        console.tell(chosen.notices())
    for line in translate_lines(lines, chosen.load_translator()):
        console.out(line + "\n")
