"""The words of the newsletter: an issue holds stories, a story holds items, an item is an article.

Every text in them is clean: one line, no control or direction characters, of bounded length.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby


@dataclass(frozen=True, slots=True)
class Line:
    """A kicker, headline or summary sentence in both languages.

    `uncertain` marks English that no repair could make pass the checks; it may be left out.
    """

    de: str
    en: str
    uncertain: bool = False

    @property
    def text(self) -> str:
        """What may stand alone: the English, or the German where that is uncertain or missing."""
        return (self.de or self.en) if self.uncertain else (self.en or self.de)

    @property
    def language(self) -> str:
        """The language of `text`, as HTML names it."""
        return "en" if self.text == self.en else "de"


@dataclass(frozen=True, slots=True)
class Item:
    """An article in the newsletter.

    outlet: who published it; weight: how much that outlet counts, 1 being usual.
    published: German time. link: an http or https address, or None.
    models: the machines that wrote this, for the note. findings: what the checks found.
    """

    id: str
    kicker: Line
    headline: Line
    sentences: tuple[Line, ...]
    outlet: str
    weight: float
    published: datetime | None
    link: str | None
    byline: str
    models: tuple[str, ...]
    findings: int

    @property
    def certain(self) -> int:
        """How many summary sentences passed the checks."""
        return sum(not line.uncertain for line in self.sentences)

    @property
    def is_certain(self) -> bool:
        """Whether headline and summary all passed the checks."""
        return not self.headline.uncertain and self.certain == len(self.sentences)

    @property
    def paragraphs(self) -> tuple[tuple[bool, tuple[Line, ...]], ...]:
        """The summary in runs of sentences that passed the checks (True) or did not (False)."""
        runs = groupby(self.sentences, key=lambda line: not line.uncertain)
        return tuple((certain, tuple(lines)) for certain, lines in runs)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the newsletter: the name that machines use, and its title."""

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Story:
    """One event: the article that tells it best, and the others about it, best first.

    `id` is that of its earliest article, so that it stays when follow-ups arrive.
    """

    id: str
    section: Section
    lead: Item
    also: tuple[Item, ...] = ()

    @property
    def items(self) -> tuple[Item, ...]:
        """All articles of the story."""
        return (self.lead, *self.also)

    def newest(self, date: datetime) -> datetime | None:
        """When its newest article appeared, of those that did by `date`; None if none says."""
        times = [item.published for item in self.items if item.published]
        return max((time for time in times if time <= date), default=None)


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue of the newsletter: its stories, the most important first.

    id: depends on the names of its runs alone. date: German time.
    left_out: stories that are not in it because of its limit or its size.
    """

    id: str
    title: str
    date: datetime
    runs: tuple[str, ...]
    stories: tuple[Story, ...]
    left_out: int = 0

    @property
    def models(self) -> tuple[str, ...]:
        """Every model that wrote a part of this issue, in alphabetical order."""
        items = (item for story in self.stories for item in story.items)
        return tuple(sorted({model for item in items for model in item.models}))

    def shortened(self, stories: int) -> Issue:
        """The issue with its first `stories` stories only; the others count as left out."""
        dropped = max(0, len(self.stories) - stories)
        return replace(self, stories=self.stories[:stories], left_out=self.left_out + dropped)
