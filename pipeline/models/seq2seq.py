"""What both engines share: tokens in, limits kept, like lengths together, hypotheses in order."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Generic, TypeVar

from pipeline.errors import ModelError
from pipeline.models.batches import Planner, plan, run_batched
from pipeline.models.engine import Decoding, EngineName, Hypothesis, Limits, ModelCard
from pipeline.models.tokenizer import Tokenizer

# A translation or summary is rarely longer than its source; the rest is room for short inputs.
OUTPUT_RATIO = 1.6
OUTPUT_MARGIN = 16

BATCH_TOKENS = {"cpu": 512, "cuda": 16384}
"""Padded source tokens of one batch that suit a kind of device.

More would not fit the caches of a CPU: batches of 1024 took a tenth longer than of 512, with nine
million parameters and with 74.
"""

Source = tuple[int, ...]
Prefix = tuple[int, ...]
Item = tuple[Source, Prefix]
Found = TypeVar("Found")


class Seq2SeqEngine(ABC, Generic[Found]):
    """The common half of an engine; a runtime adds how to search and how to read what it found.

    batch_tokens: padded source tokens of one batch.
    threads: how many may call `generate` at once, and how many it takes to keep it busy.
    """

    name: EngineName
    threads = 1

    def __init__(
        self, card: ModelCard, limits: Limits, tokenizer: Tokenizer, batch_tokens: int
    ) -> None:
        self._card = card
        self._limits = limits
        self._tokenizer = tokenizer
        self._batch_tokens = batch_tokens
        self._planner: Planner = plan

    @property
    def card(self) -> ModelCard:
        """Which checkpoint this is."""
        return self._card

    @property
    def limits(self) -> Limits:
        """What fits in one input and one output."""
        return self._limits

    @property
    def batch_tokens(self) -> int:
        """Padded source tokens of one batch."""
        return self._batch_tokens

    def count(self, texts: Sequence[str]) -> list[int]:
        """Source tokens of each text, special tokens and any task prefix included."""
        return [len(ids) for ids in self._tokenizer.encode(texts)]

    def generate(
        self, texts: Sequence[str], decoding: Decoding, prefixes: Sequence[str] = ()
    ) -> list[Hypothesis]:
        """The best hypothesis of each text, in order; a blank text has an empty one.

        The outputs begin with their `prefixes`, if there are any. Where `decoding.max_new_tokens`
        is None, an output may have 1.6 times the tokens of its source's size class and 16 more:
        what comes of a text does not depend on its company. Raises ModelError if a text is longer
        than `limits.source`.
        """
        places = [place for place, text in enumerate(texts) if text.strip()]
        sources = [tuple(ids) for ids in self._tokenizer.encode([texts[p] for p in places])]
        self._refuse_too_long([len(source) for source in sources])
        begun = [self._begin(prefixes[p]) if prefixes else () for p in places]
        items = list(zip(sources, begun, strict=True))
        found = self._search_all(items, decoding)
        hypotheses = [Hypothesis("", 0.0, 0, True)] * len(texts)
        for place, item in zip(places, items, strict=True):
            hypotheses[place] = self._hypothesis(found[item])
        return hypotheses

    def _search_all(self, items: Sequence[Item], decoding: Decoding) -> dict[Item, Found]:
        """What was found for each distinct item, searched in batches of one size."""
        sizes: dict[int, list[Item]] = {}
        for item in items:
            sizes.setdefault(self._size(len(item[0])), []).append(item)
        found: dict[Item, Found] = {}
        for size in sorted(sizes, reverse=True):
            alike, room = sizes[size], self._room(size_class(size), decoding)

            def work(batch: list[Item], room: int = room) -> list[Found]:
                return self._search([s for s, _ in batch], decoding, room, [p for _, p in batch])

            lengths = [len(source) for source, _ in alike]
            outcomes = run_batched(alike, lengths, self._batch_tokens, work, self._planner)
            found |= zip(alike, outcomes, strict=True)
        return found

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

    def _size(self, length: int) -> int:
        """The size of a source; sources of one size may share a batch."""
        return size_class(length)

    def _room(self, size: int, decoding: Decoding) -> int:
        """The most tokens that a source of this size class may give."""
        wanted = decoding.max_new_tokens
        if wanted is None:
            wanted = int(OUTPUT_RATIO * size) + OUTPUT_MARGIN
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


def size_class(length: int) -> int:
    """The first of 8, 12, 16, 24, 32, 48, 64, … that is not below `length`, in tokens."""
    power = 8
    while power < length:
        if power * 3 // 2 >= length:
            return power * 3 // 2
        power *= 2
    return power
