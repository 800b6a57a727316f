"""The same agency text in several outlets: linked to the first, and not summarized again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple

from pipeline.article import Article, SummarySentence
from pipeline.models.engine import ModelCard
from pipeline.run.ledger import Ledger, Supported
from pipeline.run.stages import Summarizer
from pipeline.text.near import NearDuplicates, Sketch, sketch

_WORD = re.compile(r"\w+")
_HASH = 32  # bytes of a hash of the content


class First(NamedTuple):
    """An article that others repeat: its id, and the hash of its content in hexadecimal."""

    id: str
    content: str


class Twins:
    """The articles of a run by what they say."""

    def __init__(self) -> None:
        # Id and hash in one, for a night has many articles: half as large as the hash's digits.
        self._near: NearDuplicates[bytes] = NearDuplicates()

    def firsts(self, articles: Iterable[tuple[str, str, Sketch | None]]) -> list[First | None]:
        """For each article the one before it that it nearly repeats, by id, content and text."""
        texts = [(bytes.fromhex(content) + id_.encode(), text) for id_, content, text in articles]
        return [
            None
            if key is None or key[_HASH:] == own[_HASH:]
            else First(key[_HASH:].decode(), key[:_HASH].hex())
            for key, (own, _) in zip(self._near.match_all(texts), texts, strict=True)
        ]


def sketch_of(article: Article) -> Sketch | None:
    """What comparing with other articles needs of this one."""
    return sketch("\n".join(block.text for block in article.blocks))


class Shared:
    """The summaries of articles that came first: of the window under way, and in the ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._fingerprints: dict[str, str] = {}
        self._fresh: dict[str, list[Supported]] = {}

    def note(self, id_: str, fingerprint: str) -> None:
        """Know where the ledger has, or will have, the record of an article."""
        self._fingerprints[id_] = fingerprint

    def keep(self, article: Article, summary: Sequence[SummarySentence]) -> None:
        """Keep the summary of an article, for those in its window that repeat it."""
        if not article.duplicate_of:
            texts = [sentence.text for sentence in summary]
            self._fresh[article.id] = list(zip(texts, support_of(article, summary), strict=True))

    def forget(self) -> None:
        """Keep no more what is in the ledger by now."""
        self._fresh = {}

    def lacks(self, article: Article) -> bool:
        """Whether the first one's summary should be there, and is not: it failed this time."""
        first = article.duplicate_of
        return first in self._fingerprints and not self._made(first)

    def share(self, article: Article) -> tuple[SummarySentence, ...] | None:
        """The first one's summary, if every sentence that supports it stands in `article` too.

        A later version of a report repeats most of it, but may have other figures: then None.
        """
        made = self._made(article.duplicate_of)
        if not made:
            return None
        said = {_hash(sentence.text): sentence.id for sentence in article.sentences()}
        if not all(evidence and said.keys() >= set(evidence) for _, evidence in made):
            return None
        return tuple(
            SummarySentence(text, tuple(said[of_one] for of_one in evidence))
            for text, evidence in made
        )

    def _made(self, first: str) -> list[Supported]:
        if first in self._fresh:
            return self._fresh[first]
        fingerprint = self._fingerprints.get(first)
        return self._ledger.summary(fingerprint) if fingerprint else []


def support_of(article: Article, summary: Sequence[SummarySentence]) -> list[tuple[str, ...]]:
    """For each sentence of a summary, a hash of the words of each that supports it."""
    wanted = {id_ for sentence in summary for id_ in sentence.evidence}
    said = {s.id: _hash(s.text) for s in article.sentences() if s.id in wanted}
    return [tuple(said.get(id_, "") for id_ in sentence.evidence) for sentence in summary]


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


def _hash(text: str) -> str:
    words = " ".join(_WORD.findall(text.casefold()))
    return blake2b(words.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
