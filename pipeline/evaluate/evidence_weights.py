"""Fits the regressions of `pipeline.check.evidence` to the embedded translator.

    python -m pipeline.evaluate.evidence_weights ../shared

To be run whenever the embedded weights change; it takes a minute or two and writes
`pipeline/check/data/evidence.json`. It learns from the human translations of newstest2015 to 2017
(`corpora/news.tsv.xz`), good and cut on purpose, as `omission_weights` does, which goes before it.
Other sets are there to measure it.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

import pipeline.check.evidence as evidence
from pipeline.check.coverage import DOUBTFUL
from pipeline.check.evidence import EvidenceWeights, Scorer
from pipeline.check.omission import omissions
from pipeline.evaluate.coverage_weights import read_pairs
from pipeline.evaluate.omission_weights import ALARMS, SETS, allowed, bar_of, examples, regress
from pipeline.write.atomic import write_parts

TARGET = Path(evidence.__file__).parent / "data" / evidence.WEIGHTS

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
    shift = DOUBTFUL - bar_of(again, values, allowed(made, found, set(doubts), ALARMS))
    weights = (round(second.weights[0] + shift, 4), *second.weights[1:])
    return EvidenceWeights(model, first, bar, replace(second, weights=weights))


def main(arguments: list[str] | None = None) -> None:
    """Fit the weights and write them into the package."""
    from pipeline.models.checkpoint import resolve
    from pipeline.translate.scoring import embedded_scorer

    parser = argparse.ArgumentParser(prog="python -m pipeline.evaluate.evidence_weights")
    parser.add_argument("folder", type=Path, help="has corpora/news.tsv.xz")
    parser.add_argument("--to", type=Path, default=TARGET, help="the file to write")
    asked = parser.parse_args(arguments)
    pairs = list(read_pairs([asked.folder / "corpora" / "news.tsv.xz"], SETS))
    weights = fit(pairs, embedded_scorer(), resolve("embedded").card.revision)
    write_parts(asked.to, [json.dumps(asdict(weights), indent=1), "\n"])
    print(f"{asked.to} fits {weights.model} now")


if __name__ == "__main__":
    main()
