"""A mention of a number in a text, in a form that compares across languages.

A mention carries every reading that a translator may rightly give it: "21.30 Uhr" is the time
"21:30" alone, "9:30" may be morning or evening, "die 90er" are 90 or 1990.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

Reading = float | str
"""A value, a time of day as "HH:MM", or a month as "month 10"."""

_HALF_DAY = 12
_DAY = 24
_HOUR = 60


@dataclass(frozen=True, slots=True)
class Mention:
    """A number as it stands in the text and how it may be read.

    required: it must have a counterpart in the other text; other mentions ("both", "a pair",
    "first") only serve as counterparts. digits: it is written in digits. scale: the factor that
    its own words add, 10⁶ in "4 million". start, end: where it stands in the text.
    """

    text: str
    readings: frozenset[Reading]
    required: bool = True
    digits: bool = False
    start: int = 0
    end: int = 0
    scale: float = 1.0

    def matches(self, other: Mention) -> bool:
        """Whether both can be read as the same value."""
        return not self.readings.isdisjoint(other.readings)


def reading(value: float) -> float:
    """The value without the noise of binary fractions, so that 3.4 · 10⁹ equals 3,400,000,000."""
    return round(value, 6)


def clock(hour: int, minute: int = 0, half: str | None = None) -> Iterator[str]:
    """Times of day that "hour:minute" may mean; `half` is "am" or "pm" where the text says so."""
    if hour > _DAY or minute >= _HOUR:
        return
    if half is not None:
        hour = hour % _HALF_DAY + (_HALF_DAY if half == "pm" else 0)
    yield f"{hour % _DAY:02}:{minute:02}"
    if half is None and 1 <= hour <= _HALF_DAY:
        yield f"{(hour + _HALF_DAY) % _DAY:02}:{minute:02}"


def month(number: int) -> str:
    """The reading of a month, 1 to 12."""
    return f"month {number}"


def year(short: int) -> Iterator[float]:
    """What two digits may mean where they stand for a year or a decade: 90, 1990, 2090."""
    yield float(short)
    if short < 100:
        yield from (1900.0 + short, 2000.0 + short)


def unmatched(mentions: Iterable[Mention], others: Iterable[Mention]) -> list[Mention]:
    """The required mentions that share no reading with any of the others."""
    known: set[Reading] = set()
    for other in others:
        known |= other.readings
    return [m for m in mentions if m.required and m.readings.isdisjoint(known)]


def share_scales(
    text: str, mentions: Sequence[Mention], connector: re.Pattern[str]
) -> list[Mention]:
    """The mentions, where in "3 to 4 million" the 3 may count millions too."""
    shared = list(mentions)
    for index, (mention, following) in enumerate(pairwise(mentions)):
        between = text[mention.end : following.start]
        if mention.scale == 1 and following.scale > 1 and connector.fullmatch(between):
            scaled = {
                reading(v * following.scale) for v in mention.readings if not isinstance(v, str)
            }
            shared[index] = replace(mention, readings=mention.readings | scaled)
    return shared
