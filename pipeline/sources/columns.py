"""Which field of a record is which part of an article, where a newsroom has names of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.errors import SourceError, UsageError

NAMES: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "body", "content", "article", "article_text", "fulltext", "full_text",
             "maintext", "volltext", "inhalt", "artikel", "beitrag"),
    "headline": ("headline", "title", "titel", "überschrift", "schlagzeile"),
    "kicker": ("kicker", "topline", "dachzeile", "ortsmarke"),
    "lead": ("lead", "teaser", "vorspann", "description", "beschreibung"),
    "url": ("url", "link", "canonical_url", "source_url"),
    "published": ("published", "date", "datum", "published_at", "publishedat", "date_published",
                  "publish_date", "pubdate", "pub_date", "created", "created_at", "timestamp",
                  "publishing_date"),
    "byline": ("byline", "author", "authors", "autor", "autoren", "autorin"),
}  # fmt: skip
"""The parts of an article, and the names that are known without being told, in lower case."""

KNOWN = frozenset(name for names in NAMES.values() for name in names)


@dataclass(frozen=True, slots=True)
class Columns:
    """A mapping from parts of an article to fields of records; parts left out keep their names.

    A field of an object within the record is named with dots: `content.body`.
    Raises UsageError for a part that no article has, or a part without a field.
    """

    given: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        for part, field in self.given:
            if part not in NAMES or not field.strip():
                raise UsageError(
                    f"'{part}={field}' maps no column", f"map one of {', '.join(NAMES)} to a column"
                )

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Columns:
        """From the table of a profile. Raises UsageError."""
        return cls(tuple((part, field.strip()) for part, field in given.items()))

    @classmethod
    def parse(cls, pairs: Iterable[str]) -> Columns:
        """From `text=ARTIKEL`, as the command line has it. Raises UsageError."""
        split = (pair.partition("=") for pair in pairs)
        return cls(tuple((part.strip(), field.strip()) for part, _, field in split))

    def applied(self, record: Mapping[str, Any]) -> Mapping[str, Any]:
        """The record with its fields under names that are known."""
        if not self.given:
            return record
        taken = {name for part, _ in self.given for name in NAMES[part]}
        rest = {key: value for key, value in record.items() if _lower(key) not in taken}
        return rest | {part: _looked_up(record, field) for part, field in self.given}

    def known(self, names: Iterable[str]) -> list[str]:
        """Those of a table's column names that are read. Raises SourceError if no text is there."""
        names = list(names)
        there = {_lower(name) for name in names}
        asked = {name: {_lower(name), _lower(name.split(".")[0])} for _, name in self.given}
        for field, spellings in asked.items():
            if there.isdisjoint(spellings):
                raise SourceError(f"no column '{field}' among {_listed(names)}", "see --column")
        if "text" not in dict(self.given) and there.isdisjoint(NAMES["text"]):
            raise SourceError(
                f"no column with articles among {_listed(names)}",
                "name the column with the articles: --column text=NAME",
            )
        wanted = KNOWN.union(*asked.values())
        return [name for name in names if _lower(name) in wanted]


def _lower(name: object) -> str:
    return str(name).strip().lower()


def _looked_up(record: Mapping[str, Any], field: str) -> Any:
    """The value of a field; the whole name goes before one with dots."""
    by_name = {_lower(key): value for key, value in record.items()}
    if _lower(field) in by_name:
        return by_name[_lower(field)]
    first, dot, rest = field.partition(".")
    inner = by_name.get(_lower(first))
    return _looked_up(inner, rest) if dot and isinstance(inner, Mapping) else None


def _listed(names: list[str]) -> str:
    return ", ".join(map(str, names[:12]))


DEFAULT = Columns()
"""Only names that are known without being told."""
