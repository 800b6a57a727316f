"""A window of articles to records: the work that every engine shares, on one machine or many."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from pipeline.article import Article, Rejected, SummarySentence
from pipeline.errors import DepescheError
from pipeline.profile import Profile
from pipeline.record import Models, Record
from pipeline.run.assemble import assemble
from pipeline.run.fingerprint import content_hash, fingerprint, settings_key, translator_key
from pipeline.run.ledger import Ledger
from pipeline.run.memory import Memory
from pipeline.run.meter import Meter
from pipeline.run.stages import Stages, process
from pipeline.run.tables import LedgerError, Tables
from pipeline.run.twins import Shared, Sharing, support_of
from pipeline.translate.memory import Remembering

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Recipe:
    """What is made of an article.

    full: the whole article in both languages too. force: compute again what is known.
    """

    profile: Profile
    models: Models
    full: bool = False
    force: bool = False

    @property
    def settings(self) -> str:
        """A hash of all but the article that a record depends on, as it is now."""
        return settings_key(self.profile, self.models, full=self.full)

    def fingerprints(self, articles: Iterable[Article]) -> dict[str, Article]:
        """The articles by what their records depend on, in order."""
        settings = self.settings
        return {fingerprint(content_hash(a), a.duplicate_of, settings): a for a in articles}


@dataclass(slots=True)
class Made:
    """What became of articles: records by fingerprint, and those that no record came of.

    support: of each record, hashes of the sentences that support its summary.
    """

    records: dict[str, Record] = field(default_factory=dict)
    support: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    failures: list[Rejected] = field(default_factory=list)


class Maker:
    """Makes records, a window of articles at a time, and keeps them in the ledger.

    `load` is called once, when the first article needs a model.
    """

    def __init__(
        self, recipe: Recipe, load: Callable[[], Stages], database: Tables, meter: Meter
    ) -> None:
        self._recipe, self._load, self._meter = recipe, load, meter
        self._database = database
        self._ledger = Ledger(database)
        self._memory = _memory(recipe, database)
        self._shared = Shared(self._ledger)
        self._stages: Stages | None = None

    def note(self, id_: str, fingerprint: str) -> None:
        """Know where the record of an article is or will be, for articles that repeat it."""
        self._shared.note(id_, fingerprint)

    def make(self, fresh: dict[str, Article]) -> Made:
        """The records of articles by fingerprint, kept in one transaction.

        Raises LedgerError where they cannot be kept, DepescheError where no model can be loaded.
        """
        made = Made()
        if not fresh:
            return made
        if self._stages is None:
            with self._meter.stage("load"):
                stages = self._load()
                self._stages = replace(
                    stages,
                    summarizer=Sharing(stages.summarizer, self._shared),
                    translator=Remembering(stages.translator, self._memory),
                )
        self._attempt(fresh, self._stages, made)
        # What had to do without the summary that it shares is computed again the next time.
        kept = [key for key in made.records if not self._shared.lacks(fresh[key])]
        with self._database.transaction():
            self._ledger.save((key, made.records[key], made.support[key]) for key in kept)
            self._memory.flush()
        self._shared.forget()
        return made

    def _attempt(self, fresh: dict[str, Article], stages: Stages, made: Made) -> None:
        """Make the records of a window; where it fails, of each article that does not."""
        recipe, order = self._recipe, self._recipe.profile.order
        try:
            outcomes = process(
                list(fresh.values()), stages, order, full=recipe.full, meter=self._meter
            )
        except LedgerError:
            raise
        except Exception as error:  # one article must not take the night with it
            if len(fresh) == 1:
                made.failures.append(_failed(next(iter(fresh.values())), error))
                return
            _log.warning("a window of %d articles failed, taking them singly", len(fresh))
            for key, article in fresh.items():
                self._attempt({key: article}, stages, made)
            return
        for key, outcome in zip(fresh, outcomes, strict=True):
            made.records[key] = assemble(
                outcome, recipe.models, profile=recipe.profile.name, order=order
            )
            summary = [SummarySentence(pair.de, evidence) for pair, evidence in outcome.summary]
            made.support[key] = support_of(outcome.article, summary)


def _memory(recipe: Recipe, database: Tables) -> Memory:
    translator = recipe.models.translator
    label = f"{translator.id}@{translator.revision[:12]} ({translator.engine})"
    key = translator_key(recipe.profile, recipe.models)
    return Memory(database, key, label, forgetful=recipe.force)


def _failed(article: Article, error: Exception) -> Rejected:
    if isinstance(error, DepescheError):
        return Rejected(article.source, error.problem, error.remedy)
    _log.debug("article %s failed", article.id, exc_info=error)
    return Rejected(
        article.source,
        f"the models failed on it ({type(error).__name__}: {error})",
        "run it alone with `depesche article -v` and report what it says",
    )
