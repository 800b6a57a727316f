"""Between a record and the segments that an editor works on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol, TypeVar

from pipeline.record import ArticlePair, Bilingual, Check, Record, SummaryPair
from pipeline.review.words import Segment
from pipeline.text.printable import printable

PairT = TypeVar("PairT", Bilingual, SummaryPair, ArticlePair)

LONGEST = 5000
"""Characters that an English segment may have; what is longer is cut."""


def cleaned(text: str) -> str:
    """What an editor typed, on one line, without control and direction characters."""
    return printable(text)[:LONGEST].rstrip()


class PairChange(Protocol):
    """What becomes of the pair that has the key of a segment."""

    def __call__(self, key: str, pair: PairT, /) -> PairT:
        """The pair that comes in its place, which may be the same."""
        ...


def pairs_of(record: Record) -> dict[str, Bilingual | SummaryPair | ArticlePair]:
    """The pairs of a record by the keys of their segments."""
    titles = {"kicker": record.kicker, "headline": record.headline}
    summary = {f"summary.{number}": pair for number, pair in enumerate(record.summary)}
    return {**titles, **summary, **{f"article.{pair.id}": pair for pair in record.article or ()}}


def with_pairs(record: Record, change: PairChange) -> Record:
    """The record with each of its pairs changed."""
    article = record.article
    summary = [change(f"summary.{number}", pair) for number, pair in enumerate(record.summary)]
    return record.model_copy(
        update={
            "kicker": change("kicker", record.kicker),
            "headline": change("headline", record.headline),
            "summary": summary,
            "article": article and [change(f"article.{pair.id}", pair) for pair in article],
        }
    )


def machine_segments(record: Record) -> tuple[Segment, ...]:
    """The segments of a record as the machine left them; titles that do not exist are left out."""
    return tuple(_segments(record))


def with_segments(record: Record, segments: tuple[Segment, ...]) -> Record:
    """The record with the English and the findings of `segments`, vouched for by an editor.

    A changed segment is `repaired`, and none is degraded any more: a person accepted it.
    """
    by_key = {segment.key: segment for segment in segments}

    def vouched(key: str, pair: PairT, /) -> PairT:
        segment = by_key.get(key)
        if segment and segment.edited:
            return pair.model_copy(
                update={
                    "en": segment.en,
                    "status": "repaired",
                    "checks": list(segment.checks),
                    "rung": "editor",
                }
            )
        return pair.model_copy(update={"status": "ok"}) if pair.status == "degraded" else pair

    accounting = record.accounting.model_copy(update={"degraded": 0})
    return with_pairs(record, vouched).model_copy(update={"accounting": accounting})


def check_edit(segment: Segment, en: str) -> tuple[Check, ...]:
    """What the checks find in the English that an editor wrote for `segment`."""
    from pipeline.check.pair import check_pair  # its word lists take a moment to load

    heading = segment.key in ("headline", "kicker") or segment.kind == "heading"
    findings = check_pair(segment.de, en, heading=heading)
    return tuple(Check(name=f.name, severity=f.severity, detail=f.detail) for f in findings)


def _segments(record: Record) -> Iterator[Segment]:
    for key, pair in pairs_of(record).items():
        if pair.de or pair.en or not isinstance(pair, Bilingual):
            english = cleaned(pair.en)
            yield Segment(
                key,
                printable(pair.de),
                machine=english,
                en=english,
                checks=tuple(pair.checks),
                evidence=tuple(pair.evidence) if isinstance(pair, SummaryPair) else (),
                kind=pair.kind if isinstance(pair, ArticlePair) else "",
                taken_over=pair.rung == "editor",
            )
