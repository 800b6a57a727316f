"""When a page says that its article appeared: declared, marked up, or written near the headline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time
from itertools import pairwise

from pipeline.sources.html.dates import parse_date
from pipeline.sources.html.lines import Line
from pipeline.sources.html.structured import Structured
from pipeline.sources.html.tree import Element, words
from pipeline.sources.liveblog import clock

_METAS = (
    "article:published_time",
    "article:published:time",
    "article:published",
    "og:published_time",
    "datepublished",
    "date",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dcterms.date",
    "dcterms.created",
    "dc.date.created",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "parsely-pub-date",
    "sailthru.date",
    "publish-date",
    "publish_date",
    "publication_date",
    "pubdate",
)
_MODIFIED = ("article:modified_time", "og:updated_time", "datemodified", "last-modified")
_LABELS = ("Datum", "Stand", "Veröffentlicht", "Erstellt", "Publiziert", "Erschienen")
_OUTSIDE = frozenset(["a", "aside", "nav", "footer", "figure"])
_LONGEST_CLOCK = 20
_LONGEST = 80
"""Characters of a line that is a date and little else."""


def published(
    root: Element, page: Structured, lines: Sequence[Line], headline: int
) -> datetime | None:
    """When the article appeared; `headline` is the index of the first line after the headline.

    Where the first that is found is a mere day, a time of that day goes before it.
    """
    found = list(filter(None, map(parse_date, _texts(root, page, lines, headline))))
    if not found:
        return None
    same_day = (date for date in found if date.date() == found[0].date() and _has_time(date))
    return next(same_day, found[0])


def moments(page: Structured, lines: Sequence[Line]) -> dict[str, float]:
    """When the entries of a liveblog were written, in minutes, by the words of their headings.

    JSON-LD says so, or a line with nothing but a time above each heading; {} for other pages.
    """
    declared = {words(heading): parse_date(moment) for heading, moment in page.updates.items()}
    if declared:
        return {key: date.timestamp() / 60 for key, date in declared.items() if date}
    return {
        words(heading.text): minutes
        for above, heading in pairwise(lines)
        if heading.kind == "heading"
        and len(above.text) < _LONGEST_CLOCK
        and (minutes := clock(above.text)) is not None
    }


def _has_time(date: datetime) -> bool:
    return date.timetz().replace(tzinfo=None) != time.min


def _texts(root: Element, page: Structured, lines: Sequence[Line], headline: int) -> Iterator[str]:
    """Texts that may be the date, the most trustworthy first."""
    yield page.any_text("datePublished")
    yield from (page.meta(key) for key in _METAS)
    times = [element for element in root.iter("time", "abbr") if not _is_outside(element)]
    yield from (
        _of_time(one) for one in times if "published" in (one.get("itemprop") or "").lower()
    )
    yield from (_of_time(one) for one in times)
    short = [line for line in lines if len(line.text) < _LONGEST]
    yield from (line.text for line in short if line.text.startswith(_LABELS))
    near = lines[max(0, headline - 6) : headline + 12]
    yield from (line.text for line in near if len(line.text) < _LONGEST)
    yield page.any_text("dateCreated")
    yield page.any_text("dateModified")
    yield from (page.meta(key) for key in _MODIFIED)


def _is_outside(element: Element) -> bool:
    """Whether a date belongs to a picture or to another article."""
    return any(outer.tag in _OUTSIDE for outer in element.iterancestors())


def _of_time(element: Element) -> str:
    return element.get("datetime") or element.get("content") or element.get("title") or ""
