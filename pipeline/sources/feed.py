"""Feeds: RSS 0.9x, 1.0 and 2.0, Atom, and JSON Feed (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import calendar
import re
import time
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from pipeline.article import Article, Rejected
from pipeline.errors import SourceError
from pipeline.sources.entries import Entry, read_entries
from pipeline.sources.fields import date_of, mappings, text_of, web_address
from pipeline.sources.html.dates import BERLIN
from pipeline.sources.reader import Input

_FEED = re.compile(rb"<(?:\w+:)?(?:rss|feed|rdf)\b", re.IGNORECASE)
_PAGE = re.compile(rb"<html\b", re.IGNORECASE)
_MOST = 20_000
"""Entries that are read of one feed; the largest news feeds have some hundred."""

_MOST_BYTES = 8_000_000
_MOST_TAGS = 400_000
_LONGEST_TAG = re.compile(rb"<[^<>]{100000}")
"""feedparser takes seconds a megabyte, and far more memory for one tag of a megabyte."""


class FeedReader:
    """Reads RSS and Atom."""

    name = "feed"

    def accepts(self, source: str, head: bytes) -> bool:
        """Whether an input begins with a feed's root element."""
        start = head.lstrip(b"\xef\xbb\xbf\xfe\xff\x00 \t\r\n").replace(b"\x00", b"")
        found = _FEED.search(start)
        return (
            start.startswith(b"<")
            and found is not None
            and not _PAGE.search(start[: found.start()])
        )

    def read(self, item: Input) -> Iterator[Article | Rejected]:
        """The articles of the feed's entries."""
        yield from read_entries(item, _entries(item.data(), item.url or ""))


def is_json_feed(document: object) -> bool:
    """Whether a JSON document is a JSON Feed."""
    return isinstance(document, Mapping) and "jsonfeed.org/version" in text_of(document, "version")


def read_json_feed(item: Input, document: Mapping[str, Any]) -> Iterator[Article | Rejected]:
    """The articles of a JSON Feed's items."""
    base = item.url or text_of(document, "feed_url", "home_page_url")
    yield from read_entries(item, (_json_entry(entry, base) for entry in _items(document)))


def _items(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    items = mappings(document.get("items"))[:_MOST]
    if not items:
        raise SourceError("a feed without entries", "check the address of the feed")
    return items


def _json_entry(entry: Mapping[str, Any], base: str) -> Entry:
    url = _joined(base, text_of(entry, "url", "external_url"))
    authors = [*mappings(entry.get("authors")), *mappings([entry.get("author")])]
    return Entry(
        id=text_of(entry, "id") or url,
        url=url,
        title=text_of(entry, "title"),
        teaser=text_of(entry, "summary"),
        text=text_of(entry, "content_html", "content_text"),
        byline=", ".join(dict.fromkeys(text_of(author, "name") for author in authors)),
        published=date_of(entry, "date_published", "date_modified"),
        version=text_of(entry, "date_modified"),
    )


def _entries(data: bytes, base: str) -> Iterator[Entry]:
    import feedparser

    if len(data) > _MOST_BYTES or data.count(b"<") > _MOST_TAGS or _LONGEST_TAG.search(data):
        raise SourceError("a feed larger than any real one", "pass the pages of its articles")
    if (
        b"<!entity" in data.replace(b"\x00", b"").lower()
    ):  # no feed needs any; bombs are made of them
        raise SourceError(
            "a feed that defines entities of its own", "pass the pages of its articles"
        )
    try:
        feed = feedparser.parse(data, response_headers={"content-location": base})
    except Exception as error:  # of many kinds, for feeds that are broken in many ways
        raise SourceError(
            f"a feed that cannot be read ({type(error).__name__})", "check the address of the feed"
        ) from error
    if not feed.entries:
        raise SourceError("a feed without entries", "check the address of the feed")
    for entry in feed.entries[:_MOST]:
        yield _entry(dict(entry), base)  # plain, or asking for a date warns of its absence


def _entry(entry: Mapping[str, Any], base: str) -> Entry:
    url = _joined(base, text_of(entry, "link"))
    contents = [text_of(content, "value") for content in mappings(entry.get("content"))]
    return Entry(
        id=text_of(entry, "id") or url or text_of(entry, "title"),
        url=url,
        title=_unmarked(text_of(entry, "title")),
        teaser=text_of(entry, "summary"),
        text=max(contents, key=len, default=""),
        byline=_unmarked(text_of(entry, "author")),
        published=_moment(entry.get("published_parsed") or entry.get("updated_parsed")),
        version=text_of(entry, "updated", "published"),
    )


def _unmarked(text: str) -> str:
    from pipeline.sources.fragments import plain_text

    return plain_text(text)


def _joined(base: str, link: str) -> str:
    """The address of an entry's page; empty if it has none on the web."""
    try:
        return web_address(urljoin(base, link.strip())) or ""
    except ValueError:
        return ""


def _moment(parsed: object) -> datetime | None:
    """The time that feedparser gives in UTC, on German clocks."""
    if not isinstance(parsed, time.struct_time):
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), BERLIN)
    except (ValueError, OverflowError, OSError):
        return None
