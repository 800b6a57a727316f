"""How well articles are read from HTML pages, with trafilatura alone beside.

The body is scored by F1 over words as bags (lower case, NFC, soft hyphens removed). What counts as
the text is the lead, the subheadings and the paragraphs, without the headline: so do the expected
files, and so trafilatura's baseline comes out. Headline and lead count if their words are the same,
a date if it is the same minute, or the same day where only a day is expected.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from statistics import fmean

from pipeline.errors import SourceError, UsageError
from pipeline.sources.html.extract import extract_page
from pipeline.sources.html.page import PageParts
from pipeline.sources.html.tree import decode, words

EXPECTED = "expected.jsonl"


@dataclass(frozen=True, slots=True)
class Expected:
    """What should be read from a page: `text` with the lead in it, `date` in ISO 8601."""

    page: str
    title: str
    lead: str
    date: str
    text: str


@dataclass(frozen=True, slots=True)
class PageScore:
    """One page: F1 of the body from 0 to 100, ours and trafilatura's, and what came out right."""

    page: str
    body_f1: float
    trafilatura_f1: float
    headline: bool
    trafilatura_headline: bool
    lead: bool
    date: bool


@dataclass(frozen=True, slots=True)
class ExtractionReport:
    """Means over the pages in percent; `worst_loss` is the most that a page lost to trafilatura."""

    rows: tuple[PageScore, ...]
    pages: int
    body_f1: float
    trafilatura_f1: float
    worst_loss: float
    headline: float
    trafilatura_headline: float
    lead: float
    date: float


def evaluate(folder: Path) -> ExtractionReport:
    """Score our reading of the pages in a folder against its `expected.jsonl`.

    Each line of that file has `html` (the page's path in the folder), `title`, `lead`, `date` and
    `text`. Raises UsageError when there is no such file or it does not have that form.
    """
    rows = tuple(_score(folder / row.page, row) for row in read_expected(folder))
    if not rows:
        raise UsageError(f"{folder / EXPECTED} is empty", "put one JSON object a page into it")
    return ExtractionReport(
        rows=rows,
        pages=len(rows),
        body_f1=fmean(row.body_f1 for row in rows),
        trafilatura_f1=fmean(row.trafilatura_f1 for row in rows),
        worst_loss=max(0.0, *(row.trafilatura_f1 - row.body_f1 for row in rows)),
        headline=_percent([row.headline for row in rows]),
        trafilatura_headline=_percent([row.trafilatura_headline for row in rows]),
        lead=_percent([row.lead for row in rows]),
        date=_percent([row.date for row in rows]),
    )


def read_expected(folder: Path) -> Iterator[Expected]:
    """What should be read from each page of a folder, in the order of its `expected.jsonl`."""
    path = folder / EXPECTED
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise UsageError(f"no {EXPECTED} in {folder}", "give a folder with pages and it") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _expected(line, f"{path}:{number}")


def word_f1(found: str, expected: str) -> float:
    """F1 from 0 to 1 over the words of two texts as bags; 1 if neither has a word."""
    ours, theirs = words(found).split(), words(expected).split()
    common = (Counter(ours) & Counter(theirs)).total()
    return 2 * common / (len(ours) + len(theirs)) if ours or theirs else 1.0


def _expected(line: str, place: str) -> Expected:
    try:
        row: Mapping[str, str | None] = json.loads(line)
        return Expected(
            str(row["html"]),
            *(row[key] or "" for key in ("title", "lead", "date", "text")),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(
            f"{place} is not in the form of {EXPECTED}", "give html, title, lead, date and text"
        ) from error


def _score(path: Path, expected: Expected) -> PageScore:
    import trafilatura

    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read {path}", f"put the page there or edit {EXPECTED}") from error
    markup = decode(data)
    text = trafilatura.extract(markup, include_comments=False) or ""
    title = getattr(trafilatura.extract_metadata(markup), "title", None) or ""
    page = _read(data)
    found = "\n".join([page.lead, *(block for _, block in page.blocks)]) if page else ""
    return PageScore(
        page=expected.page,
        body_f1=100 * word_f1(found, expected.text),
        trafilatura_f1=100 * word_f1(text, expected.text),
        headline=page is not None and words(page.headline) == words(expected.title),
        trafilatura_headline=words(title) == words(expected.title),
        lead=page is not None and words(page.lead) == words(expected.lead),
        date=page is not None and same_date(page.published, expected.date),
    )


def _read(data: bytes) -> PageParts | None:
    try:
        return extract_page(data)
    except SourceError:
        return None


def same_date(found: datetime | None, expected: str) -> bool:
    """Whether a date is the expected one, to the minute; to the day if no zone is expected."""
    if found is None or not expected:
        return found is None and not expected
    wanted = datetime.fromisoformat(expected)
    if wanted.tzinfo is None:
        return found.date() == wanted.date()
    return abs(found - wanted) < timedelta(minutes=1)


def _percent(right: Sequence[bool]) -> float:
    return 100 * sum(right) / len(right)
