"""The words of the domain: an article, its blocks and sentences, and what becomes of them.

Everything here is frozen and knows nothing of files, models or the network.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Kind = Literal["heading", "paragraph", "quote", "list"]
Status = Literal["ok", "repaired", "degraded"]
Severity = Literal["warning", "error"]
# Which attempt gave the English: the first, one of the ladder of repair, or an editor.
Rung = Literal[
    "first", "nbest", "beam", "length", "repetition", "split", "second", "prescribed", "editor"
]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence with the white space that follows it, so that sentences join to their block.

    `id` counts the sentences of an article in reading order: s1, s2, …
    """

    id: str
    text: str

    @property
    def clean(self) -> str:
        """The sentence without the white space around it."""
        return self.text.strip()


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, quote or list item; `"".join` of its sentences is its text."""

    kind: Kind
    sentences: tuple[Sentence, ...]
    speaker: str | None = None

    @property
    def text(self) -> str:
        """The whole block, character for character."""
        return "".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True, slots=True)
class Article:
    """A German article as it was read.

    `blocks` is what is summarized and translated, the lead included (as the first paragraph).
    `notes` is the furniture that was set aside: bylines, programme notes, teasers. Blocks, notes,
    kicker and headline together hold every character of the normalised input. `duplicate_of` is the
    id of an article before it in the run that says nearly the same, word for word.
    """

    id: str
    source: str
    url: str | None
    published: datetime | None
    kicker: str
    headline: str
    byline: str
    lead: str
    language: str
    blocks: tuple[Block, ...]
    notes: tuple[str, ...] = ()
    duplicate_of: str = ""

    def sentences(self) -> Iterator[Sentence]:
        """Every sentence of every block, in reading order."""
        for block in self.blocks:
            yield from block.sentences

    @property
    def characters(self) -> int:
        """How many characters of body text there are."""
        return sum(len(block.text) for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Consecutive sentences that fit a model's input together; `tokens` by that model's count."""

    sentences: tuple[Sentence, ...]
    tokens: int

    @property
    def text(self) -> str:
        """The chunk's text, character for character."""
        return "".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True, slots=True)
class SummarySentence:
    """A sentence of a summary and the ids of the article's sentences that support it."""

    text: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: its name, how bad it is, and a detail that a person understands."""

    name: str
    severity: Severity
    detail: str


@dataclass(frozen=True, slots=True)
class Pair:
    """German text and its English, what the checks found, what became of it, and by which rung."""

    de: str
    en: str
    status: Status = "ok"
    checks: tuple[Finding, ...] = ()
    rung: Rung = "first"


@dataclass(frozen=True, slots=True)
class Rejected:
    """An input that did not become an article: where it lies, why, and what to do about it.

    duplicate: it is an article that was read already, which is no failure.
    """

    source: str
    reason: str
    remedy: str
    duplicate: bool = False
