"""ROUGE-1, ROUGE-2 and ROUGE-L F1 for German, unstemmed (Lin, 2004).

Words are runs of letters, digits and underscores in lower case. The tokenizer of the `rouge-score`
package keeps ASCII letters alone, which cuts *für* into *f* and *r* and makes German scores
incomparable; on text without umlauts the two agree.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Rouge:
    """F1 scores from 0 to 100: of words, of word pairs, of the longest common subsequence."""

    rouge1: float
    rouge2: float
    rouge_l: float


def tokenize(text: str) -> list[str]:
    """The lower-cased words of `text`, umlauts included."""
    return _WORD.findall(text.lower())


def rouge(hypothesis: str, reference: str) -> Rouge:
    """Score `hypothesis` against `reference`, each as one sequence of words."""
    ours, theirs = tokenize(hypothesis), tokenize(reference)
    return Rouge(
        rouge1=_overlap(ours, theirs, 1),
        rouge2=_overlap(ours, theirs, 2),
        rouge_l=_f1(_common_subsequence(ours, theirs), len(ours), len(theirs)),
    )


def mean(scores: Sequence[Rouge]) -> Rouge:
    """The mean of each score; zeros for none."""
    number = max(1, len(scores))
    return Rouge(
        rouge1=sum(score.rouge1 for score in scores) / number,
        rouge2=sum(score.rouge2 for score in scores) / number,
        rouge_l=sum(score.rouge_l for score in scores) / number,
    )


def _overlap(ours: list[str], theirs: list[str], size: int) -> float:
    left, right = _ngrams(ours, size), _ngrams(theirs, size)
    return _f1((left & right).total(), left.total(), right.total())


def _ngrams(tokens: list[str], size: int) -> Counter[tuple[str, ...]]:
    return Counter(zip(*(tokens[start:] for start in range(size)), strict=False))


def _f1(common: int, ours: int, theirs: int) -> float:
    return 200 * common / (ours + theirs) if common else 0.0


def _common_subsequence(left: Sequence[str], right: Sequence[str]) -> int:
    """The length of the longest common subsequence, in time len(left) · len(right)."""
    row = [0] * (len(right) + 1)
    for word in left:
        above = row
        row = [0]
        for column, other in enumerate(right):
            same = word == other
            row.append(above[column] + 1 if same else max(above[column + 1], row[-1]))
    return row[-1]
