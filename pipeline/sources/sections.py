"""Records whose body is divided into sections, as the news scraper Fundus writes them.

`{"title": …, "authors": […], "publishing_date": …, "body": {"summary": […],
"sections": [{"headline": […], "paragraphs": […]}]}}` (https://github.com/flairNLP/fundus).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.article import Article
from pipeline.sources.build import RawBlock
from pipeline.sources.columns import NAMES
from pipeline.sources.compose import Metadata, compose
from pipeline.sources.fields import date_of, mappings, names_of, text_of, web_address
from pipeline.sources.fragments import plain_text
from pipeline.text.normalize import normalize


def has_sections(record: Mapping[str, Any]) -> bool:
    """Whether a record has a body in sections with text in them."""
    return any(True for _ in _blocks(record.get("body")))


def read_sections(source: str, record: Mapping[str, Any]) -> Article:
    """The article of such a record; its summary is the lead."""
    body = record["body"]
    lead = " ".join(_texts(body.get("summary")))
    about = Metadata(
        url=web_address(text_of(record, *NAMES["url"])),
        published=date_of(record, *NAMES["published"]),
        headline=plain_text(text_of(record, *NAMES["headline"])),
        byline=names_of(record, *NAMES["byline"]),
        lead=lead,
    )
    return compose(source, about, list(_blocks(body)))


def _blocks(body: object) -> Iterator[RawBlock]:
    sections = mappings(body.get("sections")) if isinstance(body, Mapping) else []
    for section in sections:
        for text in _texts(section.get("headline")):
            yield RawBlock("heading", text)
        for text in _texts(section.get("paragraphs")):
            yield RawBlock("paragraph", text)


def _texts(value: object) -> list[str]:
    """The texts of a list, each in one line."""
    texts = value if isinstance(value, list) else []
    lines = (" ".join(normalize(text).split()) for text in texts if isinstance(text, str))
    return [line for line in lines if line]
