"""COMET (Rei et al. 2022) by its own command, from an environment of its own.

`unbabel-comet` wants transformers 4 and numpy 1, which Depesche has left behind; the two cannot be
installed together. Its command `comet-score` can be on the PATH all the same.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.errors import DepescheError

_COMMAND = "comet-score"
_SCORE = re.compile(r"score:\s*(-?[\d.]+)")


def require_comet() -> str:
    """The path of the command. Raises DepescheError if there is none."""
    found = shutil.which(_COMMAND)
    if found is None:
        raise DepescheError(
            f"COMET needs the command {_COMMAND}",
            "pipx install unbabel-comet: it must have an environment of its own",
        )
    return found


def comet(
    sources: Sequence[str], outputs: Sequence[str], references: Sequence[str], model: str
) -> float:
    """The system's score, 0 to 100; `model` is an id on the Hub, which COMET fetches, or a file.

    Raises DepescheError if the command is missing or fails.
    """
    command = require_comet()
    with TemporaryDirectory() as folder:
        paths = [Path(folder) / name for name in ("source", "output", "reference")]
        for path, lines in zip(paths, (sources, outputs, references), strict=True):
            path.write_text("".join(f"{' '.join(line.split())}\n" for line in lines), "utf-8")
        flags = zip(("-s", "-t", "-r"), map(str, paths), strict=True)
        arguments = [command, *(word for pair in flags for word in pair), "--model", model]
        done = subprocess.run(
            [*arguments, "--only_system", "--quiet"], capture_output=True, text=True, check=False
        )
    score = _SCORE.search(done.stdout)
    if done.returncode or score is None:
        said = (done.stderr.strip() or done.stdout.strip()).splitlines()
        raise DepescheError(
            f"{_COMMAND} failed: {said[-1] if said else 'it said nothing'}",
            "try it alone; --comet takes a model's id or the path of a checkpoint",
        )
    return round(100 * float(score[1]), 2)
