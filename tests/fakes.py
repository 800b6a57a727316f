"""Fakes that stand in for models: quick, deterministic, and honest about what they were asked."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.article import Article, Chunk, SummarySentence
from pipeline.models.engine import Decoding, Hypothesis, Limits, ModelCard
from pipeline.translate.segments import Segment
from pipeline.translate.seq2seq import Translation


class FakeEngine:
    """Translates word by word with a table; counts a token a word, and two special ones."""

    name = "torch"
    card = ModelCard("fake", "1")
    threads = 1
    batch_tokens = 1024

    def __init__(self, table: dict[str, str] | None = None, limit: int = 20) -> None:
        self.table = table or {}
        self.limits = Limits(source=limit, target=limit * 2)
        self.asked: list[str] = []

    def count(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) + 2 for text in texts]

    def generate(self, texts: Sequence[str], decoding: Decoding) -> list[Hypothesis]:
        assert all(n <= self.limits.source for n in self.count(texts)), "input would be truncated"
        self.asked += texts
        return [self._answer(text) for text in texts]

    def _answer(self, text: str) -> Hypothesis:
        words = [self.table.get(word, word) for word in text.split()]
        return Hypothesis(" ".join(words), -0.1, len(words) + 1, finished=True)


class FakeSummarizer:
    """Takes the first sentence after the headings."""

    card = ModelCard("first", "1")

    def summarize(self, articles: Sequence[Article]) -> list[tuple[SummarySentence, ...]]:
        return [self._first(article) for article in articles]

    def _first(self, article: Article) -> tuple[SummarySentence, ...]:
        for block in article.blocks:
            if block.kind != "heading":
                sentence = block.sentences[0]
                return (SummarySentence(sentence.clean, (sentence.id,)),)
        return ()


class FakeTranslator:
    """Puts "EN:" before each text; fails on text that contains `poison`."""

    def __init__(self, poison: str = "\0") -> None:
        self.poison = poison
        self.calls: list[list[str]] = []

    def translate(self, segments: Sequence[Segment]) -> list[Translation]:
        self.calls.append([segment.text for segment in segments])
        if any(self.poison in segment.text for segment in segments):
            raise ValueError("poisoned")
        return [Translation(f"EN:{segment.text}", tokens=3) for segment in segments]


def one_chunk(article: Article) -> list[Chunk]:
    """The whole article as one model input."""
    return [Chunk(tuple(article.sentences()), tokens=10)]
