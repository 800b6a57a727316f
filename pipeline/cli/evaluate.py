"""`depesche evaluate`: scores with the baseline beside them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli import options

app = typer.Typer(help="Scores, always with the baseline beside them.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="JSON instead of a table.")]
