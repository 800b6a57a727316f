"""What every summarizer offers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from pipeline.article import Article, SummarySentence
from pipeline.models.engine import ModelCard


class Summarizer(Protocol):
    """Articles in, one summary each out."""

    @property
    def card(self) -> ModelCard:
        """What summarizes, and how good it is known to be."""
        ...

    def summarize(self, articles: Sequence[Article]) -> list[tuple[SummarySentence, ...]]:
        """One summary an article, in order; empty for an article without a sentence."""
        ...
