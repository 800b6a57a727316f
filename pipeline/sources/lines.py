"""Lines of a file or of stdin, for what works line by line."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import BinaryIO

from pipeline.errors import SourceError
from pipeline.sources.locate import STDIN, unreadable
from pipeline.text.normalize import decode


def stdin() -> BinaryIO:
    """Standard input as bytes, to be read once. Raises SourceError if it is closed."""
    if sys.stdin is None:
        raise SourceError("stdin is closed", "pipe something in, or name a file")
    try:
        number = sys.stdin.fileno()
    except OSError:  # it is no file of the system's
        return sys.stdin.buffer
    # Python cannot end while a thread waits for more in the buffer of sys.stdin: this is another.
    return open(number, "rb", closefd=False)


def read_lines(source: str) -> list[str]:
    """The lines of a text file or, for "-", of stdin, without their ends; empty ones stay.

    Raises SourceError if the file cannot be read or is no text.
    """
    try:
        data = stdin().read() if source == STDIN else Path(source).read_bytes()
    except OSError as error:
        rejected = unreadable(source, error)
        raise SourceError(f"{source}: {rejected.reason}", rejected.remedy) from error
    text = decode(data)
    # A lone CR ends lines in files of old Macs; among other line ends it is part of a line.
    lines = re.split(r"\r?\n" if "\n" in text else r"\r", text)
    return lines[:-1] if lines[-1] == "" else lines
