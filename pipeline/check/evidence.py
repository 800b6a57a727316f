"""Evidence: what a translation model says of English in which something may be missing.

The embedded model was trained to tell whole English from cut. That it takes the English for cut,
that it would not have ended there, and that it does not miss a part of the German when it is taken
away, speaks for an omission. Asking it costs a third of a translation, so it is asked only of pairs
that the rest leaves in doubt (`omission`), and of the parts only where its first answer leaves
doubt too. Two logistic regressions weigh the answers; `python -m
pipeline.evaluate.evidence_weights` fits them to the embedded model.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from math import copysign, exp, expm1, log, log1p
from typing import NamedTuple

from pipeline.check.omission import Omission, omissions
from pipeline.check.parts import Part, clause_parts, gap_part
from pipeline.check.regression import Regression
from pipeline.check.words import words

Scorer = Callable[[Sequence[tuple[str, str]]], Sequence[Sequence[float]]]
"""The log-probability of each token of the English given the German, for many pairs in order.

The token that ends a text comes last: its log-probability is that of the English being whole.
Empty for a pair that does not fit the model.
"""

WEIGHTS = "evidence.json"
# Log-odds of an omission by words and network: below, one is ruled out; above, it is certain.
RULED_OUT, CERTAIN = -1.5, 5.0
_SUREST = 12.0  # log-odds beyond which a verdict counts no more


@dataclass(frozen=True, slots=True)
class EvidenceWeights:
    """Both regressions for a `model` (its revision).

    doubt: first log-odds above which the parts are looked at.
    """

    model: str
    first: Regression
    doubt: float
    second: Regression


class Doubt(NamedTuple):
    """A pair in doubt: the odds without the model, and how likely it finds the tokens."""

    de: str
    en: str
    odds: float
    said: Sequence[float]


class Look(NamedTuple):
    """What a regression weighs, and the part that the model misses least."""

    values: tuple[float, ...]
    missing: str


def opinions(pairs: Sequence[tuple[str, str]], scorer: Scorer) -> list[Omission]:
    """What speaks for an omission in each pair, by the model where the rest leaves doubt."""
    weights, found = _weights(), omissions(pairs)
    left: dict[int, Doubt] = {}
    for place, doubt in doubts(pairs, found, scorer).items():
        odds = weights.first.odds(first_look(doubt))
        found[place] = found[place]._replace(odds=odds)
        if odds > weights.doubt:
            left[place] = doubt
    for place, look in zip(left, second_looks(list(left.values()), scorer), strict=True):
        missing = look.missing or found[place].missing
        found[place] = Omission(weights.second.odds(look.values), missing)
    return found


def doubts(
    pairs: Sequence[tuple[str, str]], found: Sequence[Omission], scorer: Scorer
) -> dict[int, Doubt]:
    """The pairs that what was found leaves in doubt, by their place."""
    asked = [place for place, one in enumerate(found) if RULED_OUT < one.odds < CERTAIN]
    said = scorer([pairs[place] for place in asked]) if asked else ()
    return {
        place: Doubt(*pairs[place], found[place].odds, tokens)
        for place, tokens in zip(asked, said, strict=True)
        if len(tokens)
    }


def first_look(doubt: Doubt) -> tuple[float, ...]:
    """What the first regression weighs: odds so far, the verdict, the end, the rest, both lengths.

    A model that knows little of a subject finds all of its English unlikely, the end included.
    """
    *before, stop, _ = (0.0, *doubt.said) if len(doubt.said) == 1 else doubt.said
    rest = sum(before) / max(1, len(before))
    length = log(len(doubt.de))
    values = doubt.odds, _verdict(doubt.said), _even(stop), _even(rest)
    return *values, length, log(len(doubt.en)) - length


def second_looks(left: Sequence[Doubt], scorer: Scorer) -> list[Look]:
    """What the second regression weighs: the first's, and what the English loses without parts."""
    gaps = [gap_part(doubt.de, doubt.en) for doubt in left]
    clauses = [clause_parts(doubt.de, doubt.en) for doubt in left]
    parts = [([gap] if gap else []) + some for gap, some in zip(gaps, clauses, strict=True)]
    asked = [
        (part.rest, doubt.en) for doubt, some in zip(left, parts, strict=True) for part in some
    ]
    said = iter(scorer(asked) if asked else ())
    looks = []
    for doubt, gap, some in zip(left, gaps, parts, strict=True):
        losses = [_loss(doubt.said, next(said)) for _ in some]
        of_gap, of_clauses = (losses[:1], losses[1:]) if gap else ([], losses)
        unmissed = [
            len(words(part.text)) / (1 + max(0.0, loss.all))
            for part, loss in zip(some, losses, strict=True)
        ]
        values = (*_least(of_gap), *_least(of_clauses), log1p(max(unmissed, default=0.0)))
        looks.append(Look((*first_look(doubt), *values), _least_missed(some, losses)))
    return looks


class Loss(NamedTuple):
    """What the English loses without a part of the German.

    Of log-probability in all and of its dearest token, and of the log-odds of being whole.
    """

    all: float
    dearest: float
    whole: float


def _loss(said: Sequence[float], without: Sequence[float]) -> Loss:
    if len(without) != len(said):  # what is left does not fit the model
        return Loss(0.0, 0.0, 0.0)
    losses = [one - other for one, other in zip(said[:-1], without[:-1], strict=True)] or [0.0]
    return Loss(sum(losses), max(losses), _verdict(said) - _verdict(without))


def _least(losses: Sequence[Loss]) -> tuple[float, ...]:
    return tuple(_even(min(values)) for values in zip(*losses, strict=True)) or (0.0, 0.0, 0.0)


def _least_missed(parts: Sequence[Part], losses: Sequence[Loss]) -> str:
    if not parts:
        return ""
    return min(zip(parts, losses, strict=True), key=lambda scored: scored[1].whole)[0].text


def _verdict(said: Sequence[float]) -> float:
    """The log-odds that the English is whole."""
    sure = min(said[-1], 0.0)
    odds = sure - log(max(-expm1(sure), exp(-_SUREST)))
    return max(-_SUREST, min(_SUREST, odds))


def _even(value: float) -> float:
    """`value` on a scale on which long texts and rare words do not count beyond measure."""
    return copysign(log1p(abs(value)), value)


@lru_cache(maxsize=1)
def _weights() -> EvidenceWeights:
    packed = files("pipeline.check").joinpath("data", WEIGHTS).read_text(encoding="utf-8")
    values = json.loads(packed)
    first, second = (
        Regression(*(tuple(values[look][name]) for name in ("center", "spread", "weights")))
        for look in ("first", "second")
    )
    return EvidenceWeights(values["model"], first, values["doubt"], second)
