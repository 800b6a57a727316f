"""Summaries from the article's own sentences: nothing is invented, no model is loaded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.article import Article, SummarySentence
from pipeline.models.engine import ModelCard
from pipeline.summarize.cues import Candidate, candidates
from pipeline.summarize.scoring import WEIGHTS, Scorer, Weights

EXTRACTIVE = ModelCard(
    id="depesche/extractive",
    revision="2",
    licence="Apache-2.0",
    quality="2.5 to 2.7 ROUGE-1 above lead-3 on German news",
)
_WORDS_A_SENTENCE = 18
_SAME = 0.3
_POOL = 10
_BEAM = 4


class Extractive:
    """Chooses up to `sentences` sentences that stand well together, in the article's order.

    A sentence that leans on the one before it is taken only along with that one. Where the article
    has a lead, the summary starts with it. Long sentences make fewer: a summary has at most 18
    words for each of `sentences`, about as many as German news sentences have; only a single
    sentence may be longer.
    """

    def __init__(self, sentences: int = 3, weights: Weights = WEIGHTS) -> None:
        self._sentences = sentences
        self._budget = _WORDS_A_SENTENCE * sentences
        self._expected = 10 + 6 * sentences  # three sentences of a German lead have 28 words
        self._weights = weights

    @property
    def card(self) -> ModelCard:
        """The method and its version."""
        return EXTRACTIVE

    def summarize(self, articles: Sequence[Article]) -> list[tuple[SummarySentence, ...]]:
        """One summary an article, in order; empty for an article without a sentence."""
        return [self._summary(article) for article in articles]

    def _summary(self, article: Article) -> tuple[SummarySentence, ...]:
        found = candidates(article)
        chosen = found if len(found) <= self._sentences else self._choose(article, found)
        return tuple(
            SummarySentence(" ".join(one.sentence.clean.split()), (one.sentence.id,))
            for one in chosen
        )

    def _choose(self, article: Article, found: list[Candidate]) -> list[Candidate]:
        title = f"{article.kicker} {article.headline}"
        scorer = Scorer(found, title, self._expected, self._weights)
        usable = _usable(found)
        start = _opening(article, usable)
        pool = _best(scorer, usable)
        beam = _first(pool, start)
        best = max(beam, key=scorer.value)
        for _ in range(self._sentences - 1):
            beam = self._extended(scorer, found, beam, pool)
            best = beam[0] if beam else best
        return [found[index] for index in best]

    def _extended(
        self,
        scorer: Scorer,
        found: list[Candidate],
        beam: Iterable[tuple[int, ...]],
        pool: Iterable[Candidate],
    ) -> list[tuple[int, ...]]:
        """The best sets with one sentence more, best first."""
        grown = {
            tuple(sorted((*chosen, one.index)))
            for chosen in beam
            for one in pool
            if self._fits(scorer, found, chosen, one)
        }
        return sorted(grown, key=lambda chosen: (-scorer.value(chosen), chosen))[:_BEAM]

    def _fits(
        self, scorer: Scorer, found: list[Candidate], chosen: tuple[int, ...], one: Candidate
    ) -> bool:
        length = len(one.words) + sum(len(found[i].words) for i in chosen)
        stands = not one.hangs or one.index - 1 in chosen
        return (
            length <= self._budget
            and stands
            and one.index not in chosen
            and not any(
                scorer.similarity(i, one.index) > _SAME or found[i].words == one.words
                for i in chosen
            )
        )


def _usable(found: list[Candidate]) -> list[Candidate]:
    """The sound candidates; without one that stands alone, all there are."""
    sound = [one for one in found if one.sound]
    return sound if any(not one.hangs for one in sound) else found


def _best(scorer: Scorer, usable: Iterable[Candidate]) -> list[Candidate]:
    """The candidates worth combining: the best ones on their own."""
    return sorted(usable, key=lambda one: (-scorer.value((one.index,)), one.index))[:_POOL]


def _opening(article: Article, usable: Iterable[Candidate]) -> Candidate | None:
    """The first sentence of the lead that stands alone, if the article has a lead."""
    if not article.lead or not article.blocks:
        return None
    lead = {sentence.id for sentence in article.blocks[0].sentences}
    return next((one for one in usable if one.sentence.id in lead and not one.hangs), None)


def _first(pool: Iterable[Candidate], start: Candidate | None) -> list[tuple[int, ...]]:
    """The sets of one sentence to build on: the opening, else all that can stand alone."""
    if start:
        return [(start.index,)]
    pool = list(pool)
    return [(one.index,) for one in pool if not one.hangs] or [(one.index,) for one in pool]
