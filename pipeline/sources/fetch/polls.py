"""Entries of feeds that a run has read: they count as read once their articles are done."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from pipeline.sources.fetch.store import Store


class _Poll(NamedTuple):
    feed: str
    entry: str
    source: str


class Polls:
    """What one run has read of feeds. What it left or failed on must come to another run again."""

    def __init__(self) -> None:
        self._read: list[_Poll] = []

    def note(self, feed: str, entry: str, source: str) -> None:
        """An entry was read, and what became of it has this source."""
        self._read.append(_Poll(feed, entry, source))

    def keep(self, is_done: Callable[[str], bool], run: str, cache: Path | None) -> None:
        """Remember in the folder of pages that `run` has done entries, told by their sources."""
        if not self._read:
            return
        store = Store(cache)
        for poll in self._read:
            if is_done(poll.source):
                store.keep_entry(poll.feed, poll.entry, run)
        store.close()
