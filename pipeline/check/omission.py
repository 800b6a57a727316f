"""Omission: how likely it is that a part of the German was left out, by alignment and length.

Every word without a counterpart speaks for an omission, every word with one against it; what was
cut is a run of words that together speak for it (a maximal sum, as in Kadane's algorithm). Free
translations leave words without counterpart in both languages, an omission in the German alone,
and it makes the English short. A logistic regression weighs that up;
`python -m pipeline.evaluate.coverage_weights` fits it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from math import log, log1p
from typing import NamedTuple

from pipeline.check.alignment import Alignment, align
from pipeline.check.words import words

_SLACK = 5  # characters, so that the ratio of short texts varies less

_INTERCEPT = -8.412
_WEIGHTS = (-8.616, -0.897, 1.975, 0.414, -2.130, 0.421, 0.619, 0.557, -0.124, -0.286)


class Gap(NamedTuple):
    """The run of German words that most likely was left out: from, to, and how much speaks for it.

    An empty run where nothing does.
    """

    start: int
    end: int
    odds: float


def omission(de: str, en: str) -> tuple[float, str]:
    """How much speaks for an omission, as log-odds, and the German that seems to be missing."""
    found = align(de, en)
    gap = widest_gap(found.german)
    values = cues(de, en)
    score = _INTERCEPT + sum(weight * value for weight, value in zip(_WEIGHTS, values, strict=True))
    return score, _text(de, gap)


def cues(de: str, en: str) -> tuple[float, ...]:
    """What the regression weighs."""
    found = align(de, en)
    gap = widest_gap(found.german)
    length = log((len(en) + _SLACK) / (len(de) + _SLACK))
    odds = log1p(gap.odds)
    spoken = max(1, len(found.german))
    at_end = gap.odds > 0 and gap.end >= len(found.german) - 1
    absent = sum(value > 0 for value in found.german[gap.start : gap.end])
    return (
        length,
        length * odds,
        odds,
        odds * at_end,
        absent / spoken,
        log1p(len(_text(de, gap))),
        log1p(_end_odds(found.german)),
        log1p(_unreached(found)),
        log1p(sum(value for value in found.english if value > 0)),
        odds * log1p(widest_gap(found.english).odds),
    )


def widest_gap(odds: Sequence[float]) -> Gap:
    """The run whose sum is largest; empty at the start if no value is above zero."""
    best = Gap(0, 0, 0.0)
    start, total = 0, 0.0
    for place, value in enumerate(odds):
        if total <= 0:
            start, total = place, 0.0
        total += value
        if total > best.odds:
            best = Gap(start, place + 1, total)
    return best


def _end_odds(odds: Sequence[float]) -> float:
    """How much speaks for an omission at the end, of whatever length."""
    return max(0.0, *accumulate(reversed(odds))) if odds else 0.0


def _unreached(found: Alignment) -> float:
    """What speaks for an omission behind the place that the end of the English renders."""
    if found.reached is None:
        return 0.0
    return sum(value for value in found.german[found.reached + 1 :] if value > 0)


def _text(de: str, gap: Gap) -> str:
    """The gap's words as they stand in the German."""
    if gap.end == gap.start:
        return ""
    start, end = span(de, gap)
    return de[start:end]


def span(de: str, gap: Gap) -> tuple[int, int]:
    """Where a gap that is not empty begins and ends in the German, in characters."""
    spoken = words(de)
    last = spoken[gap.end - 1]
    return spoken[gap.start].start, last.start + len(last.text)
