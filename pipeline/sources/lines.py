"""Lines of a file or of stdin, for what works line by line."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from pipeline.errors import SourceError
from pipeline.sources.locate import STDIN, unreadable
from pipeline.text.normalize import decode


def read_lines(source: str) -> list[str]:
    """The lines of a text file or, for "-", of stdin, without their ends; empty ones stay.

    Raises SourceError if the file cannot be read or is no text.
    """
    try:
        data = sys.stdin.buffer.read() if source == STDIN else Path(source).read_bytes()
    except OSError as error:
        rejected = unreadable(source, error)
        raise SourceError(f"{source}: {rejected.reason}", rejected.remedy) from error
    lines = re.split(r"\r\n|\r|\n", decode(data))
    return lines[:-1] if lines[-1] == "" else lines
