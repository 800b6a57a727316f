"""What both engines share: tokens in, limits kept, like lengths together, hypotheses in order."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Generic, TypeVar

from pipeline.errors import ModelError
from pipeline.models.batches import run_batched
from pipeline.models.engine import Decoding, EngineName, Hypothesis, Limits, ModelCard
from pipeline.models.tokenizer import Tokenizer

# A translation or summary is rarely longer than its source; the rest is room for short inputs.
OUTPUT_RATIO = 1.6
OUTPUT_MARGIN = 16

BATCH_TOKENS = {"cpu": 2048, "cuda": 16384}
"""Padded source tokens of one batch that suit a kind of device."""

Source = tuple[int, ...]
Prefix = tuple[int, ...]
Found = TypeVar("Found")


class Seq2SeqEngine(ABC, Generic[Found]):
    """The common half of an engine; a runtime adds how to search and how to read what it found.

    batch_tokens: padded source tokens of one batch.
    """

    name: EngineName

    def __init__(
        self, card: ModelCard, limits: Limits, tokenizer: Tokenizer, batch_tokens: int
    ) -> None:
        self._card = card
        self._limits = limits
        self._tokenizer = tokenizer
        self._batch_tokens = batch_tokens

    @property
    def card(self) -> ModelCard:
        """Which checkpoint this is."""
        return self._card

    @property
    def limits(self) -> Limits:
        """What fits in one input and one output."""
        return self._limits

    def count(self, texts: Sequence[str]) -> list[int]:
        """Source tokens of each text, special tokens and any task prefix included."""
        return [len(ids) for ids in self._tokenizer.encode(texts)]

    def generate(
        self, texts: Sequence[str], decoding: Decoding, prefixes: Sequence[str] = ()
    ) -> list[Hypothesis]:
        """The best hypothesis of each text, in order; a blank text has an empty one.

        The outputs begin with their `prefixes`, if there are any. Where `decoding.max_new_tokens`
        is None, a batch may give 1.6 times the tokens of its longest source and 16 more. Raises
        ModelError if a text is longer than `limits.source`.
        """
        places = [place for place, text in enumerate(texts) if text.strip()]
        sources = [tuple(ids) for ids in self._tokenizer.encode([texts[p] for p in places])]
        lengths = [len(source) for source in sources]
        self._refuse_too_long(lengths)

        begun = [self._begin(prefixes[p]) if prefixes else () for p in places]

        def work(batch: list[tuple[Source, Prefix]]) -> list[Found]:
            inputs, starts = [source for source, _ in batch], [prefix for _, prefix in batch]
            room = self._room(max(map(len, inputs)), decoding)
            return self._search(inputs, decoding, room, starts)

        items = list(zip(sources, begun, strict=True))
        found = run_batched(items, lengths, self._batch_tokens, work)
        hypotheses = [Hypothesis("", 0.0, 0, True)] * len(texts)
        for place, outcome in zip(places, found, strict=True):
            hypotheses[place] = self._hypothesis(outcome)
        return hypotheses

    def _begin(self, prefix: str) -> Prefix:
        return tuple(self._tokenizer.encode_output(prefix)) if prefix.strip() else ()

    def _refuse_too_long(self, lengths: Sequence[int]) -> None:
        longest = max(lengths, default=0)
        if longest > self._limits.source:
            raise ModelError(
                f"a text of {longest} tokens does not fit {self._card.id}, "
                f"which takes {self._limits.source}",
                "split it before it comes to the model",
            )

    def _room(self, longest: int, decoding: Decoding) -> int:
        """The most tokens that a batch may give."""
        wanted = decoding.max_new_tokens
        if wanted is None:
            wanted = int(OUTPUT_RATIO * longest) + OUTPUT_MARGIN
        return min(max(1, wanted), self._limits.target)

    @abstractmethod
    def _search(
        self, batch: list[Source], decoding: Decoding, room: int, prefixes: list[Prefix]
    ) -> list[Found]:
        """What was found for each source of a batch, in at most `room` tokens each.

        Each output begins with its prefix, which may be empty.
        """

    @abstractmethod
    def _hypothesis(self, found: Found) -> Hypothesis:
        """What was found, as the stages above know it."""
