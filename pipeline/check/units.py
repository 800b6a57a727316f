"""Units: what a number counts (per cent, euros, kilometres, years) is the same in English."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pipeline.article import Finding

NAME = "units"

_NUMBER = (
    r"(?:\d|\b(?:zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf)\b)"
    r"[\d.,  ½]*(?:Mrd\.|Mio\.|Millionen?|Milliarden?|Tausend|tausend|Billionen?)?[  -]?(?:US-)?"
)


@dataclass(frozen=True, slots=True)
class _Unit:
    """A unit as German writes it after a number, and all that English may say for it."""

    german: str
    english: str


_UNITS = (
    _Unit(r"Prozent|%", r"%|per ?cent|percent|\bpct?\b|points?\b|half|quarter|third|proof"),
    _Unit(r"Euros?\b|€", r"euro|€|eur\b"),
    _Unit(r"(?:US-?)?Dollars?\b|\$", r"dollar|\$|usd|bucks?"),
    _Unit(r"Franken\b|Fr\.|CHF", r"franc|chf|\bfr\b|sfr"),
    _Unit(r"Kilometern?\b|km\b", r"kilomet|km|kph|mile|mph|\bk\b|kms"),
    _Unit(r"Tonnen?\b", r"tonne|ton\b|tons\b|megaton|kiloton|t\b|kg"),
    _Unit(
        r"Jahren?\b|Jahre\b|jährig", r"year|annual|decade|aged?\b|old\b|century|yr|\d{4}|birthday"
    ),
    _Unit(r"Monaten?\b|Monate\b|monatig", r"month|year|quarter|half|week"),
    _Unit(r"Wochen?\b|wöchig", r"week|fortnight|month|day"),
    _Unit(r"Tagen?\b|Tage\b|tägig", r"day|night|24|48|hour|week|daily|fortnight|date"),
    _Unit(r"Stunden?\b|stündig", r"hour|hr|o['’]clock|\bh\b|round-the-clock|/h|ph\b|day|-h\b"),
    _Unit(r"Minuten?\b|minütig", r"min|hour|quarter|\d['’]"),
)


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    return tuple(
        (re.compile(rf"{_NUMBER}({unit.german})"), re.compile(unit.english, re.IGNORECASE))
        for unit in _UNITS
    )


def check_units(de: str, en: str) -> list[Finding]:
    """A warning for each unit after a number of the German that the English does not have."""
    if not re.search(r"\d|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf", de):
        return []
    return [
        Finding(NAME, "warning", f"“{match[1]}” has no counterpart in the English")
        for german, english in _patterns()
        if (match := german.search(de)) and not english.search(en)
    ]
