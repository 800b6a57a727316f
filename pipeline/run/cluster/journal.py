"""At which article did the process die? What no exception tells, since nobody lives to catch it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.run.cluster.store import Store

_FOLDER = "open"


class Journal:
    """How often a process died at each place of a shard: a window (`3`), or an article (`3.17`).

    What is entered before a place and struck out behind it is found again by the next process.
    """

    def __init__(self, store: Store, key: str) -> None:
        self._store, self._name = store, f"{_FOLDER}/{key}.json"
        self._deaths: dict[str, int] = json.loads(store.get(self._name) or "{}")

    def deaths(self, place: str) -> int:
        """How often a process died at `place`."""
        return self._deaths.get(place, 0)

    @contextmanager
    def at(self, place: str) -> Iterator[None]:
        """Within the block the process is at `place`; leaving it in any way is no death."""
        before = self.deaths(place)
        self._deaths[place] = before + 1
        self._store.put(self._name, [json.dumps(self._deaths)])
        try:
            yield
        finally:
            self._deaths[place] = before

    def close(self) -> None:
        """The shard is done."""
        self._store.delete(self._name)


def forget_deaths(store: Store) -> None:
    """Begin every journal anew."""
    for name in store.names(_FOLDER):
        store.delete(name)
