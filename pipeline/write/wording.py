"""What pages say around the article's own text, in one place for every format."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from pipeline.article import Status
from pipeline.record import ArticlePair, Bilingual, Record, SummaryPair
from pipeline.text.printable import printable

# What a reader is told of a translation that did not pass at once.
MARKS: dict[Status, str] = {
    "ok": "",
    "repaired": "",
    "degraded": "uncertain translation, see the German",
}


def byline_of(record: Record) -> str:
    """Byline, date and source of an article in one line."""
    date = (record.published or "")[:10]
    # Pages are shared: they name the file, not the folders of the machine it lay on.
    source = record.url or PurePath(record.source).name
    return " · ".join(printable(part) for part in (record.byline, date, source) if part)


def titles_of(record: Record) -> list[Bilingual]:
    """Kicker and headline, those that the article has."""
    return [title for title in (record.kicker, record.headline) if title.de]


def alone(title: Bilingual) -> str:
    """What of a kicker or headline may stand alone: the English, or the German if that is better.

    It is where the English is uncertain or missing.
    """
    first, second = (title.de, title.en) if MARKS[title.status] else (title.en, title.de)
    return first or second


def findings_of(pairs: Sequence[Bilingual | SummaryPair | ArticlePair]) -> list[str]:
    """What the checks found, one line each, with the sentence it is about."""
    lines = (
        f"{check.severity}: {check.name}: {check.detail} (“{_short(pair.de)}”)"
        for pair in pairs
        for check in pair.checks
    )
    return list(dict.fromkeys(lines))  # a summary sentence may stand in the article too


def machine_note(record: Record) -> str:
    """Who wrote this: a machine, with which models."""
    models = record.models
    return (
        f"Summarized and translated by machine: {models.summarizer.id}, "
        f"{models.translator.id} ({models.translator.engine}). Check before you publish."
    )


def _short(text: str, longest: int = 60) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
