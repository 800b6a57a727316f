"""Seconds a stage and tokens translated, summed over a run."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class Meter:
    """Wall-clock seconds by stage, and English tokens that the translator produced."""

    seconds: dict[str, float] = field(default_factory=dict)
    tokens: int = 0

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Add the time of the block to the stage `name`."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start

    @property
    def tokens_per_second(self) -> float:
        """English tokens for each second of translating; 0 where nothing was translated."""
        seconds = self.seconds.get("translate", 0.0)
        return self.tokens / seconds if seconds else 0.0
