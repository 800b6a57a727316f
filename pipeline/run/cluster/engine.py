"""The driver: reads, links and makes through Ray Data, then joins what the workers committed."""

from __future__ import annotations

import io
import logging
import math
import os
import re
import signal
import socket
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Any

from pipeline.errors import DepescheError, UsageError
from pipeline.models.ct2_engine import available_cores
from pipeline.profile import ClusterChoice
from pipeline.run.cluster.commits import Commits
from pipeline.run.cluster.journal import forget_deaths
from pipeline.run.cluster.linking import Linker, ModelShard
from pipeline.run.cluster.merge import merge
from pipeline.run.cluster.reading import ReadShard, has_rejected, read_shards
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
_READ_CPUS = 0.5
"""What reading and fetching take beside the workers; one core is left to them."""

_PATIENCE = 10.0
"""Seconds in which a cluster's head node has to answer."""

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")

_STORE_SHARE = 4
"""How many times the articles in flight Ray's object store holds on a machine of our own."""


class _Said(io.TextIOBase):
    """What Ray prints, as log lines of ours: shown with -v, and without its colours."""

    def write(self, text: str) -> int:
        for line in _COLOUR.sub("", text).splitlines():
            if line.strip():
                _log.debug("Ray: %s", line.strip())
        return len(text)


class ClusterError(DepescheError):
    """The cluster cannot be reached, or was lost during the run."""


class Cluster:
    """A cluster that is connected to once there is something to do on it.

    address: host:port, auto or ray://…; without one, a cluster is started on this machine, which
    listens on this machine only and ends with the block. workers: a fixed number of them, in place
    of the profile's limits. Use as a context manager.
    """

    def __init__(self, address: str | None, choice: ClusterChoice, workers: int | None) -> None:
        self._address, self._workers = address, workers
        self.choice = choice
        self._ray: Any = None

    @property
    def local(self) -> bool:
        """Whether it is on this machine, and for one run."""
        return self._address is None

    def __enter__(self) -> Cluster:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._ray is not None:
            with redirect_stdout(_Said()):
                self._ray.shutdown()

    def connect(self) -> tuple[int, int]:
        """Connect, if that is still to be done: the least and the most workers.

        Raises ClusterError, UsageError.
        """
        with _ray_errors(), redirect_stdout(_Said()), _signals_kept():
            ray = _import_ray()
            if self._ray is None:
                self._ray = ray
                ray.init(**self._start(), log_to_driver=False, logging_level=logging.ERROR)
            choice = self.choice
            most = self._workers or choice.max_workers or _room(ray.cluster_resources(), choice)
            return self._workers or min(choice.min_workers, most), most

    def _start(self) -> dict[str, Any]:
        if self._address is not None:
            _listens(self._address)
            return {"address": self._address}
        fitting = max(1, int(available_cores() / self.choice.cpus))
        workers = self._workers or self.choice.max_workers or fitting
        return {
            "address": "local",
            "num_cpus": math.ceil(workers * self.choice.cpus) + 1,
            "object_store_memory": self.choice.in_flight_mb * _STORE_SHARE * 2**20,
            "include_dashboard": False,
            "_node_ip_address": "127.0.0.1",
        }


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
            threads=max(1, int(choice.cpus)),
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
        self._each(todo, lambda data: data.map(partial(read, task=self._task), num_cpus=_READ_CPUS))

    def _make(self, shards: Sequence[ModelShard]) -> set[str]:
        """Make the shards that are not made; the keys of those that were."""
        known = self._made.keys() & {shard.key for shard in shards}
        for key in {key for key in known if self._is_open(key)}:
            self._made.drop(key)
            known.remove(key)
        if known:
            _log.info("%d of %d shards were made before", len(known), len(shards))
        self._each([shard for shard in shards if shard.key not in known], self._stages)
        return known

    def _is_open(self, key: str) -> bool:
        """Whether a committed shard is to be made again: what failed may work today."""
        return self._job.force or bool(self._made.values(key)["failures"])

    def _stages(self, data: Dataset) -> Dataset:
        from ray.data import ActorPoolStrategy

        choice, (least, most) = self._cluster.choice, self._cluster.connect()
        fetched = data.map(partial(fetch, task=self._task), num_cpus=_READ_CPUS)
        workers: Any = Worker  # Ray's types know functions only
        return fetched.map(
            workers,
            fn_constructor_args=[self._task],
            # The next shard is there when one is done.
            compute=ActorPoolStrategy(
                min_size=least, max_size=most, max_tasks_in_flight_per_actor=2
            ),
            num_cpus=choice.cpus,
            num_gpus=choice.gpus or None,
        )

    def _each(
        self, shards: Sequence[ReadShard | ModelShard], stages: Callable[[Dataset], Dataset]
    ) -> None:
        """Send shards through stages; ends early where a stop is asked for."""
        if not shards or self._stop.before(0.0):
            self._tally.stopped = self._stop.reason if shards else self._tally.stopped
            return
        done = failed = 0
        longest, last = 0.0, time.monotonic()
        self._cluster.connect()
        with _ray_errors(), redirect_stdout(_Said()):
            rows = stages(_dataset(shards, self._cluster.choice)).iter_rows()
            for count, row in enumerate(rows, start=1):
                if row["problem"]:
                    raise ClusterError(row["problem"], row["remedy"])
                done, failed = done + row["articles"], failed + row["failed"]
                if done:
                    self._progress.advance(done, failed + len(self._tally.failures))
                longest, last = max(longest, time.monotonic() - last), time.monotonic()
                if count < len(shards) and self._stop.before(longest):
                    self._tally.stopped = self._stop.reason
                    return


def _dataset(shards: Iterable[ReadShard | ModelShard], choice: ClusterChoice) -> Dataset:
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
    return ray.data.from_items(rows, override_num_blocks=len(rows))


@contextmanager
def _signals_kept() -> Iterator[None]:
    """Ray takes SIGTERM for itself when it starts; afterwards it is ours again."""
    before = signal.getsignal(signal.SIGTERM)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _listens(address: str) -> None:
    """Raises ClusterError where nothing answers at host:port; Ray itself tries for minutes."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal() or "://" in address:
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), _PATIENCE).close()
    except (OSError, OverflowError) as error:
        raise ClusterError(
            f"no cluster answers at {address} ({error})",
            "check the address, and with `ray status` on its head node whether it is up",
        ) from error


def _room(resources: dict[str, float], choice: ClusterChoice) -> int:
    """How many workers a cluster holds; a core is left for reading."""
    rooms = [(resources.get("CPU", 0.0) - 2 * _READ_CPUS) / choice.cpus]
    if choice.gpus:
        rooms.append(resources.get("GPU", 0.0) / choice.gpus)
    if min(rooms) < 1:
        raise UsageError(
            f"the cluster has no room for a worker of {choice.cpus:g} cores "
            f"and {choice.gpus:g} GPUs",
            "lower cpus or gpus under [cluster], or add machines",
        )
    return int(min(rooms))


def _import_ray() -> Any:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")  # the rest is in Ray's own files
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise UsageError(
            "--engine ray needs a further package", "pip install 'depesche[cluster]'"
        ) from error
    return ray


@contextmanager
def _ray_errors() -> Iterator[None]:
    """What Ray raises, in one line."""
    try:
        yield
    except (DepescheError, KeyboardInterrupt, ImportError):
        raise
    except Exception as error:
        if not type(error).__module__.startswith("ray.") and not isinstance(
            error, (ConnectionError, ValueError, RuntimeError)
        ):
            raise
        first = next((line for line in str(error).splitlines() if line.strip()), "")
        raise ClusterError(
            f"Ray failed ({type(error).__name__}: {first})",
            "see `ray status`; the same command takes up where it stopped",
        ) from error
