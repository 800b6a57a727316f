"""From the record of an article to the item of a newsletter."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from pipeline.newsletter.clean import HEADLINE, NAME, SENTENCE, clean, web_link
from pipeline.newsletter.issue import Item, Line
from pipeline.newsletter.outlets import outlet_of
from pipeline.newsletter.settings import Settings
from pipeline.record import Bilingual, Record, SummaryPair

_BERLIN = ZoneInfo("Europe/Berlin")  # where a German article that names no time zone is from
_SHORT = 120


def to_item(record: Record, settings: Settings) -> Item | None:
    """The item of `record`, or None if, with degraded pairs left out, there is nothing to say."""
    lines = [_sentence(pair) for pair in record.summary]
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
        kicker=_line(record.kicker, NAME),
        headline=_headline(record, sentences[0]),
        sentences=sentences,
        outlet=outlet,
        weight=weight,
        published=moment(record.published),
        link=link,
        byline=clean(record.byline, NAME),
        models=tuple(clean(m.id, NAME) for m in (models.summarizer, models.translator)),
        findings=sum(len(pair.checks) for pair in record.summary),
    )


def moment(text: str | None) -> datetime | None:
    """The time that an ISO 8601 text names, German time if it names no zone; None if it is none."""
    try:
        time = datetime.fromisoformat(text or "")
        zoned = time if time.tzinfo else time.replace(tzinfo=_BERLIN)
        offset = zoned.utcoffset() or timedelta()
        # Feeds and mail count offsets in minutes; those of the nineteenth century have seconds.
        return zoned.astimezone(UTC) if offset % timedelta(minutes=1) else zoned
    except (ValueError, OverflowError):
        return None


def _sentence(pair: SummaryPair) -> Line:
    line = _line(Bilingual(de=pair.de, en=pair.en), SENTENCE)
    return Line(line.de, line.en, uncertain=pair.status == "degraded")


def _line(text: Bilingual, longest: int) -> Line:
    return Line(clean(text.de, longest), clean(text.en, longest))


def _headline(record: Record, first: Line) -> Line:
    """The headline; where there is none, the kicker or the beginning of the summary."""
    for line in (_line(record.headline, HEADLINE), _line(record.kicker, HEADLINE)):
        if line.text:
            return line
    return Line(clean(first.de, _SHORT), clean(first.en, _SHORT))
