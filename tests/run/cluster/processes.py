"""The processes that a test started, found by a mark in their environment, which children keep."""

from collections.abc import Iterator
from pathlib import Path


def marked(mark: str, name: str = "") -> Iterator[int]:
    """Processes with `mark` in their environment and `name` in their command line."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            named = name.encode() in (process / "cmdline").read_bytes()
            ours = named and mark.encode() in (process / "environ").read_bytes()
        except OSError:  # it has just ended
            continue
        if ours:
            yield int(process.name)
