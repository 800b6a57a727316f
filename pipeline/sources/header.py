"""The metadata line of a saved article.

Its form is ` date 2022-02 KICKER HEADLINE Stand: 16.02.2022 04:24 Uhr`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pipeline.sources.kicker import split_kicker

_MONTHS = (
    "januar", "februar", "märz", "april", "mai", "juni", "juli", "august", "september", "oktober",
    "november", "dezember",
)  # fmt: skip
_DATE_WORD = re.compile(r"\s*date\s+\d{4}-\d{2}(?:-\d{2})?(?=\s|$)")
_STAND = re.compile(
    r"Stand\s*:\s*(?:\w+,\s*)?(?P<day>\d{1,2})\.\s?(?:(?P<month>\d{1,2})\.\s?|(?P<name>[A-Za-zä]+)\s)"
    r"(?P<year>\d{4}|\d{2})\b(?:,?\s+(?:um\s+)?(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:\s*Uhr)?)?"
)
_LIVE_MARKS = re.compile(r"(?P<before>\+*)\s*(?P<text>.*?)\s*(?P<after>\+*)", re.DOTALL)
_LONGEST = 250
"""Characters of kicker and headline together; what is longer is text."""


@dataclass(frozen=True, slots=True)
class Header:
    """What a metadata line says; `notes` holds its other words, `rest` the text that follows."""

    kicker: str
    headline: str
    published: datetime | None
    notes: tuple[str, ...]
    rest: str = ""


def read_header(line: str) -> Header | None:
    """The header that a line holds; None if it is no metadata line."""
    word = _DATE_WORD.match(line)
    stand = _STAND.search(line)
    begin, end = word.end() if word else 0, stand.start() if stand else len(line)
    if not (word or stand) or (stand and end - begin > _LONGEST):
        return None
    notes = [found[0].strip() for found in (word, stand) if found]
    title, rest = line[begin:end].strip(), line[stand.end() :].strip() if stand else ""
    if len(title) > _LONGEST:
        title, rest = "", title
    kicker, headline = split_kicker(title)
    headline, marks = without_live_marks(headline)
    published = published_at(stand[0]) if stand else None
    return Header(kicker, headline, published, (*notes, *marks), rest)


def published_at(text: str) -> datetime | None:
    """The time of a "Stand: 16.02.2022 04:24 Uhr" in German local time; None if there is none."""
    stand = _STAND.search(text)
    if not stand:
        return None
    year = int(stand["year"]) if len(stand["year"]) == 4 else 2000 + int(stand["year"])
    clock = int(stand["hour"] or 0), int(stand["minute"] or 0)
    try:
        month = int(stand["month"] or 0) or _MONTHS.index(stand["name"].lower()) + 1
        return datetime(year, month, int(stand["day"]), *clock, tzinfo=ZoneInfo("Europe/Berlin"))
    except (ValueError, ZoneInfoNotFoundError):  # no such day, or a system without time zones
        return None


def without_live_marks(headline: str) -> tuple[str, tuple[str, ...]]:
    """The headline without the "++" around that of a liveblog, and the marks."""
    match = _LIVE_MARKS.fullmatch(headline)
    if not match or not match["text"]:
        return headline, ()
    return match["text"], tuple(mark for mark in (match["before"], match["after"]) if mark)
