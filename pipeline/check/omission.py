"""Omission: how likely it is that a part of the German was left out.

By alignment and length first. Every word without a counterpart speaks for an omission, every word
with one against it; what was cut is a run of words that together speak for it (a maximal sum, as
in Kadane's algorithm). Free translations leave words without counterpart in both languages, an
omission in the German alone, and it makes the English short. A logistic regression weighs that up;
`python -m pipeline.evaluate.coverage_weights` fits it. Where that leaves doubt, a network compares
the two (`comparison`), and a second regression weighs both;
`python -m pipeline.evaluate.omission_weights` fits that.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import accumulate
from math import log, log1p
from typing import NamedTuple

from pipeline.check.alignment import Alignment, align
from pipeline.check.comparison import lost
from pipeline.check.regression import Regression
from pipeline.check.words import words

WEIGHTS = "omission.json"
# Log-odds by the words: below, an omission is ruled out; above, it is certain. Three in ten human
# translations of news lie between.
RULED_OUT, CERTAIN = -4.0, 6.0

# Characters of the German up to which it is left to the words: headings say things in short.
_SHORT = 40
_SLACK = 5  # characters, so that the ratio of short texts varies less

_INTERCEPT = -8.412
_WEIGHTS = (-8.616, -0.897, 1.975, 0.414, -2.130, 0.421, 0.619, 0.557, -0.124, -0.286)


class Omission(NamedTuple):
    """The log-odds that something was left out, and the German that seems to be missing."""

    odds: float
    missing: str


class Gap(NamedTuple):
    """The run of German words that most likely was left out: from, to, and how much speaks for it.

    An empty run where nothing does.
    """

    start: int
    end: int
    odds: float


def omissions(pairs: Sequence[tuple[str, str]]) -> list[Omission]:
    """What speaks for an omission in each pair, German and English."""
    found = [by_words(de, en) for de, en in pairs]
    for place, values in in_doubt(pairs, found).items():
        found[place] = found[place]._replace(odds=_both().odds(values))
    return found


def in_doubt(
    pairs: Sequence[tuple[str, str]], found: Sequence[Omission]
) -> dict[int, tuple[float, ...]]:
    """What the second regression weighs, for the pairs that the words leave in doubt."""
    asked = [
        place
        for place, one in enumerate(found)
        if RULED_OUT < one.odds < CERTAIN and len(pairs[place][0]) > _SHORT
    ]
    compared = lost([pairs[place] for place in asked]) if asked else ()
    return {
        place: _values(*pairs[place], found[place].odds, odds)
        for place, odds in zip(asked, compared, strict=True)
    }


def _values(de: str, en: str, words: float, network: float) -> tuple[float, ...]:
    length = log(len(de) + _SLACK)
    return words, network, length, log(len(en) + _SLACK) - length


def by_words(de: str, en: str) -> Omission:
    """What speaks for an omission by alignment and length alone; nothing if a side is blank."""
    if not de.strip() or not en.strip():
        return Omission(RULED_OUT, "")  # that all is missing is for `coverage` to say
    found = align(de, en)
    gap = widest_gap(found.german)
    missing = _text(de, gap)
    values = _cues(de, en, found, gap, missing)
    odds = _INTERCEPT + sum(weight * value for weight, value in zip(_WEIGHTS, values, strict=True))
    return Omission(odds, missing)


def cues(de: str, en: str) -> tuple[float, ...]:
    """What the first regression weighs."""
    found = align(de, en)
    gap = widest_gap(found.german)
    return _cues(de, en, found, gap, _text(de, gap))


def _cues(de: str, en: str, found: Alignment, gap: Gap, missing: str) -> tuple[float, ...]:
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
        log1p(len(missing)),
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


@lru_cache(maxsize=1)
def _both() -> Regression:
    packed = files("pipeline.check").joinpath("data", WEIGHTS).read_text(encoding="utf-8")
    return regression(json.loads(packed))


def regression(values: Mapping[str, Sequence[float]]) -> Regression:
    """The second regression from the values of its file."""
    return Regression(*(tuple(values[name]) for name in ("center", "spread", "weights")))
