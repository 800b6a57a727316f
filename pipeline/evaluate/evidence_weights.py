"""Fits the regressions of `pipeline.check.evidence` to the embedded translator.

    python -m pipeline.evaluate.evidence_weights ../shared

To be run whenever the embedded weights change; it takes a minute or two and writes
`pipeline/check/data/evidence.json`. It learns from the human translations of newstest2015 to 2017
(`corpora/news.tsv.xz`) and of the first half of newstest2018 (`dev`), good and cut on purpose. The
other half, and other sets, are there to measure it.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from random import Random
from typing import NamedTuple

import numpy as np

import pipeline.check.evidence as evidence
from pipeline.check.coverage import DOUBTFUL
from pipeline.check.evidence import EvidenceWeights, Opinion, Scorer
from pipeline.check.pair import check_pair
from pipeline.check.regression import Regression, standard_terms
from pipeline.evaluate.checks import LOST, halves
from pipeline.evaluate.coverage_weights import Numbers, newton, read_pairs
from pipeline.evaluate.damage import clause, sentence
from pipeline.evaluate.translation import find_sets
from pipeline.write.atomic import write_parts

TARGET = Path(evidence.__file__).parent / "data" / evidence.WEIGHTS

_SET = "newstest2018"
_OLDER = ("newstest2015", "newstest2016", "newstest2017")
_ALARMS = 0.0076  # of good pairs that may be objected to, other checks for lost text included
_SECOND = 0.2  # of the good pairs in doubt, those that get a second look
_FOLDS = 5
_PRECISION = 30.0  # of the prior on the weights
_LEAST_SPREAD = 0.001


class Example(NamedTuple):
    """A pair, good or cut on purpose, and the number of the good pair it was made of."""

    de: str
    en: str
    cut: bool
    number: int


def examples(pairs: Sequence[tuple[str, str]]) -> list[Example]:
    """Each good pair, and up to two that are cut."""
    found = []
    for number, (de, en) in enumerate(pairs):
        found.append(Example(de, en, cut=False, number=number))
        for damage in (clause, sentence):
            damaged = damage(de, en, Random(number))  # noqa: S311
            if damaged:
                found.append(Example(de, damaged, cut=True, number=number))
    return found


def fit(pairs: Sequence[tuple[str, str]], scorer: Scorer, model: str) -> EvidenceWeights:
    """The weights for good pairs, and for cut ones made of them; `model` is its revision."""
    made = examples(pairs)
    doubts = evidence.doubts([(one.de, one.en) for one in made], scorer)
    values = [evidence.first_look(doubt) for doubt in doubts.values()]
    first = regress(values, [made[place] for place in doubts])
    odds = dict(zip(doubts, map(first.odds, values), strict=True))
    of_good = [value for place, value in odds.items() if not made[place].cut]
    bar = round(float(np.quantile(of_good, 1 - _SECOND)), 4)
    left = [place for place, value in odds.items() if value > bar]
    looks = evidence.second_looks([doubts[place] for place in left], scorer)
    values = [look.values for look in looks]
    again = [made[place] for place in left]
    second = regress(values, again)
    shift = DOUBTFUL - _bar(again, values, _allowed(made, set(doubts)))
    weights = (round(second.weights[0] + shift, 4), *second.weights[1:])
    return EvidenceWeights(model, first, bar, replace(second, weights=weights))


def regress(values: Sequence[Sequence[float]], made: Sequence[Example]) -> Regression:
    """The regression that tells the cut ones of some examples by their values."""
    array = np.array(values)
    center, spread = _rounded(array.mean(0)), _rounded(array.std(0) + _LEAST_SPREAD)
    terms = np.array([standard_terms(row, center, spread) for row in values])
    return Regression(center, spread, _rounded(newton(terms, _cut(made), _PRECISION)))


def _bar(again: Sequence[Example], values: Sequence[Sequence[float]], allowed: int) -> float:
    """The log-odds that `allowed` good pairs exceed, with weights from which they are held out."""
    of_good = []
    for fold in range(_FOLDS):
        inside = [n for n, one in enumerate(again) if one.number % _FOLDS == fold]
        others = [n for n, one in enumerate(again) if one.number % _FOLDS != fold]
        held_out = regress([values[n] for n in others], [again[n] for n in others])
        of_good += [held_out.odds(values[n]) for n in inside if not again[n].cut]
    return sorted(of_good, reverse=True)[min(allowed, len(of_good) - 1)]


def _allowed(made: Sequence[Example], doubted: set[int]) -> int:
    """How many good pairs a model's opinion may object to, besides those objected to anyway."""
    good = [place for place, one in enumerate(made) if not one.cut]
    anyway = sum(_objects(made[place], ruled_out=place in doubted) for place in good)
    return max(0, int(_ALARMS * len(good)) - anyway)


def _objects(one: Example, *, ruled_out: bool) -> bool:
    """Whether other checks object, or the words where they leave no doubt."""
    opinion = Opinion(-np.inf) if ruled_out else None
    return any(finding.name in LOST for finding in check_pair(one.de, one.en, opinion=opinion))


def _cut(made: Sequence[Example]) -> Numbers:
    return np.array([float(one.cut) for one in made])


def _rounded(weights: Numbers) -> tuple[float, ...]:
    return tuple(round(float(weight), 4) for weight in weights)


def main(arguments: list[str] | None = None) -> None:
    """Fit the weights and write them into the package."""
    from pipeline.models.checkpoint import resolve
    from pipeline.translate.scoring import embedded_scorer

    parser = argparse.ArgumentParser(prog="python -m pipeline.evaluate.evidence_weights")
    parser.add_argument("folder", type=Path, help="has dev and corpora")
    parser.add_argument("--to", type=Path, default=TARGET, help="the file to write")
    asked = parser.parse_args(arguments)
    (news,) = (one for one in find_sets(asked.folder / "dev") if one.name == _SET)
    older = read_pairs([asked.folder / "corpora" / "news.tsv.xz"], _OLDER)
    pairs = [*halves(news)[0], *older]
    weights = fit(pairs, embedded_scorer(), resolve("embedded").card.revision)
    write_parts(asked.to, [json.dumps(asdict(weights), indent=1), "\n"])
    print(f"{asked.to} fits {weights.model} now")


if __name__ == "__main__":
    main()
