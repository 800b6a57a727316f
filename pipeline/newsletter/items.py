"""From the record of an article to the item of a newsletter."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from pipeline.newsletter.clean import HEADLINE, NAME, SENTENCE, clean, web_link
from pipeline.newsletter.issue import Item, Line
from pipeline.newsletter.outlets import outlet_of
from pipeline.newsletter.settings import Settings
from pipeline.record import Bilingual, Record, SummaryPair

BERLIN = ZoneInfo("Europe/Berlin")
"""The zone of all times of an issue, and of a German article that names none."""

_SHORT = 120


def to_item(record: Record, settings: Settings) -> Item | None:
    """The item of `record`, or None if, with degraded pairs left out, there is nothing to say."""
    lines = [_line(pair, SENTENCE) for pair in record.summary]
    sentences = tuple(
        line for line in lines if line.text and (settings.degraded == "mark" or not line.uncertain)
    )
    if not sentences:
        return None
    link = web_link(record.url)
    outlet, weight = outlet_of(record.source, link, settings.outlets)
    models = record.models
    return Item(
        id=record.id,
        kicker=_title(record.kicker, NAME, settings),
        headline=_headline(record, sentences[0], settings),
        sentences=sentences,
        outlet=outlet,
        weight=weight,
        published=moment(record.published),
        link=link,
        byline=clean(record.byline, NAME),
        models=tuple(clean(m.id, NAME) for m in (models.summarizer, models.translator)),
        findings=len(record.headline.checks) + sum(len(pair.checks) for pair in record.summary),
    )


def moment(text: str | None) -> datetime | None:
    """The time that an ISO 8601 text names, as German time; None if it is none."""
    try:
        time = datetime.fromisoformat(text or "")
        zoned = time.astimezone(BERLIN) if time.tzinfo else time.replace(tzinfo=BERLIN)
        offset = zoned.utcoffset() or timedelta()
        # Feeds and mail count offsets in minutes; those of the nineteenth century have seconds.
        return zoned.astimezone(UTC) if offset % timedelta(minutes=1) else zoned
    except (ValueError, OverflowError):
        return None


def _line(pair: Bilingual | SummaryPair, longest: int) -> Line:
    uncertain = pair.status == "degraded"
    return Line(clean(pair.de, longest), clean(pair.en, longest), uncertain)


def _title(pair: Bilingual, longest: int, settings: Settings) -> Line:
    """A kicker or headline; of one that is degraded the German stays where English is left out."""
    line = _line(pair, longest)
    return replace(line, en="") if line.uncertain and settings.degraded == "omit" else line


def _headline(record: Record, first: Line, settings: Settings) -> Line:
    """The headline; where there is none, the kicker or the beginning of the summary."""
    for title in (record.headline, record.kicker):
        line = _title(title, HEADLINE, settings)
        if line.text:
            return line
    return Line(clean(first.de, _SHORT), clean(first.en, _SHORT), first.uncertain)
