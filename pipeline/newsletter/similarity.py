"""How alike two articles are: the cosine of TF-IDF vectors, and the names and numbers they share.

Words are cut into character 4-grams of their stems, so that inflected forms and compounds meet
(*Streik*, *Warnstreiks*). Frequencies are counted in the collection itself; no model is needed.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict, deque
from collections.abc import Sequence

from pipeline.check.lexicon import is_common_german, is_german_noun
from pipeline.newsletter.issue import Item
from pipeline.summarize.words import content, grams, stem, words

Vector = dict[str, float]

# Documents that the collection is taken to have besides its own, without any of its words: in an
# issue of three articles, a word that all three share must not lose its weight.
_BACKGROUND = 50
_HEADLINE_WEIGHT = 2
# What looking for similar articles costs; tests/newsletter/test_stories.py holds what it finds.
_HEAVIEST, _LATEST, _HINT = 32, 64, 0.08
_COMMON = 0.1  # share of articles that may have a name or number before it says little
_NUMBER = re.compile(r"\d[\d.,:]*\d")
_CAPITALIZED = re.compile(r"\b[A-ZÄÖÜ][\w-]+")


def vectors(items: Sequence[Item]) -> list[Vector]:
    """A TF-IDF vector of length 1 for each item, from German headline, kicker and summary."""
    counts = [_counts(item) for item in items]
    spread = Counter(term for count in counts for term in count)
    total = _BACKGROUND + len(items)
    rarity = {term: math.log(total / (1 + n)) for term, n in spread.items()}
    return [
        _normalized({term: math.log1p(n) * rarity[term] for term, n in count.items()})
        for count in counts
    ]


def cosines(vectors: Sequence[Vector]) -> list[dict[int, float]]:
    """For each vector, its cosine with those earlier ones that it may tell one story with.

    Its `_HEAVIEST` terms look for them, and each term remembers the last `_LATEST` vectors that
    have it: what an article costs does not grow with their number. Up to `_LATEST` vectors nothing
    is forgotten. A pair whose heaviest terms give less than `_HINT` of a cosine is left out.
    """
    latest: defaultdict[str, deque[int]] = defaultdict(lambda: deque(maxlen=_LATEST))
    found: list[dict[int, float]] = []
    for number, vector in enumerate(vectors):
        hints: defaultdict[int, float] = defaultdict(float)
        for term in sorted(vector, key=lambda term: (-vector[term], term))[:_HEAVIEST]:
            for earlier in latest[term]:
                hints[earlier] += vector[term] * vectors[earlier][term]
        near = [earlier for earlier, hint in hints.items() if hint >= _HINT]
        found.append({earlier: _product(vector, vectors[earlier]) for earlier in near})
        for term in vector:
            latest[term].append(number)
    return found


def anchors(items: Sequence[Item]) -> list[frozenset[str]]:
    """The names and numbers of each item that few other items have."""
    found = [_anchors(item) for item in items]
    spread = Counter(anchor for anchors in found for anchor in anchors)
    most = max(3, round(_COMMON * len(items)))
    return [frozenset(a for a in anchors if spread[a] <= most) for anchors in found]


def _counts(item: Item) -> dict[str, float]:
    """How often each 4-gram occurs; a word counts once, however long it is."""
    counts: defaultdict[str, float] = defaultdict(float)
    for text, weight in _texts(item):
        for word in content(words(text)):
            parts = grams(word)
            for part in parts:
                counts[part] += weight / len(parts)
    return counts


def _texts(item: Item) -> list[tuple[str, int]]:
    summary = " ".join(line.de for line in item.sentences)
    return [(item.headline.de, _HEADLINE_WEIGHT), (item.kicker.de, 1), (summary, 1)]


def _anchors(item: Item) -> frozenset[str]:
    text = " . ".join(text for text, _ in _texts(item))
    names = {word for word in _CAPITALIZED.findall(text) if _is_name(word)}
    return frozenset({stem(name.lower()) for name in names} | set(_NUMBER.findall(text)))


def _is_name(word: str) -> bool:
    return len(word) > 2 and not (is_german_noun(word) or is_common_german(word))


def _product(one: Vector, other: Vector) -> float:
    return math.fsum(one[term] * other[term] for term in one.keys() & other.keys())


def _normalized(vector: Vector) -> Vector:
    length = math.sqrt(math.fsum(value * value for value in vector.values()))
    return {term: value / length for term, value in vector.items()} if length else {}
