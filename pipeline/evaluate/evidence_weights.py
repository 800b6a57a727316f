"""Fits the regressions of `pipeline.check.evidence` to the embedded translator.

    python -m pipeline.evaluate.evidence_weights ../shared

To be run whenever the embedded weights change; it takes a minute or two and writes
`pipeline/check/data/evidence.json`. It learns from the human translations of newstest2015 to 2017
(`corpora/news.tsv.xz`), good and cut on purpose, as `omission_weights` does, which goes before it.
Other sets are there to measure it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

import pipeline.check.evidence as evidence
from pipeline.check.coverage import DOUBTFUL
from pipeline.check.evidence import EvidenceWeights, Scorer
from pipeline.check.omission import omissions
from pipeline.evaluate.omission_weights import (
    allowed,
    bar_of,
    examples,
    fit_and_write,
    regress,
)

TARGET = Path(evidence.__file__).parent / "data" / evidence.WEIGHTS

_ALARMS = 0.005  # good pairs with a false alarm, those of the words and the network included
_SECOND = 0.2  # of the good pairs in doubt, those that get a second look


def fit(pairs: Sequence[tuple[str, str]], scorer: Scorer, model: str) -> EvidenceWeights:
    """The weights for good pairs, and for cut ones made of them; `model` is its revision."""
    made = examples(pairs)
    texts = [(one.de, one.en) for one in made]
    found = omissions(texts)
    doubts = evidence.doubts(texts, found, scorer)
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
    shift = DOUBTFUL - bar_of(again, values, allowed(made, found, set(doubts), _ALARMS))
    weights = (round(second.weights[0] + shift, 4), *second.weights[1:])
    return EvidenceWeights(model, first, bar, replace(second, weights=weights))


def main(arguments: list[str] | None = None) -> None:
    """Fit the weights and write them into the package."""
    from pipeline.models.checkpoint import resolve
    from pipeline.translate.scoring import embedded_scorer

    def to_the_embedded(pairs: Sequence[tuple[str, str]]) -> EvidenceWeights:
        return fit(pairs, embedded_scorer(), resolve("embedded").card.revision)

    fit_and_write(arguments, "evidence_weights", TARGET, to_the_embedded)


if __name__ == "__main__":
    main()
