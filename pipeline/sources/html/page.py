"""What is read from one page: plain data between the extractor and the builder of articles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pipeline.article import Kind


@dataclass(frozen=True, slots=True)
class PageParts:
    """The parts of a news page.

    `blocks` is the running text in reading order without headline and lead; `notes` is the
    furniture that was set aside inside the article. `published` is aware. `paid` says that the
    publisher declares the article as not free, `partial` that the page shows only its beginning.
    `moments` says, by the words of their headings, when the entries of a liveblog were written.
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
    moments: Mapping[str, float] = field(default_factory=dict)
