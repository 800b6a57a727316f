"""How good a set of sentences would be as the summary of its article.

Two estimates of one thing, the ROUGE-1 F1 with the lead that a newsroom would write, are added up.
Cues judge the set as a whole: how early it stands, how close it is to the article's centre and to
the headline. Coverage asks of each word how likely a lead is to have it, so that a set earns what
its words are worth and pays for its length; a word said twice earns nothing, which is what keeps
repetitions out. Judging sets rather than sentences follows Zhong et al., "Extractive Summarization
as Text Matching", ACL 2020; expected word coverage goes back to Gillick & Favre, "A Scalable
Global Model for Summarization", 2009. docs/decisions/0003-extractive-summaries.md has the figures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import exp, log, log1p, sqrt
from operator import mul

from pipeline.summarize.cues import Candidate
from pipeline.summarize.words import FUNCTION_WORDS, content, grams, stem, words

_MOST_REPEATS = 3
_FUNCTION_WORD = (1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0)
CUES = ("position", "when", "first_person", "centrality", "headline")
WORD_CUES = (
    "bias",
    "function_word",
    "frequency",
    "early",
    "in_headline",
    "headline_overlap",
    "capitalized",
)


@dataclass(frozen=True, slots=True)
class Weights:
    """What each cue is worth.

    cues: for a set, in the order of CUES, in ROUGE-1 F1 for one unit of the cue.
    word_cues: for a word, in the order of WORD_CUES, in log-odds that the lead has it.
    repeat: log-odds that a lead has a function word once more, each time.
    """

    cues: tuple[float, ...]
    word_cues: tuple[float, ...]
    repeat: float


# Fitted by pipeline.evaluate.summary_weights and rounded; `position` set by hand, see 0003.
WEIGHTS = Weights(
    cues=(-0.03, 0.03, -0.01, 0.16, 0.13),
    word_cues=(-4.2, 2.1, 0.9, 1.1, 1.5, 1.0, 0.6),
    repeat=-1.9,
)


@dataclass(frozen=True, slots=True)
class _Vectors:
    """Unit vectors of character n-grams, one a candidate, and how near each is to what counts."""

    units: list[dict[str, float]]
    centrality: list[float]
    headline: list[float]


class Scorer:
    """The value of any set of an article's candidates.

    expected: how many words the lead is expected to have.
    """

    def __init__(
        self,
        pool: Sequence[Candidate],
        headline: str,
        expected: float,
        weights: Weights = WEIGHTS,
    ) -> None:
        self._pool = pool
        self._expected = expected
        self._weights = weights
        self._vectors = _vectors(pool, content(words(headline)))
        self._surface = [_surface(candidate) for candidate in pool]
        self._near: dict[tuple[int, int], float] = {}
        self._chances = self._word_chances(headline)

    def value(self, chosen: Sequence[int]) -> float:
        """The estimated worth of the candidates with these indices; comparable in one article."""
        judged: float = sum(map(mul, self._weights.cues, self.cues(chosen)))
        return judged + self._coverage(chosen)

    def cues(self, chosen: Sequence[int]) -> tuple[float, ...]:
        """The cues of a set in the order of CUES; those of sentences are weighted by length."""
        lengths = [len(self._pool[i].words) for i in chosen]
        total = sum(lengths)
        surface = [self._surface[i] for i in chosen]
        means = (sum(map(mul, column, lengths)) / total for column in zip(*surface, strict=True))
        norm = self._norm(chosen)
        centrality = sum(self._vectors.centrality[i] for i in chosen) / norm
        headline = sum(self._vectors.headline[i] for i in chosen) / norm
        return (*means, centrality, headline)

    def similarity(self, i: int, j: int) -> float:
        """The cosine of two candidates, 1 for the same content."""
        key = (i, j) if i < j else (j, i)
        if key not in self._near:
            self._near[key] = _dot(self._vectors.units[i], self._vectors.units[j])
        return self._near[key]

    def _coverage(self, chosen: Sequence[int]) -> float:
        """Expected ROUGE-1 F1 of the set's words with the lead."""
        counts: Counter[str] = Counter()
        for i in chosen:
            counts.update(self._pool[i].words)
        hits = 0.0
        for word, count in counts.items():
            chances = self._chances[word]
            hits += chances[min(count, len(chances)) - 1]
        return 2 * hits / (counts.total() + self._expected)

    def _norm(self, chosen: Sequence[int]) -> float:
        square = float(len(chosen))
        for place, i in enumerate(chosen):
            square += 2 * sum(self.similarity(i, j) for j in chosen[:place])
        return sqrt(square)

    def _word_chances(self, headline: str) -> dict[str, tuple[float, ...]]:
        """How many copies of each word a lead is expected to use of the first, second, … one."""
        weights, repeat = self._weights.word_cues, self._weights.repeat
        function_word = _chances(weights, _FUNCTION_WORD, _MOST_REPEATS, repeat)
        return {
            word: function_word if cues is _FUNCTION_WORD else _chances(weights, cues, 1, repeat)
            for word, cues in word_cues(self._pool, headline).items()
        }


def word_cues(pool: Sequence[Candidate], headline: str) -> dict[str, tuple[float, ...]]:
    """The cues of every word of the candidates, in the order of WORD_CUES."""
    frequency: Counter[str] = Counter()
    first: dict[str, int] = {}
    vocabulary: dict[str, None] = {}
    for candidate in pool:
        vocabulary.update(dict.fromkeys(candidate.words))
        for root in map(stem, candidate.content):
            frequency[root] += 1
            first.setdefault(root, candidate.index)
    titles = content(words(headline))
    stems, pieces = {stem(word) for word in titles}, {g for word in titles for g in grams(word)}
    names = {name for candidate in pool for name in candidate.names}
    cues: dict[str, tuple[float, ...]] = {}
    for word in vocabulary:
        if len(word) < 2 or word in FUNCTION_WORDS:
            cues[word] = _FUNCTION_WORD
            continue
        root, parts = stem(word), grams(word)
        cues[word] = (
            1.0,
            0.0,
            log(frequency[root]),
            1 / (1 + first[root]),
            float(root in stems),
            sum(part in pieces for part in parts) / len(parts),
            float(word in names),
        )
    return cues


def _chances(
    weights: Sequence[float], cues: Sequence[float], copies: int, repeat: float
) -> tuple[float, ...]:
    """How many copies of a word a lead is expected to have at most 1, 2, … `copies` of."""
    odds = sum(map(mul, weights, cues))
    return tuple(accumulate(1 / (1 + exp(-odds - copy * repeat)) for copy in range(copies)))


def _surface(candidate: Candidate) -> tuple[float, float, float]:
    return (log1p(candidate.index), float(candidate.when), float(candidate.first_person))


def _vectors(pool: Sequence[Candidate], headline: Sequence[str]) -> _Vectors:
    """TF-IDF over character n-grams, where the article's sentences are the documents."""
    counts = [
        Counter(gram for word in candidate.content for gram in grams(word)) for candidate in pool
    ]
    spread: Counter[str] = Counter()
    for count in counts:
        spread.update(count.keys())
    rarity = {gram: log(1 + len(pool) / number) for gram, number in spread.items()}
    units = [_unit({gram: n * rarity[gram] for gram, n in count.items()}) for count in counts]
    centre: dict[str, float] = {}
    for unit in units:
        for gram, weight in unit.items():
            centre[gram] = centre.get(gram, 0.0) + weight
    centre = _unit(centre)
    unseen = log(1 + len(pool))
    title = _unit({gram: rarity.get(gram, unseen) for word in headline for gram in grams(word)})
    return _Vectors(
        units=units,
        centrality=[_dot(unit, centre) for unit in units],
        headline=[_dot(unit, title) for unit in units],
    )


def _unit(vector: dict[str, float]) -> dict[str, float]:
    length = sqrt(sum(weight * weight for weight in vector.values()))
    return {gram: weight / length for gram, weight in vector.items()} if length else {}


def _dot(left: dict[str, float], right: dict[str, float]) -> float:
    if len(left) > len(right):
        left, right = right, left
    return sum(weight * right[gram] for gram, weight in left.items() if gram in right)
