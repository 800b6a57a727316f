"""Between a record and the segments that an editor works on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

from pipeline.record import ArticlePair, Bilingual, Check, Record, SummaryPair
from pipeline.review.words import Segment
from pipeline.text.printable import printable

PairT = TypeVar("PairT", SummaryPair, ArticlePair)

LONGEST = 5000
"""Characters that an English segment may have; what is longer is cut."""


def cleaned(text: str) -> str:
    """What an editor typed, on one line, without control and direction characters."""
    return printable(text)[:LONGEST].rstrip()


def machine_segments(record: Record) -> tuple[Segment, ...]:
    """The segments of a record as the machine left them; titles that do not exist are left out."""
    return tuple(_segments(record))


def with_segments(record: Record, segments: tuple[Segment, ...]) -> Record:
    """The record with the English and the findings of `segments`, vouched for by an editor.

    A changed segment is `repaired`, and none is degraded any more: a person accepted it.
    """
    by_key = {segment.key: segment for segment in segments}
    article = record.article
    return record.model_copy(
        update={
            "kicker": _bilingual(record.kicker, by_key.get("kicker")),
            "headline": _bilingual(record.headline, by_key.get("headline")),
            "summary": [
                _vouched(pair, by_key[f"summary.{number}"])
                for number, pair in enumerate(record.summary)
            ],
            "article": article
            and [_vouched(pair, by_key[f"article.{pair.id}"]) for pair in article],
            "accounting": record.accounting.model_copy(update={"degraded": 0}),
        }
    )


def check_edit(segment: Segment, en: str) -> tuple[Check, ...]:
    """What the checks find in the English that an editor wrote for `segment`."""
    from pipeline.check.pair import check_pair  # its word lists take a moment to load

    heading = segment.key in ("headline", "kicker") or segment.kind == "heading"
    findings = check_pair(segment.de, en, heading=heading)
    return tuple(Check(name=f.name, severity=f.severity, detail=f.detail) for f in findings)


def _segments(record: Record) -> Iterator[Segment]:
    titles: Mapping[str, Bilingual] = {"kicker": record.kicker, "headline": record.headline}
    for key, title in titles.items():
        if title.de or title.en:
            yield _segment(key, title.de, title.en, tuple(title.checks))
    for number, pair in enumerate(record.summary):
        yield _segment(
            f"summary.{number}", pair.de, pair.en, tuple(pair.checks), tuple(pair.evidence)
        )
    for sentence in record.article or ():
        checks = tuple(sentence.checks)
        yield _segment(
            f"article.{sentence.id}", sentence.de, sentence.en, checks, kind=sentence.kind
        )


def _segment(
    key: str,
    de: str,
    en: str,
    checks: tuple[Check, ...] = (),
    evidence: tuple[str, ...] = (),
    kind: str = "",
) -> Segment:
    english = cleaned(en)
    return Segment(key, printable(de), english, english, checks, evidence, kind)


def _bilingual(title: Bilingual, segment: Segment | None) -> Bilingual:
    if segment is None or not segment.edited:
        return title
    checks = list(segment.checks)
    return Bilingual(de=title.de, en=segment.en, status="repaired", checks=checks, rung="editor")


def _vouched(pair: PairT, segment: Segment) -> PairT:
    if segment.edited:
        return pair.model_copy(
            update={
                "en": segment.en,
                "status": "repaired",
                "checks": list(segment.checks),
                "rung": "editor",
            }
        )
    return pair.model_copy(update={"status": "ok"}) if pair.status == "degraded" else pair
