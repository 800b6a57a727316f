"""How likely a translator finds English that stands: evidence for the checks."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Protocol

from pipeline.check.evidence import Scorer
from pipeline.errors import DepescheError
from pipeline.models.late import Late
from pipeline.translate.segments import prepare

_log = logging.getLogger(__name__)


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


def if_possible(scorer: Scorer) -> Scorer:
    """A scorer that has nothing to say once it failed, so that a run goes on without it."""
    failed: list[DepescheError] = []

    def score(pairs: Sequence[tuple[str, str]]) -> Sequence[Sequence[float]]:
        if not failed:
            try:
                return scorer(pairs)
            except DepescheError as error:
                failed.append(error)
                text = "omissions are judged by the words alone (%s): %s"
                _log.warning(text, error.problem, error.remedy)
        return [()] * len(pairs)

    return score


def _embedded(threads: int | None) -> Scoring:
    from pipeline.models.ct2_engine import CTranslate2Engine
    from pipeline.models.load import load

    engine = load("embedded", task="translate", engine="ctranslate2", device="cpu", threads=threads)
    assert isinstance(engine, CTranslate2Engine), "the embedded model runs there"
    return engine
