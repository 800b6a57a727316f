"""How the weights of `pipeline.summarize.scoring` are found: two small regressions.

Least squares with a little ridge for the cues of sets, against the ROUGE-1 F1 of sampled sets of
one to three sentences, compared only within an article; logistic regression for the cues of words,
against whether the reference has the word. The shipped weights come from two corpora that are not
used to evaluate: `python -m pipeline.evaluate.summary_weights WIKINEWS.jsonl.xz 10KGNAD.jsonl.xz`.
"""

from __future__ import annotations

import random
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.evaluate.baselines import body
from pipeline.evaluate.rouge import rouge, tokenize
from pipeline.evaluate.summary import Row, as_article, read_records
from pipeline.summarize.cues import Candidate, candidates
from pipeline.summarize.scoring import CUES, WORD_CUES, Scorer, Weights, word_cues
from pipeline.summarize.words import FUNCTION_WORDS

Matrix = NDArray[np.float64]
_WITHIN = 30
_SETS = ((2, 80), (3, 120))
_RIDGE = 1.0
_NEWTON_STEPS = 12
_SETS_A_ROW = 20.0
_FEWEST_SENTENCES = 8
_LEAD_WORDS = range(12, 61)
_DATELINE = re.compile(
    r"(?P<lead>.{60,320}?[.!?][\"“]?) [A-ZÄÖÜ][\w./\- ]{2,30} (?:\(APA[^)]*\) )?[–-] (?P<text>.*)",
    re.DOTALL,
)


def fit(corpora: Iterable[tuple[Sequence[Row], float]]) -> Weights:
    """The weights that fit `corpora`, each with how much one of its rows counts."""
    pairs = [(row, weight) for rows, weight in corpora for row in rows]
    word_weights = _fit_words([row for row, _ in pairs])
    return Weights(
        cues=tuple(_fit_sets(pairs).tolist()),
        word_cues=tuple(word_weights[:-1].tolist()),
        repeat=float(word_weights[-1]),
    )


def first_paragraph_rows(records: Iterable[dict[str, Any]]) -> Iterator[Row]:
    """Articles of Wikinews, whose first paragraph says what happened; it becomes the reference."""
    for record in records:
        lead, _, rest = record["text"].strip().partition("\n\n")
        row = Row(as_article({"text": rest, "headline": record["title"]}), lead)
        if len(tokenize(lead)) in _LEAD_WORDS and _is_long(row):
            yield row


def subtitle_rows(records: Iterable[dict[str, Any]]) -> Iterator[Row]:
    """Articles of derStandard, whose subtitle stands before the dateline; it is the reference."""
    for record in records:
        if parts := _DATELINE.match(record["text"]):
            row = Row(as_article({"text": parts["text"]}), parts["lead"])
            if _is_long(row):
                yield row


def _is_long(row: Row) -> bool:
    return len(body(row.article)) >= _FEWEST_SENTENCES


def _fit_sets(pairs: Sequence[tuple[Row, float]]) -> Matrix:
    chance = random.Random(1)  # noqa: S311 - a sample, not a secret
    left = _RIDGE * np.eye(len(CUES))
    right = np.zeros(len(CUES))
    for row, weight in pairs:
        cues, scores = _sampled(row, chance)
        if len(scores) > 1:
            scale = weight * _SETS_A_ROW / len(scores)
            left += scale * cues.T @ cues
            right += scale * cues.T @ scores
    return np.asarray(np.linalg.solve(left, right), dtype=np.float64)


def _sampled(row: Row, chance: random.Random) -> tuple[Matrix, Matrix]:
    """Cues and ROUGE-1 of sampled sets, as differences from the article's mean."""
    pool = candidates(row.article)
    sets = _samples(min(len(pool), _WITHIN), chance)
    if not sets:
        return np.zeros((0, len(CUES))), np.zeros(0)
    scorer = Scorer(pool, row.article.headline, expected=28)
    cues = np.array([scorer.cues(chosen) for chosen in sets])
    scores = np.array([_score(pool, chosen, row.reference) for chosen in sets])
    return cues - cues.mean(axis=0), scores - scores.mean()


def _samples(size: int, chance: random.Random) -> list[tuple[int, ...]]:
    """Every sentence, and random pairs and triples, a third of them from the beginning."""
    sets: list[tuple[int, ...]] = [(i,) for i in range(size)]
    for number, count in _SETS:
        for place in range(count):
            among = min(size, 8) if place % 3 == 0 else size
            if among >= number:
                sets.append(tuple(sorted(chance.sample(range(among), number))))
    return sets


def _score(pool: Sequence[Candidate], chosen: Sequence[int], reference: str) -> float:
    return rouge(" ".join(pool[i].sentence.clean for i in chosen), reference).rouge1 / 100


def _fit_words(rows: Sequence[Row]) -> Matrix:
    """Log-odds of the word cues and, last, of a function word's second copy."""
    cues: list[list[float]] = []
    present: list[float] = []
    for row in rows:
        counts = Counter(tokenize(row.reference))
        for word, values in word_cues(candidates(row.article), row.article.headline).items():
            copies = 2 if word in FUNCTION_WORDS else 1
            for copy in range(copies):
                cues.append([*values, float(copy)])
                present.append(float(counts[word] > copy))
    return _logistic(np.array(cues).reshape(-1, len(WORD_CUES) + 1), np.array(present))


def _logistic(cues: Matrix, present: Matrix) -> Matrix:
    """Ridge-penalized logistic regression by Newton's method."""
    weights: Matrix = np.zeros(cues.shape[1])
    ridge: NDArray[Any] = _RIDGE * np.eye(cues.shape[1])
    for _ in range(_NEWTON_STEPS):
        chances = 1 / (1 + np.exp(-cues @ weights))
        slope = cues.T @ (present - chances) - _RIDGE * weights
        curve = (cues.T * (chances * (1 - chances))) @ cues + ridge
        weights = weights + np.linalg.solve(curve, slope)
    return weights


def main() -> None:
    """Print the weights that the Wikinews and 10kGNAD files named on the command line give."""
    wikinews, news = (read_records(Path(name)) for name in sys.argv[1:3])
    print(fit([(list(first_paragraph_rows(wikinews)), 1.0), (list(subtitle_rows(news)), 1.0)]))


if __name__ == "__main__":
    main()
