"""From records to an issue: items, stories, sections, rank, limit."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from pipeline.errors import DepescheError
from pipeline.newsletter.issue import Issue, Item, Story
from pipeline.newsletter.items import BERLIN, to_item
from pipeline.newsletter.rank import rank, with_sure_lead
from pipeline.newsletter.sections import section_of
from pipeline.newsletter.settings import Settings
from pipeline.newsletter.stories import first_of, group
from pipeline.record import Record

if TYPE_CHECKING:
    from pipeline.newsletter.meaning import Meaning

_ID_LENGTH = 16


def compose(
    records: Sequence[Record], runs: Sequence[str], settings: Settings, now: datetime
) -> Issue:
    """The issue that the records of `runs` make.

    now: with a time zone; the date of the issue is that of its newest article, `now` if none has
    one that lies before, as German time. Raises DepescheError if there is no story to tell,
    ModelError if the sentence encoder of the settings cannot be used.
    """
    items = [item for item in (to_item(record, settings) for record in records) if item]
    if not items:
        raise DepescheError("there is no story in it", _remedy(records))
    date = _date(items, now)
    stories = [_story(members) for members in group(items, _meaning(settings))]
    chosen = tuple(with_sure_lead(rank(stories, date, settings.limit)))
    return Issue(
        id=issue_id(runs),
        title=settings.title,
        date=date,
        runs=tuple(runs),
        stories=chosen,
        left_out=len(stories) - len(chosen),
    )


def issue_id(runs: Sequence[str]) -> str:
    """Sixteen hexadecimal digits that depend on the names of the runs, in whatever order."""
    key = "\n".join(sorted(set(runs)))
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:_ID_LENGTH]


def _meaning(settings: Settings) -> Meaning | None:
    if settings.encoder is None:
        return None
    from pipeline.newsletter.meaning import Meaning  # numpy and torch take their time

    return Meaning(settings.encoder)


def _story(members: tuple[Item, ...]) -> Story:
    lead, *also = members
    return Story(first_of(members).id, section_of(members), lead, tuple(also))


def _date(items: Sequence[Item], now: datetime) -> datetime:
    past = [item.published for item in items if item.published and item.published <= now]
    return max(past, default=now.astimezone(BERLIN))


def _remedy(records: Sequence[Record]) -> str:
    if records:
        return "every summary is degraded; use --degraded mark, or a better model"
    return "name a run with articles, or run `depesche run` again"
