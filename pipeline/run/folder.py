"""The folder of a run: locked while one is at work in it, swept, and written in one step."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from filelock import FileLock, Timeout

from pipeline.errors import UsageError
from pipeline.record import Record
from pipeline.write.atomic import WriteError
from pipeline.write.jsonl import write_pairs

_log = logging.getLogger(__name__)
# What a run that was killed may leave beside the files it was writing.
_HALF_WRITTEN = (".*.jsonl.*", "articles/.*.md.*", "articles/.*.html.*")


def write_records(folder: Path, records: Iterator[Record]) -> None:
    """Write `pairs.jsonl`, and take away the pages of articles that it no longer has.

    A run that found nothing (a mistyped path, a quiet night) leaves what an earlier one wrote.
    """
    pairs, ids = folder / "pairs.jsonl", set[str]()

    def noted() -> Iterator[Record]:
        for record in records:
            ids.add(record.id)
            yield record

    first = next(records, None)
    if first is None and pairs.exists():
        _log.warning("no article this time: %s is left as it was", pairs)
        return
    ids.update([first.id] if first else [])
    write_pairs(pairs, chain([first] if first else [], noted()))
    for page in (folder / "articles").glob("*.*"):
        if page.stem not in ids:
            page.unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Remove what a killed run had half written. The lock is held: nobody else writes here."""
    for pattern in _HALF_WRITTEN:
        for path in folder.glob(pattern):
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
