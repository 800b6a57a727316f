"""What sources give, in windows of articles that a run takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from pipeline.article import Rejected
from pipeline.run.meter import Meter
from pipeline.run.readings import Entry, Reading, Readings
from pipeline.run.seen import Seen
from pipeline.run.selection import Selection
from pipeline.sources.unread import Item

_KNOWN = 16
"""Windows of articles that are known, in one."""


@dataclass(slots=True)
class Window:
    """Articles that are batched together, and what was met while they were read.

    read: how many of the articles were not known. new: what is to be kept of what was read.
    duplicates: how many were met before. others: the sources of those whose id had another text.
    """

    entries: list[Entry] = field(default_factory=list)
    failures: list[Rejected] = field(default_factory=list)
    new: list[Reading] = field(default_factory=list)
    read: int = 0
    duplicates: int = 0
    others: list[str] = field(default_factory=list)
    skipped: int = 0


class _Sieve:
    """Puts into windows what a run takes: each article once, if it is of the dates asked for."""

    def __init__(self, selection: Selection) -> None:
        self._selection = selection
        self._seen = Seen()

    def put(self, item: Entry | Rejected, window: Window) -> None:
        """Add an article, or a count of what is none that the run takes."""
        if isinstance(item, Rejected):
            if item.duplicate:
                window.duplicates += 1
            else:
                window.failures.append(item)
            return
        meeting = self._seen.meet(item.id, item.sketch)
        if meeting == "again":
            window.duplicates += 1
        elif meeting == "other text":
            window.others.append(item.source)
        elif self._selection.covers(item.published):
            window.entries.append(item)
            window.read += not item.known
        else:
            window.skipped += 1


def windows(
    inputs: Iterable[Item], size: int, selection: Selection, readings: Readings, meter: Meter
) -> Iterator[Window]:
    """What was read, in windows of selected articles; the last may have none.

    A window ends with its `size`-th article that was not known. Those that were hardly need a
    model, so that it may have many more of them: what has changed is then still batched together.
    """
    rest, items = selection.limit, iter(inputs)
    sieve = _Sieve(selection)
    while rest is None or rest > 0:
        most = _KNOWN * size if rest is None else min(_KNOWN * size, rest)
        window = Window()
        with meter.stage("read"):
            while some := list(islice(items, min(size - window.read, most - len(window.entries)))):
                found, new = readings.entries(some)
                window.new += new
                for item in found:
                    sieve.put(item, window)
        if window != Window():
            yield window
        if window.read < size and len(window.entries) < most:
            return
        rest = None if rest is None else rest - len(window.entries)
