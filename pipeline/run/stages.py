"""The model stages of one window: articles in, one outcome each out, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from pipeline.article import Article, Block, Chunk, Pair, Sentence, Status, SummarySentence
from pipeline.models.engine import ModelCard
from pipeline.profile import Order
from pipeline.run.meter import Meter
from pipeline.translate.base import Translator
from pipeline.translate.segments import Segment
from pipeline.translate.seq2seq import Translation

_BADNESS: tuple[Status, ...] = ("ok", "repaired", "degraded")


class Summarizer(Protocol):
    """What shortens articles; pipeline.summarize has the kinds there are."""

    @property
    def card(self) -> ModelCard:
        """What summarizes."""
        ...

    def summarize(self, articles: Sequence[Article]) -> list[tuple[SummarySentence, ...]]:
        """One summary an article, in order."""
        ...


@dataclass(frozen=True, slots=True)
class Stages:
    """The loaded models of a run; `chunks` gives the model inputs that an article makes."""

    summarizer: Summarizer
    translator: Translator
    chunks: Callable[[Article], Sequence[Chunk]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the models made of one article; `translated` counts the segments put into English."""

    article: Article
    kicker: Pair
    headline: Pair
    summary: tuple[tuple[Pair, tuple[str, ...]], ...]
    sentences: tuple[tuple[Sentence, Pair], ...] | None
    translated: int
    chunks: Sequence[Chunk]

    def pairs(self) -> Iterator[Pair]:
        """Every translated pair."""
        yield from (pair for pair in (self.kicker, self.headline) if pair.de)
        yield from (pair for pair, _ in self.summary)
        yield from (pair for _, pair in self.sentences or ())


def process(
    articles: Sequence[Article], stages: Stages, order: Order, *, full: bool, meter: Meter
) -> list[Outcome]:
    """Summarize and translate a window of articles, in the order that the profile asks for.

    With `full`, or where translating comes first, the outcome has every sentence in both languages.
    """
    if order == "translate-summarize":
        outcomes = _translate_first(articles, stages, meter)
        return outcomes if full else [replace(o, sentences=None) for o in outcomes]
    return _summarize_first(articles, stages, meter, full=full)


def _summarize_first(
    articles: Sequence[Article], stages: Stages, meter: Meter, *, full: bool
) -> list[Outcome]:
    with meter.stage("summarize"):
        summaries = stages.summarizer.summarize(articles)
    desk = _Desk(stages.translator)
    for article, summary in zip(articles, summaries, strict=True):
        desk.ask_titles(article)
        desk.ask(Segment(sentence.text.strip()) for sentence in summary)
        if full:
            desk.ask(_body(article))
    desk.translate(meter)
    return [
        Outcome(
            article=article,
            kicker=desk.pair(Segment(article.kicker, heading=True)),
            headline=desk.pair(Segment(article.headline, heading=True)),
            summary=tuple((desk.pair(Segment(s.text.strip())), s.evidence) for s in summary),
            sentences=_sentence_pairs(article, desk) if full else None,
            translated=len(summary) + _titles(article) + (_sentences(article) if full else 0),
            chunks=stages.chunks(article),
        )
        for article, summary in zip(articles, summaries, strict=True)
    ]


def _translate_first(articles: Sequence[Article], stages: Stages, meter: Meter) -> list[Outcome]:
    desk = _Desk(stages.translator)
    for article in articles:
        desk.ask_titles(article)
        desk.ask(_body(article))
    desk.translate(meter)
    translated = [_sentence_pairs(article, desk) for article in articles]
    english = [
        _in_english(article, pairs, desk.pair(Segment(article.headline, heading=True)).en)
        for article, pairs in zip(articles, translated, strict=True)
    ]
    with meter.stage("summarize"):
        summaries = stages.summarizer.summarize(english)
    return [
        Outcome(
            article=article,
            kicker=desk.pair(Segment(article.kicker, heading=True)),
            headline=desk.pair(Segment(article.headline, heading=True)),
            summary=tuple((_from_evidence(s, pairs), s.evidence) for s in summary),
            sentences=pairs,
            translated=_titles(article) + _sentences(article),
            chunks=stages.chunks(article),
        )
        for article, pairs, summary in zip(articles, translated, summaries, strict=True)
    ]


class _Desk:
    """Collects the segments of a whole window, has them translated at once, hands out pairs."""

    def __init__(self, translator: Translator) -> None:
        self._translator = translator
        self._asked: dict[Segment, Translation | None] = {}

    def ask(self, segments: Iterator[Segment] | Sequence[Segment]) -> None:
        self._asked.update((segment, None) for segment in segments if segment.text)

    def ask_titles(self, article: Article) -> None:
        self.ask([Segment(article.kicker, heading=True), Segment(article.headline, heading=True)])

    def translate(self, meter: Meter) -> None:
        segments = list(self._asked)
        with meter.stage("translate"):
            done = self._translator.translate(segments)
        meter.tokens += sum(translation.tokens for translation in done)
        self._asked = dict(zip(segments, done, strict=True))

    def pair(self, segment: Segment) -> Pair:
        result = self._asked.get(segment)
        if result is None:  # an empty kicker or headline
            return Pair(segment.text, "")
        return Pair(segment.text, result.text, result.status, result.findings, result.rung)


def _body(article: Article) -> Iterator[Segment]:
    for block in article.blocks:
        for sentence in block.sentences:
            yield _segment(block, sentence)


def _titles(article: Article) -> int:
    return bool(article.kicker) + bool(article.headline)


def _sentences(article: Article) -> int:
    return sum(1 for _ in article.sentences())


def _segment(block: Block, sentence: Sentence) -> Segment:
    return Segment(sentence.clean, heading=block.kind == "heading")


def _sentence_pairs(article: Article, desk: _Desk) -> tuple[tuple[Sentence, Pair], ...]:
    return tuple(
        (sentence, desk.pair(_segment(block, sentence)))
        for block in article.blocks
        for sentence in block.sentences
    )


def _in_english(article: Article, pairs: Sequence[tuple[Sentence, Pair]], headline: str) -> Article:
    """The article with every sentence in English under its own id."""
    english = {sentence.id: Sentence(sentence.id, pair.en + " ") for sentence, pair in pairs}
    blocks = tuple(
        replace(block, sentences=tuple(english[s.id] for s in block.sentences))
        for block in article.blocks
    )
    lead = blocks[0].text.strip() if article.lead and blocks else ""
    return replace(article, blocks=blocks, headline=headline, lead=lead, language="en")


def _from_evidence(sentence: SummarySentence, pairs: Sequence[tuple[Sentence, Pair]]) -> Pair:
    """An English summary sentence beside the German sentences it rests on, with their findings."""
    evidence = [pair for source, pair in pairs if source.id in sentence.evidence]
    worst = max(evidence, key=lambda pair: _BADNESS.index(pair.status), default=Pair("", ""))
    return Pair(
        de=" ".join(pair.de for pair in evidence),
        en=sentence.text.strip(),
        status=worst.status,
        rung=worst.rung,
        checks=tuple(finding for pair in evidence for finding in pair.checks),
    )
