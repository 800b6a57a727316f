"""Summarizers to beat: the first sentences, and TextRank."""

from __future__ import annotations

from collections.abc import Sequence
from math import log

from pipeline.article import Article, Sentence, SummarySentence
from pipeline.models.engine import ModelCard
from pipeline.summarize.words import content, stem, words

_DAMPING = 0.85
_ROUNDS = 30


class Lead:
    """The article's first `sentences` sentences, headings left out."""

    def __init__(self, sentences: int) -> None:
        self._sentences = sentences

    @property
    def card(self) -> ModelCard:
        """The baseline's name."""
        return ModelCard(id=f"lead-{self._sentences}", revision="1")

    def summarize(self, articles: Sequence[Article]) -> list[tuple[SummarySentence, ...]]:
        """One summary an article, in order."""
        return [_take(body(article)[: self._sentences]) for article in articles]


class TextRank:
    """The sentences most others resemble, in the article's order (Mihalcea & Tarau, EMNLP 2004)."""

    def __init__(self, sentences: int) -> None:
        self._sentences = sentences

    @property
    def card(self) -> ModelCard:
        """The baseline's name."""
        return ModelCard(id="textrank", revision="1")

    def summarize(self, articles: Sequence[Article]) -> list[tuple[SummarySentence, ...]]:
        """One summary an article, in order."""
        return [self._summary(body(article)) for article in articles]

    def _summary(self, sentences: list[Sentence]) -> tuple[SummarySentence, ...]:
        ranks = _ranks(_similarities([sentence.clean for sentence in sentences]))
        best = sorted(range(len(sentences)), key=lambda i: (-ranks[i], i))[: self._sentences]
        return _take([sentences[i] for i in sorted(best)])


def body(article: Article) -> list[Sentence]:
    """The sentences that a summary may take: all but the headings."""
    return [
        sentence
        for block in article.blocks
        if block.kind != "heading"
        for sentence in block.sentences
        if sentence.clean
    ]


def _take(sentences: Sequence[Sentence]) -> tuple[SummarySentence, ...]:
    return tuple(SummarySentence(sentence.clean, (sentence.id,)) for sentence in sentences)


def _similarities(texts: Sequence[str]) -> list[list[float]]:
    """Common stems over the logarithms of both lengths, as the paper has it."""
    bags = [{stem(word) for word in content(words(text))} for text in texts]
    return [
        [_similarity(left, right) if i != j else 0.0 for j, right in enumerate(bags)]
        for i, left in enumerate(bags)
    ]


def _similarity(left: set[str], right: set[str]) -> float:
    common = len(left & right)
    scale = log(len(left)) + log(len(right)) if common else 0.0
    return common / scale if scale else 0.0


def _ranks(weights: list[list[float]]) -> list[float]:
    """The stationary importance of each sentence, by power iteration."""
    totals = [sum(row) for row in weights]
    ranks = [1.0] * len(weights)
    for _ in range(_ROUNDS):
        flow = [rank / total if total else 0.0 for rank, total in zip(ranks, totals, strict=True)]
        ranks = [
            1 - _DAMPING + _DAMPING * sum(f * w for f, w in zip(flow, row, strict=True))
            for row in weights
        ]
    return ranks
