"""The same agency text in several outlets: linked to the first, and not summarized again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.article import Article, SummarySentence
from pipeline.models.engine import ModelCard
from pipeline.record import Record
from pipeline.run.stages import Summarizer
from pipeline.text.near import NearDuplicates, Sketch, sketch

_WORD = re.compile(r"\w+")
_Made = list[tuple[str, tuple[str, ...]]]
"""A summary: each sentence with the words of those that support it."""


class Twins:
    """The articles of a run by what they say."""

    def __init__(self) -> None:
        self._near = NearDuplicates()

    def link(self, article: Article) -> Article:
        """The article, with the id of the one before it that it nearly repeats."""
        return replace(article, duplicate_of=self.first(article.id, sketch_of(article)))

    def first(self, id_: str, text: Sketch | None) -> str:
        """The id of the article that one with this id and text nearly repeats; "" if none."""
        first = self._near.match(id_, text)
        return "" if first is None or first == id_ else first


def sketch_of(article: Article) -> Sketch | None:
    """What comparing with other articles needs of this one."""
    return sketch("\n".join(block.text for block in article.blocks))


class Shared:
    """The summaries of articles that came first."""

    def __init__(self) -> None:
        self._made: dict[str, _Made] = {}

    def learn(self, article: Article, record: Record) -> None:
        """Keep the summary of an article that was summarized in an earlier run."""
        summary = [SummarySentence(pair.de, tuple(pair.evidence)) for pair in record.summary]
        self.keep(article, summary)

    def keep(self, article: Article, summary: Sequence[SummarySentence]) -> None:
        """Keep the summary of an article, for those that repeat it."""
        if not article.duplicate_of:
            said = {sentence.id: _words(sentence.text) for sentence in article.sentences()}
            self._made[article.id] = [
                (sentence.text, tuple(said.get(id_, "") for id_ in sentence.evidence))
                for sentence in summary
            ]

    def share(self, article: Article) -> tuple[SummarySentence, ...] | None:
        """The first one's summary, if every sentence that supports it stands in `article` too.

        A later version of a report repeats most of it, but may have other figures: then None.
        """
        said = {_words(sentence.text): sentence.id for sentence in article.sentences()}
        made = self._made.get(article.duplicate_of, [])
        supported = all(evidence and said.keys() >= set(evidence) for _, evidence in made)
        if not made or not supported:
            return None
        return tuple(
            SummarySentence(text, tuple(said[words] for words in evidence))
            for text, evidence in made
        )


@dataclass(frozen=True, slots=True)
class Sharing:
    """A summarizer that takes the summary of the first article for those that repeat it."""

    summarizer: Summarizer
    shared: Shared

    @property
    def card(self) -> ModelCard:
        """What summarizes."""
        return self.summarizer.card

    def summarize(self, articles: Sequence[Article]) -> list[tuple[SummarySentence, ...]]:
        """One summary an article, in order."""
        firsts = [article for article in articles if not article.duplicate_of]
        done = self._summarize(firsts)
        repeated = [article for article in articles if article.duplicate_of]
        taken = {article.id: self.shared.share(article) for article in repeated}
        done |= self._summarize([article for article in repeated if not taken[article.id]])
        return [done.get(article.id) or taken[article.id] or () for article in articles]

    def _summarize(self, articles: Sequence[Article]) -> dict[str, tuple[SummarySentence, ...]]:
        if not articles:
            return {}
        summaries = self.summarizer.summarize(articles)
        for article, summary in zip(articles, summaries, strict=True):
            self.shared.keep(article, summary)
        return {a.id: summary for a, summary in zip(articles, summaries, strict=True)}


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))
