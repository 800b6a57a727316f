"""What is read from one page: plain data between the extractor and the builder of articles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pipeline.article import Kind


@dataclass(frozen=True, slots=True)
class PageParts:
    """The parts of a news page.

    `blocks` is the running text in reading order without headline and lead; `notes` is the
    furniture that was set aside inside the article. `published` is aware. `paid` says that the
    publisher declares the article as not free, `partial` that the page shows only its beginning.
    """

    headline: str
    kicker: str
    lead: str
    byline: str
    published: datetime | None
    url: str | None
    language: str
    paid: bool
    partial: bool
    blocks: tuple[tuple[Kind, str], ...]
    notes: tuple[str, ...]
