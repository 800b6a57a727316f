"""Records and articles that tests share, built by hand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from pipeline.article import Article, Block, Finding, Sentence
from pipeline.record import (
    SCHEMA,
    Accounting,
    ArticlePair,
    Bilingual,
    Check,
    Models,
    Record,
    SummarizerModel,
    SummaryPair,
    TranslatorModel,
)
from pipeline.write.atomic import write_parts
from pipeline.write.jsonl import as_line

MODELS = Models(
    summarizer=SummarizerModel(id="extractive", revision="1"),
    translator=TranslatorModel(id="toy", revision="abc", engine="torch"),
)
WARNING = Finding("numbers", "warning", "12 has no counterpart")


def article(
    number: int = 1,
    *,
    sentences: tuple[str, ...] = ("Der Rat tagt heute. ", "Er beschließt den Haushalt. ", "Ende."),
    published: datetime | None = datetime(2026, 11, 14, 8, 15, tzinfo=UTC),
) -> Article:
    """An article with a heading and one paragraph."""
    body = tuple(Sentence(f"s{i}", text) for i, text in enumerate(sentences, start=2))
    return Article(
        id=f"a{number}",
        source=f"a{number}.txt",
        url=None,
        published=published,
        kicker="Haushalt",
        headline="Rat tagt",
        byline="Von Ada Kern",
        lead="",
        language="de",
        blocks=(Block("heading", (Sentence("s1", f"Lage {number}"),)), Block("paragraph", body)),
        notes=("Von Ada Kern",),
    )


def record(
    *,
    headline: str = "Council meets",
    en: str = "The council meets today.",
    de: str = "Der Rat tagt heute.",
    degraded: bool = False,
    url: str | None = None,
    with_article: bool = False,
) -> Record:
    """A record with one summary sentence."""
    status = "degraded" if degraded else "ok"
    checks = [Check(name="numbers", severity="error", detail="12 is lost")] if degraded else []
    pair = ArticlePair(
        id="s1", kind="heading", block=0, de="Lage", en="Situation", status="ok", checks=[]
    )
    return Record(
        schema=SCHEMA,
        id="a1",
        source="a1.txt",
        url=url,
        published="2026-11-14T08:15:00+01:00",
        kicker=Bilingual(de="Haushalt", en="Budget"),
        headline=Bilingual(de="Rat tagt", en=headline),
        byline="Ada Kern",
        summary=[SummaryPair(de=de, en=en, evidence=["s2"], status=status, checks=checks)],
        article=[pair] if with_article else None,
        accounting=Accounting(
            characters=40, sentences=3, chunks=1, summarized=3, translated=3, degraded=int(degraded)
        ),
        models=MODELS,
        profile="auto",
        order="summarize-translate",
    )


def write_pairs(path: Path, records: Iterable[Record]) -> None:
    """A `pairs.jsonl` as a run leaves it."""
    write_parts(path, (as_line(record.as_json()) for record in records))
