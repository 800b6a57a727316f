"""The same model on several devices: whichever is free takes the next texts."""

from __future__ import annotations

from collections.abc import Sequence
from queue import Queue

from pipeline.models.engine import Decoding, Engine, EngineName, Hypothesis, Limits, ModelCard


class Replicas:
    """Engines of one checkpoint, each on its own device, as one engine for many threads."""

    def __init__(self, engines: Sequence[Engine]) -> None:
        self._first = engines[0]
        self.threads = sum(engine.threads for engine in engines)
        self.batch_tokens = min(engine.batch_tokens for engine in engines)
        # An engine stands here once for each thread that it bears, the engines in turns.
        self._free: Queue[Engine] = Queue()
        for turn in range(max(engine.threads for engine in engines)):
            for engine in engines:
                if turn < engine.threads:
                    self._free.put(engine)

    @property
    def name(self) -> EngineName:
        """The runtime that computes."""
        return self._first.name

    @property
    def card(self) -> ModelCard:
        """Which checkpoint this is."""
        return self._first.card

    @property
    def limits(self) -> Limits:
        """What fits in one input and one output."""
        return self._first.limits

    def count(self, texts: Sequence[str]) -> list[int]:
        """Source tokens of each text, special tokens included."""
        return self._first.count(texts)

    def generate(
        self, texts: Sequence[str], decoding: Decoding, prefixes: Sequence[str] = ()
    ) -> list[Hypothesis]:
        """The best hypothesis of each text, in order, by the next engine that is free."""
        engine = self._free.get()
        try:
            return engine.generate(texts, decoding, prefixes)
        finally:
            self._free.put(engine)
