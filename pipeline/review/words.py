"""The words of the desk: verdicts, segments, articles as they stand, changes, conflicts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from pipeline.errors import DepescheError, UsageError
from pipeline.record import Check, Record

Verdict = Literal["open", "accepted", "rejected", "held"]
"""What an editor decided about an article; `open` is no decision yet."""

VERDICTS: tuple[Verdict, ...] = get_args(Verdict)

ChangeKind = Literal["edit", "verdict", "move", "undo"]


class NotFoundError(UsageError):
    """There is no such run or article."""


class ReviewError(DepescheError):
    """The desk's database cannot be read or written."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A text of an article that can be edited.

    key: `headline`, `kicker`, `summary.N` or `article.ID`. machine: the English of the run.
    en: the English as it stands. evidence: ids of the sentences that support it.
    taken_over: whether the English of the run is an editor's that it took over.
    by: who wrote the English as it stands; None where it is the run's.
    """

    key: str
    de: str
    machine: str
    en: str
    checks: tuple[Check, ...] = ()
    evidence: tuple[str, ...] = ()
    kind: str = ""
    taken_over: bool = False
    by: str | None = None

    @property
    def edited(self) -> bool:
        """Whether a person changed the English."""
        return self.en != self.machine


@dataclass(frozen=True, slots=True)
class Opened:
    """An article as it stands on the desk; `version` counts the changes to it."""

    run: str
    id: str
    record: Record
    segments: tuple[Segment, ...]
    verdict: Verdict
    version: int

    def segment(self, key: str) -> Segment | None:
        """The segment of that key."""
        return next((segment for segment in self.segments if segment.key == key), None)

    def text(self, key: str) -> str:
        """The English of a segment as it stands; empty if there is none."""
        segment = self.segment(key)
        return segment.en if segment else ""

    @property
    def title(self) -> str:
        """What the article is called: its headline in English or German, else its id."""
        headline = self.record.headline
        return self.text("headline") or headline.de or self.id

    @property
    def gist(self) -> str:
        """The first sentence of the summary, in English or German; empty if there is none."""
        first = self.segment("summary.0")
        return (first.en or first.de) if first else ""

    @property
    def findings(self) -> int:
        """How many findings the checks have on the English as it stands."""
        return sum(len(segment.checks) for segment in self.segments)

    @property
    def edits(self) -> int:
        """How many segments a person changed."""
        return sum(segment.edited for segment in self.segments)


@dataclass(frozen=True, slots=True)
class Listed:
    """An article in the list of a run: `place` is that of its story, from 0."""

    article: Opened
    story: str
    place: int
    leads: bool


@dataclass(frozen=True, slots=True)
class RunSummary:
    """A run and how many of its articles have which verdict."""

    name: str
    counts: dict[Verdict, int]

    @property
    def total(self) -> int:
        """How many articles the run has."""
        return sum(self.counts.values())

    @property
    def decided(self) -> int:
        """How many articles are accepted or rejected."""
        return self.counts["accepted"] + self.counts["rejected"]


@dataclass(frozen=True, slots=True)
class Change:
    """A change that was made: when (ISO 8601, UTC), by whom, to what, from and to what."""

    time: str
    name: str
    kind: ChangeKind
    segment: str
    before: str
    after: str
    undone: bool


@dataclass(frozen=True, slots=True)
class Clash:
    """A text that two editors changed: what it was and became by the other, and what one wants."""

    segment: Segment
    mine: str


class NotSavedError(DepescheError):
    """Nothing of what an editor wrote was saved.

    article: as it stands. mine: all that was to be saved.
    """

    def __init__(self, problem: str, remedy: str, article: Opened, mine: dict[str, str]) -> None:
        super().__init__(problem, remedy)
        self.article, self.mine = article, mine


class EmptyTextError(NotSavedError):
    """An English text was emptied: the newsletter would have its German instead."""

    def __init__(self, article: Opened, mine: dict[str, str]) -> None:
        super().__init__(
            "an English text is empty", "write one, or keep the old one", article, mine
        )


class ConflictError(NotSavedError):
    """Someone else changed the article since it was opened.

    clashes: texts that both changed. others: what was changed meanwhile, oldest first.
    """

    def __init__(
        self,
        article: Opened,
        clashes: tuple[Clash, ...],
        others: tuple[Change, ...],
        mine: dict[str, str],
    ) -> None:
        remedy = "look at both versions and choose"
        super().__init__("the article was changed meanwhile", remedy, article, mine)
        self.clashes, self.others = clashes, others


class OrderConflictError(DepescheError):
    """Someone else changed the order of a run's stories since it was shown."""
