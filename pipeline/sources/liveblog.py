"""Liveblogs: entries under headings with a time, newest first on the page, oldest first for us.

Read from the top, a liveblog tells its story backwards, and whatever takes the beginning for the
most important takes its latest entry.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from pipeline.sources.build import RawBlock
from pipeline.sources.html.tree import words

_CLOCK = re.compile(
    r"\+*\s*(?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d)\s*(?:Uhr\b|[-–—|:+](?!\d))"
)
_FEWEST = 3
_HALF_A_DAY = 720
"""Minutes; a longer step between two entries is the turn of the day."""

_Entry = list[RawBlock]


def in_order_of_time(
    blocks: Sequence[RawBlock], moments: Mapping[str, float] | None = None
) -> list[RawBlock]:
    """The blocks, with the entries of a liveblog from the first to the last.

    moments: when the entries were written, in minutes since any beginning, by the words of their
    headings; without them the headings begin with a time. What stands before the first entry stays
    there. Other articles stay as they are.
    """
    moments = moments or {
        words(b.text): time for b in blocks if (time := clock(b.text)) is not None
    }
    top, entries = _entries(blocks, moments)
    newest_first = _falls([moments[words(entry[0].text)] for entry in entries])
    ordered = reversed(entries) if len(entries) >= _FEWEST and newest_first else entries
    return top + [block for entry in ordered for block in entry]


def clock(text: str) -> float | None:
    """Minutes since midnight, if a text begins with a time of day."""
    match = _CLOCK.match(text)
    return 60.0 * int(match["hour"]) + int(match["minute"]) if match else None


def _entries(
    blocks: Sequence[RawBlock], moments: Mapping[str, float]
) -> tuple[_Entry, list[_Entry]]:
    """What stands before the first entry, and the entries, each with its heading first."""
    top: _Entry = []
    entries: list[_Entry] = []
    for block in blocks:
        if block.kind == "heading" and words(block.text) in moments:
            entries.append([block])
        else:
            (entries[-1] if entries else top).append(block)
    return top, entries


def _falls(times: Sequence[float]) -> bool:
    """Whether times mostly go back; of mere clocks, a long step counts the other way round."""
    steps = [later - earlier for earlier, later in pairwise(times)]
    if all(time < 2 * _HALF_A_DAY for time in times):
        steps = [step if abs(step) < _HALF_A_DAY else -step for step in steps]
    return sum(step < 0 for step in steps) > sum(step > 0 for step in steps)
