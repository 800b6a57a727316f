"""Entries of feeds, whatever the feed is written in: to articles, by way of their pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline.article import Article, Rejected
from pipeline.errors import SourceError
from pipeline.sources import partial
from pipeline.sources.compose import Metadata, compose, without_repetition
from pipeline.sources.fragments import Fragment, read_fragment
from pipeline.sources.reader import Input

_WHOLE = 700
"""Characters; a shorter text is a teaser. The leads of big sites have up to 450."""

_CUT_OFF = re.compile(
    r"\[?(?:…|\.\.\.|&hellip;|\bmehr|\bweiterlesen|\bread more)\]?[\s»>]*$",
    re.IGNORECASE,
)
_MORE = re.compile(r"\s*\[?(?:mehr|weiterlesen)\]?\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry: its page, what the feed says about it, its teaser and its text, with their markup.

    version changes when the publisher changes the page; empty if the feed does not say.
    """

    id: str
    url: str
    title: str
    teaser: str
    text: str
    byline: str
    published: datetime | None
    version: str = ""


def read_entries(item: Input, entries: Iterable[Entry]) -> Iterator[Article | Rejected]:
    """The articles of a feed's entries.

    A feed from the web has its stubs read from their pages; a file never causes a request.
    """
    for number, entry in enumerate(entries, 1):
        polled = item.web if item.url else None
        if polled and not polled.is_wanted(item.url or "", entry.id):
            continue
        found = _read(item, f"{item.source}#{number}", entry)
        if polled:
            polled.remember(item.url or "", entry.id, found.source)
        yield found


def follow_page(item: Input, url: str | None, version: str = "") -> tuple[Article | None, str]:
    """The article on a page that an input points to, or why there is none.

    Pages are asked for only if the input itself came from the web.
    """
    if not url:
        return None, "no page is named"
    if item.url is None or item.web is None:
        return None, "the page was not fetched"
    page = next(item.web.follow(url, version), None)
    if isinstance(page, Article):
        return page, ""
    return None, f"its page: {page.reason if page else 'nothing there'}"


def _read(item: Input, source: str, entry: Entry) -> Article | Rejected:
    """The article of the feed itself if it is whole, else of the page."""
    if _is_whole(_fragment(entry.text)):
        return _from_feed(source, entry)
    page, why = follow_page(item, entry.url, entry.version)
    if page is None:
        return _from_feed(source, entry, why)
    return replace(
        page,
        published=page.published or entry.published,
        headline=page.headline or entry.title,
        byline=page.byline or entry.byline,
    )


def _from_feed(source: str, entry: Entry, why_no_page: str = "") -> Article | Rejected:
    about = Metadata(entry.url or None, entry.published, "", entry.title, entry.byline)
    text, teaser = _fragment(entry.text), _fragment(entry.teaser)
    if text is None or teaser is None:
        return Rejected(source, "markup that cannot be read", "pass the page of the article")
    whole = _is_whole(text)
    longer = text if text.characters > teaser.characters else teaser
    blocks = without_repetition(teaser.blocks, text.blocks) if whole else longer.blocks
    marks = [] if whole else [partial.note(f"only the feed's teaser; {why_no_page}")]
    notes = dict.fromkeys([*text.notes, *teaser.notes])
    return compose(source, about, list(blocks), [*notes, *marks])


def _fragment(markup: str) -> Fragment | None:
    """A text of an entry, the link to the rest beside it; None if it is hopeless."""
    try:
        found = read_fragment(markup)
    except SourceError:
        return None
    blocks, notes = [], list(found.notes)
    for block in found.blocks:
        link = _MORE.search(block.text) if block.text.endswith("]") else None
        text = block.text[: link.start()] if link else block.text
        notes += [link[0].strip()] if link else []
        blocks += [replace(block, text=text)] if text else []
    return Fragment(tuple(blocks), tuple(notes))


def _is_whole(text: Fragment | None) -> bool:
    if text is None or text.characters < _WHOLE:
        return False
    return not _CUT_OFF.search(text.blocks[-1].text)
