"""Units: what a number counts (per cent, euros, kilometres, years) is the same in English."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.article import Finding
from pipeline.check import numerals_de, numerals_en
from pipeline.check.protected import without_protected
from pipeline.check.quantities import Mention

NAME = "units"

# Of a bounded length: else a page of digits would cost the square of it.
_NUMBER = (
    r"(?:\d|\b(?:zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf)\b)"
    r"[\d.,  ½]{0,40}"
    r"(?:Mrd\.|Mio\.|Millionen?|Milliarden?|Tausend|tausend|Billionen?)?[  -]?(?:US-)?"
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
        r"Jahren?\b|Jahre\b|jährig",
        r"year|annual|decade|aged?\b|old\b|century|yr|\d{4}|birthday"
        r"|anniversary|\b(?:is|was|turn(?:s|ed)|,) \d{1,3}[.,]"
        r"|\b(?:now|only|just|under|reach(?:es|ed)|young as) (?:\d{1,3}\b|two|three|four|five|six"
        r"|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty\b)",
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


# What stands right behind a number (or before it: currencies), and which unit that is.
_BEHIND_DE = {
    "per cent": r"Prozent|prozentig|%",
    "euros": r"Euros?\b|€|EUR\b",
    "dollars": r"(?:[a-zäöü]{3,20}ische[nr]? |[A-Z][a-zäöü]{2,20}-|US-?)?Dollars?\b|\$|USD\b",
    "kilometres": r"(?:Stunden)?[Kk]ilometern?\b|km\b",
    "tonnes": r"Tonnen?\b",
    "years": r"(?:[A-Z][a-zäöü]{2,20})?[Jj]ahren?\b|[Jj]ährig",
    "months": r"Monaten?\b|Monate\b|monatig",
    "weeks": r"Wochen?\b|wöchig",
    "days": r"Tagen?\b|Tage\b|tägig",
    "hours": r"Stunden?\b|stündig",
    "minutes": r"Minuten?\b|minütig",
}
_BEHIND_EN = {
    "per cent": r"%|per ?cent\b|percent\b",
    "euros": r"euros?\b|€",
    "dollars": r"(?:US |U\.S\. )?dollars?\b|\$",
    "kilometres": r"kilomet(?:re|er)s?\b|km\b",
    "tonnes": r"(?:metric )?ton(?:ne)?s?\b",
    "years": r"years?\b",
    "months": r"months?\b",
    "weeks": r"weeks?\b",
    "days": r"days?\b",
    "hours": r"hours?\b",
    "minutes": r"minutes?\b",
    "metres": r"met(?:re|er)s?\b",
    "grams": r"grams?\b",
}
_BEFORE = re.compile(r"(?:(€|\bEUR)|(\$|\bUSD)) ?$")
# Between two numbers that count the same: "8 bis 27 Prozent", "0,48 (0,50) Prozent".
# English "over 50 (17%)" and "65 and 20%" mostly count two things.
_RANGE_DE = re.compile(r",? ?(?:\(|\b(?:bis(?: zu)?|und|oder|auf|statt)\b|[–-]) ?")
_RANGE_EN = re.compile(r",? ?(?:\b(?:to|or)\b|[–-]) ?")


@lru_cache(maxsize=1)
def _behind() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Patterns whose groups, in order, are the units of the tables above."""
    both = (
        "|".join(f"({pattern})" for pattern in table.values()) for table in (_BEHIND_DE, _BEHIND_EN)
    )
    german, english = (re.compile(rf"\)?[ -]?(?:{pattern})") for pattern in both)
    return german, english


def check_units(de: str, en: str) -> list[Finding]:
    """A warning for each unit after a number of the German that the English does not have.

    The unit is missed as a whole, or where the same number counts something else.
    """
    if not re.search(r"\d|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf", de):
        return []
    lost = [
        Finding(NAME, "warning", f"“{match[1]}” has no counterpart in the English")
        for german, english in _patterns()
        if (match := german.search(de)) and not english.search(en)
    ]
    return lost or _exchanged(without_protected(de), without_protected(en))


def _exchanged(de: str, en: str) -> list[Finding]:
    """Numbers that count one thing in German and nothing but another in English."""
    german, english = _behind()
    counted = _counted(numerals_de.read(de), de, german, tuple(_BEHIND_DE), _RANGE_DE)
    if not any(unit for _, unit in counted):
        return []
    others = _counted(numerals_en.read(en), en, english, tuple(_BEHIND_EN), _RANGE_EN)
    findings = []
    for mention, unit in counted:
        units = [name for other, name in others if unit and mention.matches(other)]
        if units and unit not in units and None not in units:
            detail = f"{mention.text} counts {unit}; in the English it counts {units[0]}"
            findings.append(Finding(NAME, "warning", detail))
    return findings


def _counted(
    mentions: Sequence[Mention],
    text: str,
    behind: re.Pattern[str],
    names: Sequence[str],
    between: re.Pattern[str],
) -> list[tuple[Mention, str | None]]:
    """What each number of a text counts, where that stands beside it or beside the next one."""
    found: list[tuple[Mention, str | None]] = []
    following: Mention | None = None
    unit: str | None = None
    for mention in reversed(mentions):
        own = _unit(mention, text, behind, names)
        same = following and between.fullmatch(text, mention.end, following.start)
        unit = own or (unit if same else None)
        found.append((mention, unit))
        following = mention
    return found[::-1]


def _unit(mention: Mention, text: str, behind: re.Pattern[str], names: Sequence[str]) -> str | None:
    if match := behind.match(text, mention.end):
        return names[match.lastindex - 1] if match.lastindex else None
    before = _BEFORE.search(text, max(0, mention.start - 4), mention.start)
    return before and ("euros" if before[1] else "dollars")
