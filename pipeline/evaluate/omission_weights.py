"""Fits the second regression of `pipeline.check.omission`, of the words and the network.

    python -m pipeline.evaluate.omission_weights ../shared

To be run whenever the network or the table of translations changes; it takes a minute and writes
`pipeline/check/data/omission.json`. It learns from the human translations of newstest2015 to 2017
(`corpora/news.tsv.xz`), good and cut on purpose, which neither of the two was learned from. Other
sets are there to measure it.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from random import Random
from typing import NamedTuple

import numpy as np

import pipeline.check.omission as omission
from pipeline.check.coverage import DOUBTFUL
from pipeline.check.evidence import EvidenceWeights
from pipeline.check.omission import Omission
from pipeline.check.pair import check_pair
from pipeline.check.regression import Regression, standard_terms
from pipeline.evaluate.checks import LOST
from pipeline.evaluate.coverage_weights import Numbers, newton, read_pairs
from pipeline.evaluate.damage import clause, sentence
from pipeline.write.atomic import write_parts

TARGET = Path(omission.__file__).parent / "data" / omission.WEIGHTS

SETS = ("newstest2015", "newstest2016", "newstest2017")
ALARMS = 0.0076  # of good pairs that may be objected to, other checks for lost text included
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


def fit(pairs: Sequence[tuple[str, str]]) -> Regression:
    """The weights for good pairs, and for cut ones made of them."""
    made = examples(pairs)
    texts = [(one.de, one.en) for one in made]
    words = [omission.by_words(de, en) for de, en in texts]
    values = omission.in_doubt(texts, words)
    doubted = [made[place] for place in values]
    both = regress(list(values.values()), doubted)
    shift = DOUBTFUL - bar_of(
        doubted, list(values.values()), allowed(made, words, set(values), ALARMS)
    )
    return replace(both, weights=(round(both.weights[0] + shift, 4), *both.weights[1:]))


def regress(values: Sequence[Sequence[float]], made: Sequence[Example]) -> Regression:
    """The regression that tells the cut ones of some examples by their values."""
    array = np.array(values)
    center, spread = _rounded(array.mean(0)), _rounded(array.std(0) + _LEAST_SPREAD)
    terms = np.array([standard_terms(row, center, spread) for row in values])
    return Regression(center, spread, _rounded(newton(terms, _cut(made), _PRECISION)))


def bar_of(made: Sequence[Example], values: Sequence[Sequence[float]], alarms: int) -> float:
    """The log-odds that `alarms` good pairs exceed, with weights from which they are held out."""
    of_good = []
    for fold in range(_FOLDS):
        inside = [n for n, one in enumerate(made) if one.number % _FOLDS == fold]
        others = [n for n, one in enumerate(made) if one.number % _FOLDS != fold]
        held_out = regress([values[n] for n in others], [made[n] for n in others])
        of_good += [held_out.odds(values[n]) for n in inside if not made[n].cut]
    return sorted(of_good, reverse=True)[min(alarms, len(of_good) - 1)]


def allowed(
    made: Sequence[Example], found: Sequence[Omission], doubted: set[int], share: float
) -> int:
    """How many good pairs in doubt may be objected to, besides those objected to anyway."""
    good = [place for place, one in enumerate(made) if not one.cut]
    innocent = Omission(-np.inf, "")
    anyway = sum(
        _objects(made[place], innocent if place in doubted else found[place]) for place in good
    )
    return max(0, int(share * len(good)) - anyway)


def _objects(one: Example, found: Omission) -> bool:
    """Whether a check for lost text objects."""
    findings = check_pair(one.de, one.en, omission=found)
    return any(finding.name in LOST for finding in findings)


def _cut(made: Sequence[Example]) -> Numbers:
    return np.array([float(one.cut) for one in made])


def _rounded(weights: Numbers) -> tuple[float, ...]:
    return tuple(round(float(weight), 4) for weight in weights)


Fit = Callable[[Sequence[tuple[str, str]]], Regression | EvidenceWeights]
"""Gives the weights for good pairs."""


def fit_and_write(arguments: list[str] | None, module: str, target: Path, fitted: Fit) -> None:
    """The command of a module that fits weights to the older sets and writes them to `target`."""
    parser = argparse.ArgumentParser(prog=f"python -m pipeline.evaluate.{module}")
    parser.add_argument("folder", type=Path, help="has corpora/news.tsv.xz")
    parser.add_argument("--to", type=Path, default=target, help="the file to write")
    asked = parser.parse_args(arguments)
    weights = fitted(list(read_pairs([asked.folder / "corpora" / "news.tsv.xz"], SETS)))
    write_parts(asked.to, [json.dumps(asdict(weights), indent=1), "\n"])
    print(f"{asked.to} fits now")


def main(arguments: list[str] | None = None) -> None:
    """Fit the weights and write them into the package."""
    fit_and_write(arguments, "omission_weights", TARGET, fit)


if __name__ == "__main__":
    main()
