"""What an issue says around the articles' own text, in one place for every format."""

from __future__ import annotations

from datetime import datetime

from pipeline.article import Status
from pipeline.newsletter.issue import Issue, Item
from pipeline.write.wording import MARKS

SUBTITLE = "German news in English"
BY_MACHINE = "Machine summary and translation"
BY_MACHINE_TOO = "machine translation"
UNSUBSCRIBE = "Unsubscribe"
ORIGINAL = "Read the German original"
SHOWN_ALSO = 5
"""The most other articles that a story links."""

_WORDS_A_MINUTE = 230  # adults reading English silently: Brysbaert 2019, 238 in non-fiction

_DEGRADED: Status = "degraded"
UNCERTAIN = MARKS[_DEGRADED]

# English whatever the locale of the machine.
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def day(date: datetime) -> str:
    """As in 4 November 2026."""
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"


def moment(date: datetime) -> str:
    """As in 4 November 2026, 08:15 CET."""
    return f"{day(date)}, {date:%H:%M %Z}".rstrip()


def credits_of(item: Item) -> list[str]:
    """Outlet, date and byline of an article; what is not known is said or left out."""
    date = moment(item.published) if item.published else "no date given"
    return [part for part in (item.outlet, date, item.byline) if part]


def machine_note(issue: Issue) -> str:
    """Who wrote this: a machine, with which models, and what to do about its mistakes."""
    return (
        f"Every summary and translation here was made by machine ({', '.join(issue.models)}) and "
        "may be wrong. The German original, which each item links or names, is what counts."
    )


def left_out_note(issue: Issue) -> str:
    """How many stories are not in the issue; empty if all are."""
    if not issue.left_out:
        return ""
    stories = "1 more story is" if issue.left_out == 1 else f"{issue.left_out} more stories are"
    return f"{stories} not in this issue, to keep it short."


def length_note(issue: Issue) -> str:
    """How many stories the issue has and how long it takes to read them."""
    items = [story.lead for story in issue.stories]
    lines = [line for item in items for line in (item.headline, *item.sentences)]
    words = sum(len(line.text.split()) for line in lines)
    stories = "1 story" if len(items) == 1 else f"{len(items)} stories"
    return f"{stories}, {max(1, round(words / _WORDS_A_MINUTE))} min"


def teaser(issue: Issue, headlines: int = 3) -> str:
    """The first headlines in one line, for subject and preview."""
    return " · ".join(story.lead.headline.text for story in issue.stories[:headlines])
