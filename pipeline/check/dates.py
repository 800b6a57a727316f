"""Dates: months and days of the week are the same in both languages.

Days and years are numbers and are compared there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.article import Finding
from pipeline.check import numerals_de
from pipeline.check.quantities import month

NAME = "dates"

_MONTHS_DE = {
    "Januar": 1,
    "Jänner": 1,
    "Februar": 2,
    "Feber": 2,
    "März": 3,
    "April": 4,
    "Mai": 5,
    "Juni": 6,
    "Juli": 7,
    "August": 8,
    "September": 9,
    "Oktober": 10,
    "November": 11,
    "Dezember": 12,
}
_MONTHS_EN = {
    "Jan": 1,
    "Feb": 2,
    "Mar": 3,
    "Apr": 4,
    "May": 5,
    "Jun": 6,
    "Jul": 7,
    "Aug": 8,
    "Sep": 9,
    "Oct": 10,
    "Nov": 11,
    "Dec": 12,
}
_DAYS_DE = {
    "montag": 1,
    "dienstag": 2,
    "mittwoch": 3,
    "donnerstag": 4,
    "freitag": 5,
    "samstag": 6,
    "sonnabend": 6,
    "sonntag": 7,
}
_DAYS_EN = {"mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6, "sun": 7}

# "Oktobertagung" names its month; "Maier" and "Märzenbier" do not.
_MONTH_DE = re.compile(rf"\b({'|'.join(_MONTHS_DE)})(?:s?\b|(?<=er|ar)(?=[a-zäöüß]{{3}}))")
_MONTH_EN = re.compile(
    r"\b(?P<name>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
    r"(?:uary|ruary|ch|il|e|y|ust|tember|t|ober|ember)?\b"
)
_MONTH_NUMBER_EN = re.compile(r"\b(\d{1,4})[/.-](\d{1,2})(?:[/.-]\d{1,4})?\b")
_DAY_DE = re.compile(rf"\b({'|'.join(_DAYS_DE)})", re.IGNORECASE)
_DAY_EN = re.compile(r"\b(Mon|Tues?|Wed(?:nes)?|Thurs?|Fri|Satur|Sat|Sun)(?:day|\.(?! *$))")
# Months that are also words or names, or that a feast or a party bears: too little to report.
_DOUBTFUL = frozenset((3, 5, 8))


def check_dates(de: str, en: str) -> list[Finding]:
    """A warning for each month or day of the week that only one language names.

    An error where one was exchanged for another.
    """
    days = _compare(_days_de(de), _days_en(en), de)
    months_de, months_en = _months_de(de), _months_en(en)
    if not months_de.keys() ^ months_en.keys():
        return days
    numbers = _month_numbers(de, en)
    german = {value: text for value, text in months_de.items() if value not in numbers}
    english = {value: text for value, text in months_en.items() if value not in numbers}
    return days + _compare(german, english, de, doubtful=_DOUBTFUL)


def named_dates(de: str) -> set[str]:
    """The months and days of the week that a German text names, in their plain forms."""
    days = {day.capitalize() for day in _days_de(de).values()}
    return days | set(_months_de(de).values())


def _compare(
    german: Mapping[int, str],
    english: Mapping[int, str],
    de: str,
    doubtful: frozenset[int] = frozenset(),
) -> list[Finding]:
    missing = [text for value, text in german.items() if value not in english]
    added = [
        text
        for value, text in english.items()
        if value not in german and value not in doubtful and text not in de
    ]
    if missing and added:
        detail = f"{', '.join(missing)} has no counterpart; the English has {', '.join(added)}"
        return [Finding(NAME, "error", detail)]
    if missing:
        return [Finding(NAME, "warning", f"{', '.join(missing)} has no counterpart")]
    if added:
        detail = f"the English has {', '.join(added)}, which the German lacks"
        return [Finding(NAME, "warning", detail)]
    return []


def _months_de(de: str) -> dict[int, str]:
    return {_MONTHS_DE[match[1]]: match[1] for match in _MONTH_DE.finditer(de)}


def _months_en(en: str) -> dict[int, str]:
    return {_MONTHS_EN[match["name"]]: match.group() for match in _MONTH_EN.finditer(en)}


def _month_numbers(de: str, en: str) -> set[int]:
    """Months that one language writes as a number: 9.11.2022, 11/9/2022."""
    german = {r for mention in numerals_de.read(de) for r in mention.readings}
    found = {number for number in range(1, 13) if month(number) in german}
    for match in _MONTH_NUMBER_EN.finditer(en):
        found |= {int(part) for part in match.groups() if int(part) <= 12}
    return found


def _days_de(de: str) -> dict[int, str]:
    return {_DAYS_DE[match[1].lower()]: match[1] for match in _DAY_DE.finditer(de)}


def _days_en(en: str) -> dict[int, str]:
    return {_DAYS_EN[match[1][:3].lower()]: match.group() for match in _DAY_EN.finditer(en)}
