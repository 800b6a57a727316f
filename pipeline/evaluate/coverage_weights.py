"""Fits the regression of `pipeline.check.omission` on pairs whose English is cut on purpose.

    python -m pipeline.evaluate.coverage_weights FILE.tsv…

The files hold German, a tab and English (or more columns before), such as human translations of
news. Each pair gives a good example and up to two cut ones. What is printed goes into the module.
"""

from __future__ import annotations

import argparse
import lzma
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import numpy as np
import numpy.typing as npt

from pipeline.check.omission import cues
from pipeline.evaluate.damage import clause, sentence

Numbers = npt.NDArray[np.float64]

_ROUNDS = 15
_PRIOR = 1.0  # Gaussian prior on standardized weights
_GOOD = 2.0  # what a good pair counts: false alarms cost more than misses


def read_pairs(paths: Sequence[Path], sources: Sequence[str] = ()) -> Iterator[tuple[str, str]]:
    """Pairs of TSV files, plain or .xz; of the named sources alone (first column), if any are."""
    for path in paths:
        opener = lzma.open if path.suffix == ".xz" else open
        with opener(path, "rt", encoding="utf-8") as file:
            for line in file:
                *before, de, en = line.rstrip("\n").split("\t")
                if not sources or (before and before[0] in sources):
                    yield de, en


def fit(pairs: Sequence[tuple[str, str]]) -> Numbers:
    """The intercept and a weight for each cue, by Newton's method."""
    rows: list[tuple[float, ...]] = []
    labels: list[float] = []
    for number, (de, en) in enumerate(pairs):
        rows.append(cues(de, en))
        labels.append(0.0)
        for cut in (clause, sentence):
            damaged = cut(de, en, Random(number))  # noqa: S311
            if damaged:
                rows.append(cues(de, damaged))
                labels.append(1.0)
    values, wanted = np.array(rows), np.array(labels)
    mean, spread = values.mean(0), values.std(0) + 1e-9
    weights = newton(np.c_[np.ones(len(values)), (values - mean) / spread], wanted)
    plain: Numbers = weights[1:] / spread
    return np.append(weights[0] - plain @ mean, plain)


def newton(values: Numbers, wanted: Numbers, precision: float = _PRIOR) -> Numbers:
    """The weights of a logistic regression for what is `wanted`, 0 or 1, by Newton's method.

    The first column of `values` is all ones; `precision` is the prior's on the other weights.
    """
    weights: Numbers = np.zeros(values.shape[1])
    counts = np.where(wanted > 0, 1.0, _GOOD)
    for _ in range(_ROUNDS):
        sure = 1 / (1 + np.exp(-values @ weights))
        prior = precision * np.r_[0.0, weights[1:]]
        slope = values.T @ (counts * (sure - wanted)) + prior
        curve = (values * (counts * sure * (1 - sure))[:, None]).T @ values
        weights -= np.linalg.solve(curve + precision * np.eye(len(weights)), slope)
    return weights


def main(arguments: list[str] | None = None) -> None:
    """Print the weights that fit the files."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.evaluate.coverage_weights")
    parser.add_argument("files", nargs="+", type=Path, help="TSV, plain or .xz")
    parser.add_argument("--source", action="append", default=[], help="of the first column")
    asked = parser.parse_args(arguments)
    weights = fit(list(read_pairs(asked.files, asked.source)))
    print(" ".join(f"{weight:.3f}" for weight in weights))


if __name__ == "__main__":
    main()
