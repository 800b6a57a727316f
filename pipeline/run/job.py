"""The batch job: sources in, a folder of paired records out, resumable and never half written."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Protocol

from pipeline.article import Rejected
from pipeline.errors import UsageError
from pipeline.profile import Profile
from pipeline.record import Models, Record
from pipeline.run.beside import Behind, WaitedTooLongError, ahead
from pipeline.run.database import open_database, stamps_file, state_folder
from pipeline.run.files import Files
from pipeline.run.fingerprint import fingerprint
from pipeline.run.folder import lock, sweep
from pipeline.run.heap import limit_heap, trim_heap
from pipeline.run.intake import Window, windows
from pipeline.run.ledger import Ledger
from pipeline.run.memory import Corrections, edited_on_desk
from pipeline.run.meter import Meter
from pipeline.run.morning import Uncertain
from pipeline.run.readings import Entry, Readings
from pipeline.run.selection import Selection
from pipeline.run.stages import Stages
from pipeline.run.stop import Stop
from pipeline.run.tables import Tables
from pipeline.run.twins import Twins
from pipeline.run.window import Maker, Recipe
from pipeline.sources.unread import Item
from pipeline.write.atomic import prepare_folder

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
    read already. others: the sources of those not written since their id had given another text.
    failures: inputs that became no record.
    uncertain: articles with sentences that no repair could make pass the checks.
    stopped: why the run ended early ("" if it did not). left: the sources of articles that it left
    for the next run; there may be more of them if `unread`.
    """

    done: int = 0
    reused: int = 0
    skipped: int = 0
    duplicates: int = 0
    others: list[str] = field(default_factory=list)
    uncertain: list[Uncertain] = field(default_factory=list)
    failures: list[Rejected] = field(default_factory=list)
    stopped: str = ""
    left: list[str] = field(default_factory=list)
    unread: bool = False


def run(
    job: Job,
    inputs: Iterable[Item],
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
    limit_heap()
    prepare_folder(job.folder)
    with lock(state_folder(job.out), job.name), open_database(job.out) as database:
        stamps = stamps_file(job.out, job.name)
        sweep(job.folder, stamps)
        tally = Tally()
        readings = Readings(database, forgetful=job.force)
        intake = windows(inputs, job.profile.window, job.selection, readings, meter)
        with Files(job.folder, stamps, job.profile.run.writers, meter) as files:
            with Behind() as writer:
                worker = _Worker(job, load, database, meter, stop or Stop())
                try:
                    for window in ahead(intake, worker.out_of_time):
                        readings.save(window.new)
                        records = worker.work(window, tally)
                        writer.do(partial(_finish, files, records))
                        progress.advance(tally.done, len(tally.failures))
                        if worker.out_of_time():
                            raise WaitedTooLongError
                except WaitedTooLongError:
                    tally.stopped, tally.unread = worker.stop.reason, True
            files.finish(tally.failures)
    return tally


def _finish(files: Files, records: list[Record]) -> None:
    """What is left to do of a window while the models work on the next."""
    files.write(records)
    trim_heap()


class _Worker:
    """Takes windows of articles to finished records, computing only what the ledger lacks."""

    def __init__(
        self,
        job: Job,
        load: Callable[[], Stages],
        database: Tables,
        meter: Meter,
        stop: Stop,
    ) -> None:
        self._job = job
        self.stop = stop
        self._maker = Maker(job.recipe, load, database, meter)
        self._ledger = Ledger(database)
        self._corrections = Corrections(database, edited_on_desk(job.out))
        self._twins = Twins()
        self._longest = 0.0
        self._stopped_at: float | None = None

    def out_of_time(self) -> bool:
        """Whether it is so long since the stop that the rest of the inputs is not even read."""
        if self.stop.before(0.0) and self._stopped_at is None:
            self._stopped_at = time.monotonic()
        return self._stopped_at is not None and time.monotonic() > self._stopped_at + _GRACE

    def work(self, window: Window, tally: Tally) -> list[Record]:
        """The records of a window, in order, as editors corrected them."""
        tally.skipped += window.skipped
        tally.duplicates += window.duplicates
        tally.others += window.others
        tally.failures += window.failures
        keys = self._found(window.entries)
        again = self._job.force and not self.stop.before(self._longest)
        known = {} if again else self._ledger.find(list(keys))
        fresh = {key: entry for key, entry in keys.items() if key not in known}
        records = known | self._compute(fresh, tally)
        current = [
            self._current(records[key], entry.source)
            for key, entry in keys.items()
            if key in records
        ]
        for record in current:
            fields = {"article": record.id, "degraded": record.accounting.degraded}
            _log.info("article %s done", record.id, extra=fields)
            if sentences := record.accounting.degraded:
                title = record.headline.en or record.headline.de
                tally.uncertain.append(Uncertain(record.id, title, sentences))
        tally.reused += len(known)
        tally.done += len(records)
        return current

    def _found(self, entries: Sequence[Entry]) -> dict[str, Entry]:
        """The entries by fingerprint, linked to those that they repeat."""
        settings = self._job.recipe.settings
        keys = {}
        firsts = self._twins.firsts((one.id, one.content, one.sketch) for one in entries)
        for entry, first in zip(entries, firsts, strict=True):
            repeats = ""
            if first is not None:
                self._maker.note(first.id, fingerprint(first.content, "", settings))
                entry = replace(entry, duplicate_of=first.id)
                repeats = f"{first.id} {first.content}"  # whose summary it may share
            keys[fingerprint(entry.content, repeats, settings)] = entry
        return keys

    def _current(self, record: Record, source: str) -> Record:
        """A record as editors corrected it, with where the article lies today."""
        return self._corrections.over(record.model_copy(update={"source": source}))

    def _leave(self, fresh: dict[str, Entry], tally: Tally) -> None:
        if self._stopped_at is None:
            self._stopped_at = time.monotonic()
        tally.stopped = self.stop.reason
        tally.left += [entry.source for entry in fresh.values()]

    def _compute(self, fresh: dict[str, Entry], tally: Tally) -> dict[str, Record]:
        """The records of articles, a window at a time until the run is stopped."""
        records: dict[str, Record] = {}
        rest = iter(fresh.items())
        while part := dict(islice(rest, self._job.profile.window)):
            if self.stop.before(self._longest):
                self._leave(part, tally)
                continue
            start = time.monotonic()
            made = self._maker.make({key: entry.article for key, entry in part.items()})
            tally.failures += made.failures
            records |= made.records
            self._longest = max(self._longest, time.monotonic() - start)
        return records
