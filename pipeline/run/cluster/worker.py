"""What runs on the machines: fetching the articles of a shard, and making its records."""

from __future__ import annotations

import logging
import os
import pickle
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.article import Article, Rejected
from pipeline.errors import DepescheError, ModelError
from pipeline.run.cluster.commits import Commits
from pipeline.run.cluster.journal import Journal
from pipeline.run.cluster.linking import ModelShard, Place
from pipeline.run.cluster.reading import ReadShard, article_of, read_shard
from pipeline.run.cluster.store import Store, open_store
from pipeline.run.database import open_database
from pipeline.run.ledger import Ledger
from pipeline.run.meter import Meter
from pipeline.run.models import plan
from pipeline.run.stages import Stages
from pipeline.run.tables import LedgerError, Tables
from pipeline.run.window import Maker, Recipe
from pipeline.write.jsonl import as_line

_log = logging.getLogger(__name__)

Row = dict[str, Any]
"""What Ray passes on: few columns, and objects of our own only as bytes."""

_PAUSES = (2.0, 10.0)
"""Seconds before a shard is tried again."""

_WINDOW_DEATHS = 2
"""Deaths in a window after which its articles are taken singly."""

_POOLS = ("OMP_NUM_THREADS", "RAYON_NUM_THREADS")
"""What tells libraries how many threads to start: BLAS and torch, and tokenizers."""

_ARTICLE_DEATHS = 3
"""Deaths at a single article after which it is set aside; a machine that goes may cause some."""


@dataclass(frozen=True, slots=True)
class Task:
    """What every worker is told.

    store: where the shards are. ledger: the folder of the runs, if this worker shares their
    ledger; otherwise it keeps one of its own while it lives. threads: cores of a worker.
    """

    recipe: Recipe
    store: str
    ledger: Path | None
    threads: int

    def opened(self) -> Store:
        """The store of the shards."""
        return open_store(self.store)


def row_of(shard: ReadShard | ModelShard) -> Row:
    """A shard as Ray passes it on."""
    return {"shard": pickle.dumps(shard)}


def read(row: Row, task: Task) -> Row:
    """Read and commit the shard of a row; the row says whether that went well."""
    shard: ReadShard = pickle.loads(row["shard"])  # noqa: S301 - our own driver made it
    try:
        read_shard(shard, Commits(task.opened(), "read"))
    except DepescheError as error:
        return _failure(error)
    return {"key": shard.key, "articles": 0, "failed": 0, "problem": "", "remedy": ""}


def fetch(row: Row, task: Task) -> Row:
    """The row with the articles of its shard, linked to those that they repeat."""
    shard: ModelShard = pickle.loads(row["shard"])  # noqa: S301 - our own driver made it
    read = Commits(task.opened(), "read")
    try:
        needed = {place.shard for place in (*shard.places, *shard.firsts)}
        lines = {key: read.lines(key) for key in needed}
    except DepescheError as error:
        return {"key": shard.key, "articles": b"", **_reason(error)}
    articles = [_article(place, lines) for place in shard.places]
    firsts = [_article(place, lines) for place in shard.firsts]
    return {
        "key": shard.key,
        "articles": pickle.dumps((articles, firsts)),
        "problem": "",
        "remedy": "",
    }


def _article(place: Place, lines: dict[str, list[str]]) -> Article:
    article = article_of(lines[place.shard][place.line])
    return replace(article, duplicate_of=place.duplicate_of)


class Worker:
    """A process with the models loaded, which makes the records of one shard after the other."""

    def __init__(self, task: Task, load: Callable[[], Stages] | None = None) -> None:
        self._task = task
        self._load = load or self._planned
        self._store = task.opened()
        self._made = Commits(self._store, "made")
        self._stages: Stages | None = None
        self._own = tempfile.TemporaryDirectory(prefix="depesche-")
        self._opened: Tables | None = None

    def __call__(self, row: Row) -> Row:
        """Make and commit the records of a row's articles; the row says what came of it."""
        if row["problem"]:
            return {"key": row["key"], "articles": 0, "failed": 0} | {
                name: row[name] for name in ("problem", "remedy")
            }
        articles, firsts = pickle.loads(row["articles"])  # noqa: S301 - `fetch` made it
        try:
            failed = self._try(row["key"], articles, firsts)
        except DepescheError as error:
            return _failure(error)
        done = len(articles) - failed
        return {"key": row["key"], "articles": done, "failed": failed, "problem": "", "remedy": ""}

    def _try(self, key: str, articles: list[Article], firsts: list[Article]) -> int:
        """As `_make`, once more where the ledger fails: its server may have been restarted."""
        for seconds in _PAUSES:
            try:
                return self._make(key, articles, firsts)
            except LedgerError as error:
                _log.warning("%s; trying again in %g s", error, seconds)
                time.sleep(seconds)
        return self._make(key, articles, firsts)

    def _make(self, key: str, articles: list[Article], firsts: list[Article]) -> int:
        """Commit the records of a shard; how many articles failed."""
        meter, journal = Meter(), Journal(self._store, key)
        window = _Windows(self._task.recipe, self._loaded, self._database, meter, journal)
        window.learn(firsts)
        for number, part in enumerate(_parts(articles, self._task.recipe.profile.window)):
            window.work(str(number), part)
        values = {
            "records": len(window.lines),
            "failures": [asdict(failure) for failure in window.failures],
            "reused": window.reused,
            "tokens": meter.tokens,
            "seconds": meter.seconds,
        }
        self._made.put(key, window.lines, values)
        journal.close()
        return len(window.failures)

    def _loaded(self) -> Stages:
        if self._stages is None:
            self._stages = self._load()
        return self._stages

    def _planned(self) -> Stages:
        recipe = self._task.recipe
        found = plan(recipe.profile)
        if found.models != recipe.models:
            raise ModelError(
                "the models on this machine are not those of the machine that started the run",
                "pull the same revisions on every machine: depesche models pull",
            )
        # Threads are counted, not pinned to cores: two containers on a machine would pin to one.
        for pool in _POOLS:
            os.environ.setdefault(pool, str(self._task.threads))
        return replace(found, threads=self._task.threads).load_stages()

    @property
    def _database(self) -> Tables:
        if self._opened is None:
            self._opened = open_database(self._task.ledger or Path(self._own.name))
        return self._opened


class _Windows:
    """The windows of one shard: what came of them, in order."""

    def __init__(
        self,
        recipe: Recipe,
        load: Callable[[], Stages],
        database: Tables,
        meter: Meter,
        journal: Journal,
    ) -> None:
        self._recipe, self._journal = recipe, journal
        self._ledger = Ledger(database)
        self._maker = Maker(recipe, load, database, meter)
        self.lines: list[str] = []
        self.failures: list[Rejected] = []
        self.reused = 0

    def learn(self, firsts: Sequence[Article]) -> None:
        """Know the summaries of articles of other shards, which some of this one repeat."""
        for part in _parts(firsts, self._recipe.profile.window):
            keys = self._recipe.fingerprints(part)
            known = self._known(keys)
            self._maker.make({key: a for key, a in keys.items() if key not in known})

    def work(self, place: str, articles: Sequence[Article]) -> None:
        """Make the records of a window; one in which processes died is taken article by article."""
        if self._journal.deaths(place) < _WINDOW_DEATHS:
            with self._journal.at(place):
                self._take(articles)
            return
        for number, article in enumerate(articles):
            alone = f"{place}.{number}"
            if self._journal.deaths(alone) >= _ARTICLE_DEATHS:
                self.failures.append(_deadly(article))
                continue
            with self._journal.at(alone):
                self._take([article])

    def _take(self, articles: Sequence[Article]) -> None:
        keys = self._recipe.fingerprints(articles)
        known = self._known(keys)
        made = self._maker.make({key: a for key, a in keys.items() if key not in known})
        records = known | made.records
        self.reused += len(known)
        self.failures += made.failures
        for key, article in keys.items():
            if key in records:
                here = records[key].model_copy(update={"source": article.source})
                self.lines.append(as_line(here.as_json()))

    def _known(self, keys: dict[str, Article]) -> dict[str, Any]:
        for key, article in keys.items():
            self._maker.note(article.id, key)
        if self._recipe.force:
            return {}
        return self._ledger.find(list(keys))


def _parts(articles: Sequence[Article], size: int) -> Iterator[Sequence[Article]]:
    return (articles[start : start + size] for start in range(0, len(articles), size))


def _deadly(article: Article) -> Rejected:
    return Rejected(
        article.source,
        f"the process died on it {_ARTICLE_DEATHS} times",
        "run it alone with `depesche article -v`, with more memory, and report what it says",
    )


def _failure(error: DepescheError) -> Row:
    return {"key": "", "articles": 0, "failed": 0, **_reason(error)}


def _reason(error: DepescheError) -> Row:
    return {"problem": error.problem, "remedy": error.remedy}
