"""The driver: reads, links and makes through Ray Data, then joins what the workers committed."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.profile import ClusterChoice
from pipeline.run.cluster.commits import Commits
from pipeline.run.cluster.connection import FETCH_CPUS, Cluster
from pipeline.run.cluster.journal import forget_deaths
from pipeline.run.cluster.linking import Linker, ModelShard
from pipeline.run.cluster.merge import merge
from pipeline.run.cluster.reading import ReadShard, has_rejected, read_shards
from pipeline.run.cluster.said import ClusterError, quietly
from pipeline.run.cluster.store import open_store
from pipeline.run.cluster.worker import Task, Worker, fetch, read, row_of
from pipeline.run.database import is_shared, state_folder
from pipeline.run.fingerprint import settings_key
from pipeline.run.folder import lock
from pipeline.run.job import Job, Progress, Tally
from pipeline.run.meter import Meter
from pipeline.run.stop import Stop
from pipeline.sources.columns import Columns
from pipeline.sources.pieces import cut
from pipeline.write.atomic import prepare_folder

if TYPE_CHECKING:
    from ray.data import Dataset

_log = logging.getLogger(__name__)

Shard = TypeVar("Shard", ReadShard, ModelShard)

_TASKS = 4
"""Tasks of reading for each core: few, since Ray pauses between them; enough to end together."""

_FED = 8
"""Workers that one process keeps in articles; even from a distant store it could hold ten."""


def run(
    job: Job,
    sources: Sequence[str],
    cluster: Cluster,
    progress: Progress,
    meter: Meter,
    stop: Stop | None = None,
) -> Tally:
    """Work through what `sources` name on the cluster, and write the files of the run.

    Shards that an earlier run committed are taken as they are. After a `stop` the files hold what
    is known by then. Raises DepescheError if the output cannot be written, a worker cannot load
    its models, the cluster is lost, or another run of this name is at work.
    """
    prepare_folder(job.folder)
    with lock(state_folder(job.out), job.name):
        return _Driver(job, cluster, progress, meter, stop or Stop()).run(sources)


class _Driver:
    def __init__(
        self, job: Job, cluster: Cluster, progress: Progress, meter: Meter, stop: Stop
    ) -> None:
        self._job, self._cluster = job, cluster
        self._progress, self._meter, self._stop = progress, meter, stop
        self._tally = Tally()
        self._sources: list[str] = []
        choice = cluster.choice
        place = choice.store or str((state_folder(job.out) / "shards").resolve())
        self._store = open_store(f"{place}/{job.name}")
        self._read, self._made = Commits(self._store, "read"), Commits(self._store, "made")
        shared = cluster.local or is_shared()
        self._task = Task(
            recipe=job.recipe,
            store=f"{place}/{job.name}",
            ledger=job.out.resolve() if shared else None,
            threads=choice.threads,
        )

    def run(self, sources: Sequence[str]) -> Tally:
        with self._meter.stage("read"):
            pieces = cut(sources, self._size, Columns.of(self._job.profile.run.columns))
            inputs = list(read_shards(pieces, self._size))
            shards = self._linked(inputs)
        known = self._make(shards)
        with self._meter.stage("write"):
            keys = [shard.key for shard in shards]
            merge(self._job, keys, self._made, self._tally, self._meter, known)
        if self._tally.stopped:
            self._leave(keys)
        if not self._tally.stopped:
            self._read.sweep({shard.key for shard in inputs} & self._read.keys())
            self._made.sweep(keys)
            forget_deaths(self._store)
        return self._tally

    def _leave(self, keys: Sequence[str]) -> None:
        """Say which articles are left for the next run."""
        there = self._made.keys()
        for number, key in enumerate(keys):
            if key not in there:
                first = number * self._size
                self._tally.left += self._sources[first : first + self._size]

    @property
    def _size(self) -> int:
        return self._cluster.choice.shard

    def _linked(self, shards: Sequence[ReadShard]) -> list[ModelShard]:
        """The articles of the run in shards, once the inputs are read as far as it takes."""
        limit = self._job.selection.limit
        step = max(1, math.ceil(limit / self._size)) if limit else max(1, len(shards))
        linker = Linker(self._job.selection, self._tally)
        for start in range(0, len(shards), step):
            part = shards[start : start + step]
            self._read_all(part)
            if self._tally.stopped:
                self._tally.unread = True
                return []
            for shard in part:
                linker.add(shard.key, self._read.values(shard.key))
            if linker.full:
                break
        self._sources = linker.sources
        recipe = self._job.recipe
        settings = settings_key(recipe.profile, recipe.models, full=recipe.full)
        return list(linker.shards(self._size, settings))

    def _read_all(self, shards: Sequence[ReadShard]) -> None:
        there = self._read.keys()
        for shard in shards:  # what could not be read may be readable today
            if shard.key in there and has_rejected(self._read.values(shard.key)):
                there.remove(shard.key)
        todo = [shard for shard in shards if shard.key not in there]
        self._each(todo, self._reading)

    def _reading(self, shards: Sequence[ReadShard]) -> Dataset:
        from ray.data import TaskPoolStrategy

        # No more processes than the workers will have cores: each takes seconds to start.
        cores = self._cluster.connect()[1] * self._cluster.choice.threads
        compute = TaskPoolStrategy(size=min(cores, len(shards)))
        data = _dataset(shards, self._cluster.choice, min(_TASKS * cores, len(shards)))
        return data.map(partial(read, task=self._task), compute=compute, num_cpus=1)

    def _make(self, shards: Sequence[ModelShard]) -> set[str]:
        """Make the shards that are not made; the keys of those that were."""
        known = self._made.keys() & {shard.key for shard in shards}
        for key in {key for key in known if self._is_open(key)}:
            self._made.drop(key)
            known.remove(key)
        if known:
            _log.info("%d of %d shards were made before", len(known), len(shards))
        self._each([shard for shard in shards if shard.key not in known], self._making)
        return known

    def _is_open(self, key: str) -> bool:
        """Whether a committed shard is to be made again: what failed may work today."""
        return self._job.force or bool(self._made.values(key)["failures"])

    def _making(self, shards: Sequence[ModelShard]) -> Dataset:
        from ray.data import ActorPoolStrategy, TaskPoolStrategy

        choice, (least, most) = self._cluster.choice, self._cluster.connect()
        fetchers = TaskPoolStrategy(size=math.ceil(most / _FED))
        data = _dataset(shards, choice, len(shards))
        fetched = data.map(partial(fetch, task=self._task), compute=fetchers, num_cpus=FETCH_CPUS)
        workers: Any = Worker  # Ray's types know functions only
        return fetched.map(
            workers,
            fn_constructor_args=[self._task],
            # The next shard is there when one is done.
            compute=ActorPoolStrategy(
                min_size=min(least, len(shards)),
                max_size=min(most, len(shards)),
                max_tasks_in_flight_per_actor=2,
            ),
            num_cpus=choice.cpus,
            num_gpus=choice.gpus or None,
        )

    def _each(self, shards: Sequence[Shard], stages: Callable[[Sequence[Shard]], Dataset]) -> None:
        """Send shards through stages; ends early where a stop is asked for."""
        if not shards or self._stop.before(0.0):
            self._tally.stopped = self._stop.reason if shards else self._tally.stopped
            return
        done = failed = 0
        longest, last = 0.0, time.monotonic()
        self._cluster.connect()
        with quietly():
            for count, row in enumerate(stages(shards).iter_rows(), start=1):
                if row["problem"]:
                    raise ClusterError(row["problem"], row["remedy"])
                done, failed = done + row["articles"], failed + row["failed"]
                if done:
                    self._progress.advance(done, failed + len(self._tally.failures))
                longest, last = max(longest, time.monotonic() - last), time.monotonic()
                if count < len(shards) and self._stop.before(longest):
                    self._tally.stopped = self._stop.reason
                    return


def _dataset(shards: Sequence[Shard], choice: ClusterChoice, tasks: int) -> Dataset:
    """The shards as Ray passes them on, dealt to so many tasks."""
    import ray.data
    from ray.data import DataContext

    context = DataContext.get_current()
    context.enable_progress_bars = False
    context.print_on_execution_start = False
    options = context.execution_options
    options.resource_limits = options.resource_limits.copy(
        object_store_memory=choice.in_flight_mb * 2**20
    )
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    rows = [row_of(shard) for shard in shards]
    return ray.data.from_items(rows, override_num_blocks=tasks)
