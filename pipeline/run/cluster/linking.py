"""Which articles a run takes, once all are read: in input order, as a run on one machine."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

from pipeline.article import Rejected
from pipeline.run.cluster.reading import Entry, entries_of
from pipeline.run.job import Tally
from pipeline.run.seen import Seen
from pipeline.run.selection import Selection
from pipeline.text.near import Sketch, first_alike


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article lies: a line of a read shard. duplicate_of: the one it nearly repeats."""

    shard: str
    line: int
    duplicate_of: str = ""


@dataclass(frozen=True, slots=True)
class ModelShard:
    """Articles that one worker takes, and those of other shards that some of them repeat.

    The key names the articles and everything that their records depend on.
    """

    key: str
    places: tuple[Place, ...]
    firsts: tuple[Place, ...]


class Linker:
    """Takes the entries of read shards in input order, and remembers which articles are wanted.

    sources: where each of these was read.
    """

    def __init__(self, selection: Selection, tally: Tally) -> None:
        self._selection, self._tally = selection, tally
        self._seen = Seen()
        self._ids: list[str] = []
        self.sources: list[str] = []
        self._places: list[Place] = []
        self._sketches: list[Sketch | None] = []

    @property
    def count(self) -> int:
        """How many articles there are so far."""
        return len(self._places)

    @property
    def full(self) -> bool:
        """Whether there are as many articles as the run may take."""
        limit = self._selection.limit
        return limit is not None and len(self._places) >= limit

    def add(self, shard: str, marker: dict[str, Any]) -> None:
        """Take the next read shard."""
        line = 0
        for entry in entries_of(marker):
            if self.full:
                return
            if isinstance(entry, Rejected):
                self._tally.failures.append(entry)
                continue
            self._take(entry, Place(shard, line))
            line += 1

    def shards(self, size: int, settings: str) -> Iterator[ModelShard]:
        """The articles in shards of `size`, in order.

        settings: names everything but the articles that records depend on.
        """
        firsts = first_alike(self._sketches)
        for start in range(0, len(self._places), size):
            numbers = range(start, min(start + size, len(self._places)))
            repeated = {n: first for n in numbers if (first := firsts[n]) is not None}
            places = tuple(
                replace(self._places[n], duplicate_of=self._ids[repeated[n]])
                if n in repeated
                else self._places[n]
                for n in numbers
            )
            elsewhere = (first for first in repeated.values() if first not in numbers)
            brought = tuple(self._places[first] for first in dict.fromkeys(elsewhere))
            described = [settings, *(asdict(place) for place in (*places, *brought))]
            key = hashlib.sha256(json.dumps(described).encode()).hexdigest()[:32]
            yield ModelShard(key, places, brought)

    def _take(self, entry: Entry, place: Place) -> None:
        meeting = self._seen.meet(entry.id, entry.sketch)
        if meeting == "again":
            self._tally.duplicates += 1
            return
        if meeting == "other text":
            self._tally.others.append(entry.source)
            return
        if not self._selection.covers(entry.published):
            self._tally.skipped += 1
            return
        self._ids.append(entry.id)
        self.sources.append(entry.source)
        self._places.append(place)
        self._sketches.append(entry.sketch)
