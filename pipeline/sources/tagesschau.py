"""The JSON of tagesschau.de's programming interface (https://tagesschau.api.bund.dev).

An article is a list of parts. Texts, subheadings, lists and quotations are the article; boxes,
galleries, recordings and posts are beside it, so their words become notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.article import Article, Rejected
from pipeline.errors import SourceError
from pipeline.sources import partial
from pipeline.sources.build import RawBlock
from pipeline.sources.compose import Metadata, compose
from pipeline.sources.entries import follow_page
from pipeline.sources.fields import date_of, mappings, text_of, web_address
from pipeline.sources.fragments import plain_text, read_fragment
from pipeline.sources.reader import Input
from pipeline.text import furniture

_LISTS = ("news", "regional", "searchResults")
_EMPHASIZED = re.compile(r"\s*<em>[^<>]+</em>\s*")
_BESIDE = {
    "box": ("subtitle", "title", "text", "source"),
    "socialmedia": ("title", "shorttext"),
    "video": ("title",),
    "audio": ("title", "text"),
    "webview": ("title",),
}
"""Parts that are one record beside the article, and the fields of that record with words."""

_GALLERIES = {
    "image_gallery": ("gallery", ("title",)),
    "related": ("related", ("topline", "title")),
}
_RECORD = {"socialmedia": "social"}
"""Where the record lies, if not in a field named like the part."""


def is_tagesschau(document: Mapping[str, Any]) -> bool:
    """Whether a JSON document is an answer of this interface: a list of articles, or one."""
    return "sophoraId" in document or any(
        "sophoraId" in story for name in _LISTS for story in mappings(document.get(name))
    )


def read_tagesschau(item: Input, document: Mapping[str, Any]) -> Iterator[Article | Rejected]:
    """The articles of an answer; recordings have no text and are set aside."""
    if "sophoraId" in document:
        yield _guarded(item, item.source, document)
        return
    stories = (story for name in _LISTS for story in mappings(document.get(name)))
    for number, story in enumerate(stories, 1):
        yield _guarded(item, f"{item.source}#{text_of(story, 'sophoraId') or number}", story)


def _guarded(item: Input, source: str, story: Mapping[str, Any]) -> Article | Rejected:
    try:
        return _read_story(item, source, story)
    except SourceError as error:
        return Rejected(source, error.problem, error.remedy)


def _read_story(item: Input, source: str, story: Mapping[str, Any]) -> Article | Rejected:
    parts = mappings(story.get("content"))
    blocks, notes, byline = _read_parts(parts)
    teaser = plain_text(text_of(story, "firstSentence"))
    if not blocks:
        page, why = follow_page(item, web_address(text_of(story, "details")))
        if page:
            return page
        if text_of(story, "type") == "video" or not teaser:
            return Rejected(source, "a recording without a text", "pass articles only")
        blocks = [RawBlock("paragraph", teaser)]
        notes.append(partial.note(f"only the teaser; {why}"))
    elif teaser not in " ".join(block.text for block in blocks):
        notes.append(teaser)
    about = Metadata(
        url=web_address(text_of(story, "shareURL", "detailsweb", "detailsWeb")),
        published=date_of(story, "date"),
        kicker=plain_text(text_of(story, "topline")),
        headline=plain_text(text_of(story, "title")),
        byline=byline,
    )
    return compose(source, about, blocks, notes)


def _read_parts(parts: list[Mapping[str, Any]]) -> tuple[list[RawBlock], list[str], str]:
    """Blocks, notes, and the author whose name alone is set in italics."""
    blocks: list[RawBlock] = []
    notes: list[str] = []
    byline = ""
    for part in parts:
        kind, value = text_of(part, "type"), text_of(part, "value")
        name = furniture.bare_name(plain_text(value)) if _EMPHASIZED.fullmatch(value) else ""
        if name and not byline:
            byline = name
            notes.append(name)
        elif kind == "headline":
            blocks.append(RawBlock("heading", plain_text(value)))
        elif kind == "quotation":
            blocks += _quotation(part)
        elif value:
            found = read_fragment(value)
            blocks += found.blocks
            notes += found.notes
        else:
            notes += _beside(kind, part)
    return blocks, notes, byline


def _quotation(part: Mapping[str, Any]) -> list[RawBlock]:
    record = part.get("quotation")
    text = text_of(record, "text") if isinstance(record, Mapping) else ""
    return [RawBlock("quote", block.text) for block in read_fragment(text).blocks]


def _beside(kind: str, part: Mapping[str, Any]) -> Iterator[str]:
    """The words of a part that is beside the article."""
    if kind in _GALLERIES:
        field, names = _GALLERIES[kind]
        records = mappings(part.get(field))
    else:
        names = _BESIDE.get(kind, ())
        records = mappings([part.get(_RECORD.get(kind, kind))])
    for record in records:
        words = dict.fromkeys(plain_text(text_of(record, name)) for name in names)
        if text := "\n".join(word for word in words if word):
            yield text
