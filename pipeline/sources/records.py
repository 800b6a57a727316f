"""A record - a JSON object, a row of a table - to an article, by the names of its fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from pipeline.article import Article, Kind, Rejected
from pipeline.errors import SourceError
from pipeline.sources.build import RawBlock, build
from pipeline.sources.columns import NAMES
from pipeline.sources.compose import Metadata, compose, without_repetition
from pipeline.sources.fields import (
    date_of,
    mappings,
    names_of,
    paragraphs_of,
    text_of,
    web_address,
)
from pipeline.sources.fragments import plain_text, read_fragment
from pipeline.sources.sections import has_sections, read_sections
from pipeline.sources.turns import with_speakers

_KINDS = get_args(Kind)


def read_record(source: str, record: Mapping[str, Any]) -> Article | Rejected:
    """The article of a record; names are compared without regard to case.

    An object that `depesche extract` wrote gives the article that it was written from.
    """
    if is_extracted(record):
        return _read_extracted(source, record)
    if has_sections(record):
        return read_sections(source, record)
    fields = _lowered(record)
    text = paragraphs_of(fields, *NAMES["text"])
    if not text:
        remedy = "name the field with the article: --column text=NAME"
        return Rejected(source, _what_is_missing(fields), remedy)
    try:
        return _compose(source, fields, text)
    except SourceError as error:
        return Rejected(source, error.problem, error.remedy)


def has_text(record: Mapping[str, Any]) -> bool:
    """Whether a record is an article rather than something around articles."""
    return (
        is_extracted(record)
        or has_sections(record)
        or bool(paragraphs_of(_lowered(record), *NAMES["text"]))
    )


def is_extracted(record: Mapping[str, Any]) -> bool:
    """Whether `depesche extract` wrote a record."""
    blocks = mappings(record.get("blocks"))
    return bool(blocks) and all(
        block.get("kind") in _KINDS and isinstance(block.get("text"), str) for block in blocks
    )


def _lowered(record: Mapping[str, Any]) -> dict[str, Any]:
    return {str(name).strip().lower(): value for name, value in record.items()}


def _compose(source: str, fields: Mapping[str, Any], text: str) -> Article:
    about = Metadata(
        url=web_address(text_of(fields, *NAMES["url"])),
        published=date_of(fields, *NAMES["published"]),
        kicker=plain_text(text_of(fields, *NAMES["kicker"])),
        headline=plain_text(text_of(fields, *NAMES["headline"])),
        byline=plain_text(names_of(fields, *NAMES["byline"])),
    )
    body, lead = read_fragment(text), read_fragment(text_of(fields, *NAMES["lead"]))
    blocks = list(without_repetition(lead.blocks, body.blocks))
    return compose(source, about, blocks, [*body.notes, *lead.notes])


def _what_is_missing(fields: Mapping[str, Any]) -> str:
    for name in NAMES["text"]:
        if (value := fields.get(name)) and not isinstance(value, str):
            return f"its field '{name}' holds neither text nor a list of paragraphs"
    names = ", ".join([name for name, value in fields.items() if value is not None][:12])
    return f"no text of an article among its fields ({names})" if names else "an empty record"


def _read_extracted(source: str, record: Mapping[str, Any]) -> Article:
    """What was read once is not judged again: neither furniture nor language."""
    notes = record.get("notes")
    return build(
        text_of(record, "source") or source,
        url=web_address(text_of(record, "url")),
        published=date_of(record, "published"),
        kicker=text_of(record, "kicker"),
        headline=text_of(record, "headline"),
        byline=text_of(record, "byline"),
        lead=text_of(record, "lead"),
        language=text_of(record, "language"),
        blocks=with_speakers(
            [RawBlock(b["kind"], text_of(b, "text")) for b in mappings(record["blocks"])]
        ),
        notes=[note for note in notes if isinstance(note, str)] if isinstance(notes, list) else [],
    )
