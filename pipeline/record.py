"""The record of schema `depesche/1`: what a run says of one article, as JSON."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from pipeline.article import Kind, Pair, Rung, Severity, Status

SCHEMA: Literal["depesche/1"] = "depesche/1"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Check(_Part):
    """A finding of a check."""

    name: str
    severity: Severity
    detail: str


class Bilingual(_Part):
    """A kicker or headline in both languages; what older records lack has a default."""

    de: str
    en: str
    status: Status = "ok"
    checks: list[Check] = []
    rung: Rung = "first"


class SummaryPair(_Part):
    """A summary sentence in both languages, with the ids of the sentences that support it."""

    de: str
    en: str
    evidence: list[str]
    status: Status
    checks: list[Check]
    rung: Rung = "first"


class ArticlePair(_Part):
    """A sentence of the whole article in both languages."""

    id: str
    kind: Kind
    block: int
    de: str
    en: str
    status: Status
    checks: list[Check]
    rung: Rung = "first"


class Accounting(_Part):
    """What became of the text, counted.

    characters, sentences: of the body that was read, furniture apart.
    chunks: inputs within the model's own token budget that the body was divided into.
    summarized: sentences that the summarizer saw; fewer than `sentences` would be a loss.
    translated: segments translated: summary, headline, kicker, and every sentence with --full.
    degraded: segments whose English no repair could make pass the checks.
    """

    characters: int
    sentences: int
    chunks: int
    summarized: int
    translated: int
    degraded: int


class SummarizerModel(_Part):
    """Which summarizer ran."""

    id: str
    revision: str


class TranslatorModel(_Part):
    """Which translator ran, on which engine."""

    id: str
    revision: str
    engine: str


class Models(_Part):
    """The models that made a record."""

    summarizer: SummarizerModel
    translator: TranslatorModel


class Record(_Part):
    """One article, summarized, translated and checked."""

    schema_: Literal["depesche/1"] = Field(alias="schema")
    id: str
    source: str
    url: str | None
    published: str | None
    kicker: Bilingual
    headline: Bilingual
    byline: str
    summary: list[SummaryPair]
    article: list[ArticlePair] | None = None
    accounting: Accounting
    models: Models
    profile: str
    order: str
    duplicate_of: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The record as the contract spells it.

        `article` is there only with --full, `duplicate_of` only in that of a near-duplicate.
        """
        values = self.model_dump(by_alias=True)
        for optional in ("article", "duplicate_of"):
            if values[optional] is None:
                del values[optional]
        return values


def read_record(text: str) -> Record:
    """The record that JSON of `as_json` holds. Raises pydantic.ValidationError where it is none."""
    return Record.model_validate_json(text)


def checks_of(pair: Pair) -> list[Check]:
    """The findings of a pair, as a record holds them."""
    return [Check(name=f.name, severity=f.severity, detail=f.detail) for f in pair.checks]
