"""Which articles a run takes, once all are read: in input order, as a run on one machine."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from pipeline.article import Rejected
from pipeline.run.cluster.reading import Entry, entries_of
from pipeline.run.job import Tally
from pipeline.run.selection import Selection
from pipeline.run.twins import Twins


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
    """Takes the entries of read shards in input order, and remembers which articles are wanted."""

    def __init__(self, selection: Selection, tally: Tally) -> None:
        self._selection, self._tally = selection, tally
        self._seen: set[str] = set()
        self._twins = Twins()
        self._places: list[Place] = []
        self._first_of: dict[str, Place] = {}

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
        for start in range(0, len(self._places), size):
            places = tuple(self._places[start : start + size])
            here = set(places)
            repeated = dict.fromkeys(p.duplicate_of for p in places if p.duplicate_of)
            firsts = tuple(p for p in map(self._first_of.__getitem__, repeated) if p not in here)
            described = [settings, *(asdict(place) for place in (*places, *firsts))]
            key = hashlib.sha256(json.dumps(described).encode()).hexdigest()[:32]
            yield ModelShard(key, places, firsts)

    def _take(self, entry: Entry, place: Place) -> None:
        if entry.id in self._seen:
            self._tally.duplicates += 1
            return
        self._seen.add(entry.id)
        if not self._selection.covers(entry.published):
            self._tally.skipped += 1
            return
        first = self._twins.first(entry.id, entry.sketch)
        self._first_of.setdefault(entry.id, place)
        self._places.append(Place(place.shard, place.line, first))
