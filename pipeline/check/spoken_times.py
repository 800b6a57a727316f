"""Times of day as German says them: halb sieben is 6:30, zwanzig vor neun is 8:40."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.check.quantities import Mention, Reading, clock

_HOURS = (
    *("eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn"),
    *("elf", "zwölf"),
)
_MINUTES = {"fünf": 5, "zehn": 10, "viertel": 15, "zwanzig": 20}
_SPOKEN = re.compile(
    rf"\b(?:halb|(?P<minutes>{'|'.join(_MINUTES)}) (?P<side>vor|nach)) (?P<hour>{'|'.join(_HOURS)})"
    # "zwanzig vor neun Jahren", "halb acht Meter": what is counted begins with a capital
    r"\b(?! (?!Uhr)(?-i:[A-ZÄÖÜ]))",
    re.IGNORECASE,
)


def spoken_times(text: str) -> Iterator[Mention]:
    """The times of a text; each number stands for itself, or both for the time."""
    for match in _SPOKEN.finditer(text):
        said = _HOURS.index(match["hour"].lower()) + 1
        minutes = _MINUTES[match["minutes"].lower()] if match["minutes"] else 30
        before = match["side"] is None or match["side"].lower() == "vor"
        hour = (said - 2) % 12 + 1 if before else said
        times: set[Reading] = set(clock(hour, 60 - minutes if before else minutes))
        place = match.start("hour"), match.end()
        yield Mention(match[0], frozenset({*times, float(said), float(hour)}), True, False, *place)
        if match["minutes"]:
            readings = frozenset({*times, float(minutes)})
            place = match.start(), match.end("minutes")
            yield Mention(match[0], readings, True, False, *place)
