"""From what the models made of an article to its record, with its accounting."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.article import Article, Block, Pair, Sentence
from pipeline.record import (
    SCHEMA,
    Accounting,
    ArticlePair,
    Bilingual,
    Models,
    Record,
    SummaryPair,
    checks_of,
)
from pipeline.run.stages import Outcome


def assemble(outcome: Outcome, models: Models, *, profile: str, order: str) -> Record:
    """The record of one article."""
    article = outcome.article
    return Record(
        schema=SCHEMA,
        id=article.id,
        source=article.source,
        url=article.url,
        published=article.published.isoformat() if article.published else None,
        kicker=_title(outcome.kicker),
        headline=_title(outcome.headline),
        byline=article.byline,
        summary=[_summary_pair(pair, evidence) for pair, evidence in outcome.summary],
        article=_article_pairs(article.blocks, outcome.sentences),
        accounting=_account(outcome),
        models=models,
        profile=profile,
        order=order,
        duplicate_of=article.duplicate_of or None,
    )


def _title(pair: Pair) -> Bilingual:
    return Bilingual(
        de=pair.de, en=pair.en, status=pair.status, checks=checks_of(pair), rung=pair.rung
    )


def _summary_pair(pair: Pair, evidence: Sequence[str]) -> SummaryPair:
    return SummaryPair(
        de=pair.de,
        en=pair.en,
        evidence=list(evidence),
        status=pair.status,
        checks=checks_of(pair),
        rung=pair.rung,
    )


def _article_pairs(
    blocks: Sequence[Block], sentences: Sequence[tuple[Sentence, Pair]] | None
) -> list[ArticlePair] | None:
    if sentences is None:
        return None
    pairs = {sentence.id: pair for sentence, pair in sentences}
    return [
        ArticlePair(
            id=sentence.id,
            kind=block.kind,
            block=number,
            de=pairs[sentence.id].de,
            en=pairs[sentence.id].en,
            status=pairs[sentence.id].status,
            checks=checks_of(pairs[sentence.id]),
            rung=pairs[sentence.id].rung,
        )
        for number, block in enumerate(blocks)
        for sentence in block.sentences
    ]


def _account(outcome: Outcome) -> Accounting:
    article: Article = outcome.article
    sentences = sum(1 for _ in article.sentences())
    return Accounting(
        characters=article.characters,
        sentences=sentences,
        chunks=len(outcome.chunks),
        # Counted in what was made of the text, not in the text: a chunker that lost one would show.
        summarized=len({s.id for chunk in outcome.chunks for s in chunk.sentences}),
        translated=outcome.translated,
        degraded=sum(1 for pair in outcome.pairs() if pair.status == "degraded"),
    )
