"""How likely a translator finds English that stands: evidence for the checks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from pipeline.check.evidence import Scorer
from pipeline.models.late import Late
from pipeline.translate.segments import prepare


class Scoring(Protocol):
    """An engine that scores outputs which it has not found itself."""

    def score(self, texts: Sequence[str], outputs: Sequence[str]) -> list[tuple[float, ...]]:
        """The log-probability of each token of each output; empty for what does not fit."""
        ...


def embedded_scorer(threads: int | None = None) -> Scorer:
    """The embedded translator on the CPU, for which `pipeline.check.evidence` has weights.

    It is loaded when first asked, and computes in so many threads (all cores if None).
    """
    return scorer_of(Late(lambda: _embedded(threads)))


def scorer_of(load: Callable[[], Scoring]) -> Scorer:
    """Scores pairs with the engine that `load` gives, in the form that translators know."""

    def score(pairs: Sequence[tuple[str, str]]) -> list[tuple[float, ...]]:
        german, english = ([prepare(text) for text in side] for side in zip(*pairs, strict=True))
        return load().score(german, english)

    return score


def _embedded(threads: int | None) -> Scoring:
    from pipeline.models.ct2_engine import CTranslate2Engine
    from pipeline.models.load import load

    engine = load("embedded", task="translate", engine="ctranslate2", device="cpu", threads=threads)
    assert isinstance(engine, CTranslate2Engine), "the embedded model runs there"
    return engine
