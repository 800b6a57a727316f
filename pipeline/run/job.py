"""The batch job: sources in, a folder of paired records out, resumable and never half written."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Protocol

from pipeline.article import Article, Rejected
from pipeline.errors import UsageError
from pipeline.plugins import plugin
from pipeline.profile import Profile
from pipeline.record import Models, Record
from pipeline.run.beside import Behind, ahead
from pipeline.run.database import open_database, state_folder
from pipeline.run.folder import lock, sweep, write_records
from pipeline.run.ledger import Ledger
from pipeline.run.memory import Corrections, edited_on_desk
from pipeline.run.meter import Meter
from pipeline.run.morning import Uncertain
from pipeline.run.selection import Selection
from pipeline.run.stages import Stages
from pipeline.run.stop import Stop
from pipeline.run.tables import Tables
from pipeline.run.twins import Twins
from pipeline.run.window import Maker, Recipe
from pipeline.write.atomic import prepare_folder
from pipeline.write.jsonl import write_quarantine
from pipeline.write.pages import write_pages

_log = logging.getLogger("pipeline.run.article")
_LONGEST_NAME = 100  # a folder of that name and the files beside it fit every file system
# After a stop so many seconds are spent on finding out which articles are left.
_GRACE = 20.0


class Progress(Protocol):
    """What a run tells while it works."""

    def advance(self, articles: int, rejected: int) -> None:
        """So many more articles are done, and so many more inputs set aside."""
        ...


@dataclass(frozen=True, slots=True)
class Job:
    """What to compute, and where to put it: `out`/`name`/.

    full: the whole article in both languages too. force: compute again what is known.
    """

    out: Path
    name: str
    profile: Profile
    models: Models
    selection: Selection = field(default_factory=Selection)
    full: bool = False
    force: bool = False

    @property
    def folder(self) -> Path:
        """Where the files of this run lie."""
        return self.out / self.name

    @property
    def recipe(self) -> Recipe:
        """What is made of each article."""
        return Recipe(self.profile, self.models, self.full, self.force)


def run_name(text: str) -> str:
    """`text` if it can name a run's folder. Raises UsageError if not."""
    unfit = any(c in '/\\:*?"<>|' for c in text) or not text.isprintable()
    if unfit or not 0 < len(text) <= _LONGEST_NAME or text.startswith("."):
        raise UsageError(f"'{text}' cannot name a run", "use letters, digits, - and _")
    return text


@dataclass(slots=True)
class Tally:
    """What came of a run.

    done: records written, of which `reused` were in the ledger and cost no model time.
    skipped: articles outside the dates asked for. duplicates: inputs that are an article which was
    read already. failures: inputs that became no record.
    uncertain: articles with sentences that no repair could make pass the checks.
    stopped: why the run ended early ("" if it did not). left: the sources of articles that it left
    for the next run; there may be more of them if `unread`.
    """

    done: int = 0
    reused: int = 0
    skipped: int = 0
    duplicates: int = 0
    uncertain: list[Uncertain] = field(default_factory=list)
    failures: list[Rejected] = field(default_factory=list)
    stopped: str = ""
    left: list[str] = field(default_factory=list)
    unread: bool = False


def run(
    job: Job,
    inputs: Iterable[Article | Rejected],
    load: Callable[[], Stages],
    progress: Progress,
    meter: Meter,
    stop: Stop | None = None,
) -> Tally:
    """Work through `inputs` and write the files of the run.

    `load` is called once, when the first article needs a model; never if the ledger has them all.
    After a `stop` the files hold what is known by then, and the tally says what is left.
    Raises DepescheError if the output cannot be written, the models cannot be loaded, or another
    run of this name is at work.
    """
    prepare_folder(job.folder)
    with lock(state_folder(job.out), job.name), open_database(job.out) as database:
        sweep(job.folder)
        tally = Tally()
        keys: list[Found] = []
        with Behind() as writer:
            worker = _Worker(job, load, database, meter, stop or Stop(), writer)
            for window in ahead(_windows(inputs, job, meter)):
                keys += worker.work(window, tally)
                progress.advance(tally.done, len(tally.failures))
                if worker.out_of_time:
                    tally.stopped, tally.unread = worker.stop.reason, True
                    break
        with meter.stage("write"):
            write_records(job.folder, worker.records(keys))
            write_quarantine(job.folder / "quarantine.jsonl", tally.failures)
            for name in job.profile.run.writers:
                _write_more(name, job.folder, worker.records(keys))
    return tally


def _write_more(name: str, folder: Path, records: Iterator[Record]) -> None:
    """Let a plugin write what it will of the records. Raises UsageError if it fails."""
    write = plugin("writers", name).load()
    try:
        write(folder, records)
    except Exception as error:  # a package of others may fail in any way
        raise UsageError(
            f"the writer {name} failed ({type(error).__name__}: {error})",
            "the pairs are written; mend the plugin, or leave it out of run.writers",
        ) from error


@dataclass(frozen=True, slots=True)
class Found:
    """A finished record: its fingerprint in the ledger, and where its article was read."""

    fingerprint: str
    source: str


class _Worker:
    """Takes windows of articles to finished records, computing only what the ledger lacks."""

    def __init__(
        self,
        job: Job,
        load: Callable[[], Stages],
        database: Tables,
        meter: Meter,
        stop: Stop,
        writer: Behind,
    ) -> None:
        self._job, self._meter, self._writer = job, meter, writer
        self.stop = stop
        self._maker = Maker(job.recipe, load, database, meter)
        self._ledger = Ledger(database)
        self._corrections = Corrections(database, edited_on_desk(job.out))
        self._twins = Twins()
        self._longest = 0.0
        self._stopped_at: float | None = None

    @property
    def out_of_time(self) -> bool:
        """Whether it is so long since the stop that the rest of the inputs is not even read."""
        return self._stopped_at is not None and time.monotonic() > self._stopped_at + _GRACE

    def work(self, window: Window, tally: Tally) -> list[Found]:
        """Where the window's records are: in the ledger, afterwards."""
        job = self._job
        stopping = self.stop.before(self._longest)
        tally.skipped += window.skipped
        tally.duplicates += window.duplicates
        tally.failures += window.failures
        keys = job.recipe.fingerprints(map(self._twins.link, window.articles))
        known = {} if job.force and not stopping else self._ledger.find(list(keys))
        for key, record in known.items():
            self._maker.learn(keys[key], record)
        fresh = {key: article for key, article in keys.items() if key not in known}
        if stopping:
            self._leave(fresh, tally)
            records = known
        else:
            records = known | self._compute(fresh, tally)
        found = [Found(key, article.source) for key, article in keys.items() if key in records]
        current = [self._current(records[one.fingerprint], one.source) for one in found]
        for record in current:
            fields = {"article": record.id, "degraded": record.accounting.degraded}
            _log.info("article %s done", record.id, extra=fields)
            if sentences := record.accounting.degraded:
                title = record.headline.en or record.headline.de
                tally.uncertain.append(Uncertain(record.id, title, sentences))
        self._writer.do(partial(_write_pages, job.folder / "articles", current, self._meter))
        tally.reused += len(known)
        tally.done += len(records)
        return found

    def records(self, found: list[Found]) -> Iterator[Record]:
        """The finished records, in order."""
        for one in found:
            record = self._ledger.find([one.fingerprint])[one.fingerprint]
            yield self._current(record, one.source)

    def _current(self, record: Record, source: str) -> Record:
        """A record as editors corrected it, with where the article lies today."""
        return self._corrections.over(record.model_copy(update={"source": source}))

    def _leave(self, fresh: dict[str, Article], tally: Tally) -> None:
        if self._stopped_at is None:
            self._stopped_at = time.monotonic()
        if fresh:
            tally.stopped = self.stop.reason
            tally.left += [article.source for article in fresh.values()]

    def _compute(self, fresh: dict[str, Article], tally: Tally) -> dict[str, Record]:
        start = time.monotonic()
        made = self._maker.make(fresh)
        tally.failures += made.failures
        if fresh:
            self._longest = max(self._longest, time.monotonic() - start)
        return made.records


def _write_pages(folder: Path, records: list[Record], meter: Meter) -> None:
    with meter.stage("pages"):
        for record in records:
            write_pages(folder, record)


@dataclass(slots=True)
class Window:
    """Articles that are batched together, and what was met while they were read."""

    articles: list[Article] = field(default_factory=list)
    failures: list[Rejected] = field(default_factory=list)
    duplicates: int = 0
    skipped: int = 0

    def take(self, item: Article | Rejected, selection: Selection) -> None:
        """Add what was read: an article, or a count of what is none that the run takes."""
        if isinstance(item, Article):
            if selection.takes(item):
                self.articles.append(item)
            else:
                self.skipped += 1
        elif item.duplicate:
            self.duplicates += 1
        else:
            self.failures.append(item)


def _windows(inputs: Iterable[Article | Rejected], job: Job, meter: Meter) -> Iterator[Window]:
    """What was read, in windows of selected articles; the last may have none."""
    rest, items = job.selection.limit, iter(inputs)
    while rest is None or rest > 0:
        size = job.profile.window if rest is None else min(rest, job.profile.window)
        window = Window()
        with meter.stage("read"):
            for item in items:
                window.take(item, job.selection)
                if len(window.articles) == size:
                    break
        if window != Window():
            yield window
        if len(window.articles) < size:
            return
        rest = None if rest is None else rest - size
