"""A window of articles to records: the work that every engine shares, on one machine or many."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from pipeline.article import Article, Rejected
from pipeline.errors import DepescheError
from pipeline.profile import Profile
from pipeline.record import Models, Record
from pipeline.run.assemble import assemble
from pipeline.run.fingerprint import fingerprint, translator_key
from pipeline.run.ledger import Ledger
from pipeline.run.memory import Memory
from pipeline.run.meter import Meter
from pipeline.run.stages import Stages, process
from pipeline.run.tables import LedgerError, Tables
from pipeline.run.twins import Shared, Sharing
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

    def fingerprints(self, articles: Iterable[Article]) -> dict[str, Article]:
        """The articles by what their records depend on, in order."""
        return {fingerprint(a, self.profile, self.models, full=self.full): a for a in articles}


@dataclass(slots=True)
class Made:
    """What became of articles: records by fingerprint, and those that no record came of."""

    records: dict[str, Record] = field(default_factory=dict)
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
        self._shared = Shared()
        self._stages: Stages | None = None

    def learn(self, article: Article, record: Record) -> None:
        """Note an article that has its record, for those that repeat it."""
        self._shared.learn(article, record)

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
        with self._database.transaction():
            self._ledger.save(made.records.items())
            self._memory.flush()
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
