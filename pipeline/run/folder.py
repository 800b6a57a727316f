"""The folder of a run: locked while one is at work in it, swept, and written in one step."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from glob import escape
from pathlib import Path
from types import TracebackType

from filelock import FileLock, Timeout

from pipeline.errors import UsageError
from pipeline.write.atomic import Successor, WriteError

_log = logging.getLogger(__name__)
# What a run that was killed may leave beside the files it was writing.
_HALF_WRITTEN = (".*.jsonl.*", "articles/.*.md.*", "articles/.*.html.*")


class Pairs:
    """`pairs.jsonl` in the making. Use in a `with` block.

    A run that found nothing (a mistyped path, a quiet night) leaves what an earlier one wrote.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / "pairs.jsonl"
        self._file = Successor(self.path)
        self.empty = True

    def __enter__(self) -> Pairs:
        self._file.__enter__()
        return self

    def add(self, line: str) -> None:
        """Add a record's line, its end included."""
        self._file.write([line])
        self.empty = False

    def finish(self) -> bool:
        """Put it in its place; whether there is anything in it."""
        if self.empty and self.path.exists():
            _log.warning("no article this time: %s is left as it was", self.path)
            return False
        self._file.take_over()
        return True

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.__exit__(kind, error, trace)


def sweep(folder: Path, stamps: Path) -> None:
    """Remove what a killed run had half written. The lock is held: nobody else writes here."""
    half = [path for pattern in _HALF_WRITTEN for path in folder.glob(pattern)]
    for path in (*half, *stamps.parent.glob(f".{escape(stamps.name)}.*")):
        path.unlink(missing_ok=True)


@contextmanager
def lock(state: Path, name: str) -> Iterator[None]:
    """Keep two runs of the same name apart. Raises UsageError if one is at work."""
    lock = FileLock(state / f"{name}.lock")
    try:
        state.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout as error:
        raise UsageError(
            f"a run named '{name}' is at work in this folder",
            "wait for it, or give this one another --run name",
        ) from error
    except OSError as error:
        raise WriteError(
            f"cannot write to {state} ({error.strerror})",
            "give another folder with -o, or the right to write there",
        ) from error
    try:
        yield
    finally:
        lock.release()
