"""What every engine offers: texts in, hypotheses out, nothing truncated.

An engine wraps one sequence-to-sequence checkpoint. The stages above it (summarize, translate)
know this interface alone, so the checkpoint and the runtime can change without them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

EngineName = str
"""`torch`, `ctranslate2`, or the name of a plugin."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The most tokens a checkpoint takes and gives, special tokens included."""

    source: int
    target: int


@dataclass(frozen=True, slots=True)
class ModelCard:
    """Which checkpoint ran: its id, pinned revision, licence and how good it is known to be."""

    id: str
    revision: str
    licence: str = ""
    quality: str = ""


@dataclass(frozen=True, slots=True)
class Decoding:
    """How to search for an output.

    beam: hypotheses kept at each step; 1 is greedy.
    length_penalty: exponent on the length a score is divided by; above 1 favours longer output.
    no_repeat_ngram: n-grams of this size may not repeat; 0 switches the ban off.
    repetition_penalty: divides the score of tokens already produced; 1 switches it off.
    max_new_tokens: the most tokens to produce; None derives it from the input's length.
    hypotheses: how many outputs to give back, the best first; never more than `beam`.
    """

    beam: int = 4
    length_penalty: float = 1.0
    no_repeat_ngram: int = 0
    repetition_penalty: float = 1.0
    max_new_tokens: int | None = None
    min_new_tokens: int = 0
    hypotheses: int = 1


def _no_others() -> Sequence[Hypothesis]:
    return ()


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One output: its text, mean log-probability a token, length, whether it ended by itself.

    others: gives what the same search found next best, if `Decoding.hypotheses` asked for more than
    one. Few are ever looked at, so that they become text only when called for.
    """

    text: str
    score: float
    tokens: int
    finished: bool
    others: Callable[[], Sequence[Hypothesis]] = field(default=_no_others, compare=False)


def join_hypotheses(parts: Sequence[Hypothesis]) -> Hypothesis:
    """The hypotheses of consecutive pieces as one; its score is the mean over all tokens."""
    tokens = sum(part.tokens for part in parts)
    score = sum(part.score * part.tokens for part in parts) / max(1, tokens)
    text = " ".join(part.text.strip() for part in parts)
    return Hypothesis(text, score, tokens, all(part.finished for part in parts))


class Engine(Protocol):
    """A loaded sequence-to-sequence checkpoint."""

    @property
    def name(self) -> EngineName:
        """The runtime that computes."""
        ...

    @property
    def card(self) -> ModelCard:
        """Which checkpoint this is."""
        ...

    @property
    def limits(self) -> Limits:
        """What fits in one input and one output."""
        ...

    @property
    def threads(self) -> int:
        """How many threads may and should call `generate`; 1 if it is not made for more."""
        ...

    @property
    def batch_tokens(self) -> int:
        """Padded source tokens of one batch."""
        ...

    def count(self, texts: Sequence[str]) -> list[int]:
        """Source tokens of each text, special tokens (and any task prefix) included."""
        ...

    def generate(
        self, texts: Sequence[str], decoding: Decoding, prefixes: Sequence[str] = ()
    ) -> list[Hypothesis]:
        """The best hypothesis of each text, in order.

        `prefixes` says how the output of each text begins, its words whole; all are free if there
        are none. The score is that of the whole output, its prefix included.
        Raises ModelError if a text is longer than `limits.source`: whoever calls splits first,
        since a silent truncation would lose text.
        """
        ...
