"""Fields of records that others wrote: taken if they are what they should be, else left."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit

from pipeline.sources.html.dates import BERLIN, parse_date


def text_of(record: Mapping[str, Any], *names: str) -> str:
    """The first of these fields that holds text, without white space around it; else empty.

    What cannot be written as UTF-8 (half a character from a broken escape) is replaced.
    """
    for name in names:
        value = record.get(name)
        if isinstance(value, str) and value.strip():
            return value.strip().encode("utf-8", "replace").decode()
    return ""


def paragraphs_of(record: Mapping[str, Any], *names: str) -> str:
    """The first of these fields that holds text, be it one text or a list of paragraphs."""
    for name in names:
        value = record.get(name)
        if isinstance(value, list) and all(isinstance(part, str) for part in value):
            value = "\n\n".join(value)
        if found := text_of({name: value}, name):
            return found
    return ""


def names_of(record: Mapping[str, Any], *names: str) -> str:
    """The first of these fields that names somebody, be it a text or a list of texts."""
    for name in names:
        value = record.get(name)
        if isinstance(value, list):
            value = ", ".join(part for part in value if isinstance(part, str))
        if found := text_of({name: value}, name):
            return found
    return ""


def web_address(text: str) -> str | None:
    """A text, if it is an address on the web."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return text if parts.scheme in ("http", "https") and parts.hostname else None


def mappings(value: object) -> list[Mapping[str, Any]]:
    """Those elements of a list that are records; none if it is no list."""
    return [part for part in value if isinstance(part, Mapping)] if isinstance(value, list) else []


def date_of(record: Mapping[str, Any], *names: str) -> datetime | None:
    """The first of these fields that is a time: text, seconds since 1970, or a date of its own."""
    for name in names:
        if moment := _moment(record.get(name)):
            return moment
    return None


def _moment(value: object) -> datetime | None:
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=BERLIN)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=BERLIN)
    if isinstance(value, str):
        return parse_date(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    seconds = value / 1000 if value > 1e11 else value  # JavaScript counts milliseconds
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
