"""How alike articles are in meaning, by a sentence encoder that the settings may name.

Encoders differ in how alike they call unrelated texts: multilingual-e5 says 0.7. So the vectors
lose what all articles of the collection share, their mean, and only a pair that stands out among
the pairs of the collection counts as alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from pipeline.models.encoder import SentenceEncoder
from pipeline.newsletter.issue import Item

_WEIGHT = 0.2  # what the same meaning adds to a cosine of words
_USUAL = 95  # percentile: the cosine that this many of a hundred pairs do not reach is usual
_NEAREST = 8  # articles that are compared with one for their meaning alone
_FEWEST = 20  # articles below which nobody can say what is usual
_SAMPLE = 1000  # articles whose pairs say it

Vectors = npt.NDArray[np.float32]


class Meaning:
    """Adds to the cosines of words those of meaning.

    encoder: a Hub id or a folder. Raises ModelError if it cannot be used.
    """

    def __init__(self, encoder: str) -> None:
        self._encoder = _opened(encoder)

    def added(
        self, cosines: Sequence[dict[int, float]], items: Sequence[Item]
    ) -> list[dict[int, float]]:
        """The cosines of each item with earlier ones, and with those nearest in meaning."""
        if len(items) < _FEWEST:
            return list(cosines)
        vectors = centred(self._encoder.embed([_text(item) for item in items]))
        usual = usual_cosine(vectors)
        found = []
        for new, known in enumerate(cosines):
            near = vectors[:new] @ vectors[new]
            gains = _WEIGHT * np.maximum(0.0, (near - usual) / (1.0 - usual))
            nearest = np.argsort(-near, kind="stable")[:_NEAREST].tolist()
            both = (*known, *(other for other in nearest if other not in known))
            found.append({other: known.get(other, 0.0) + float(gains[other]) for other in both})
        return found


def usual_cosine(vectors: Vectors) -> float:
    """The cosine that 95 of a hundred pairs of the collection do not reach; less than 1."""
    step = -(-len(vectors) // _SAMPLE)
    some = vectors[::step]
    pairs = (some @ some.T)[np.triu_indices(len(some), 1)]
    return min(0.99, max(0.0, float(np.percentile(pairs, _USUAL))))


def centred(vectors: Vectors) -> Vectors:
    """Vectors without what they share, of length 1 again."""
    moved = vectors - vectors.mean(axis=0)
    length: Vectors = np.linalg.norm(moved, axis=1, keepdims=True)
    length[length < 1e-6] = 1.0  # an article that is the mean itself is like no other
    scaled: Vectors = moved / length
    return scaled


@cache
def _opened(encoder: str) -> SentenceEncoder:
    return SentenceEncoder(encoder)


def _text(item: Item) -> str:
    return " ".join([item.headline.de, *(line.de for line in item.sentences)])
