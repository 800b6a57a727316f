"""When an article appeared: ISO 8601, mail dates and dates as German pages write them."""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")
_MONTHS = (
    ("januar", "jänner", "jan"),
    ("februar", "feber", "feb"),
    ("märz", "mär", "mrz"),
    ("april", "apr"),
    ("mai",),
    ("juni", "jun"),
    ("juli", "jul"),
    ("august", "aug"),
    ("september", "sept", "sep"),
    ("oktober", "okt"),
    ("november", "nov"),
    ("dezember", "dez"),
)
_MONTH_NUMBERS = {name: i for i, names in enumerate(_MONTHS, 1) for name in names}
_GERMAN = re.compile(
    r"\b(?P<day>\d{1,2})\.\s?(?:(?P<number>\d{1,2})\.|(?P<name>[A-Za-zä]{3,9})\.?)\s?(?P<year>\d{4}|\d{2})\b"
    r"(?:[^\d]{1,12}(?P<hour>\d{1,2})[:.](?P<minute>\d{2})\b)?"
)
_SPACED_OFFSET = re.compile(r"\s+(?=[+-]\d{2}:?\d{2}$)")


def parse_date(text: str) -> datetime | None:
    """A date with zone; one without zone is meant for Europe/Berlin. None if it is no date."""
    text = text.strip()
    if not text:
        return None
    for parse in (_iso, _mail, _german):
        found = parse(text)
        if found is not None:
            return found if found.tzinfo else found.replace(tzinfo=BERLIN)
    return None


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(_SPACED_OFFSET.sub("", text))
    except ValueError:
        return None


def _mail(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _german(text: str) -> datetime | None:
    match = _GERMAN.search(text)
    if match is None:
        return None
    month = int(match["number"]) if match["number"] else _MONTH_NUMBERS.get(match["name"].lower())
    if month is None:
        return None
    try:
        return datetime(
            int(match["year"]) + (2000 if len(match["year"]) == 2 else 0),
            month,
            int(match["day"]),
            int(match["hour"] or 0),
            int(match["minute"] or 0),
            tzinfo=BERLIN,
        )
    except ValueError:
        return None
