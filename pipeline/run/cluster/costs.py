"""What an article costs each stage of a run on a cluster, measured on a sample of an archive.

Seconds are of processor time, on a core of this machine while every other core does the same: that
is how a cluster works, and cores that share a cache or a memory bus are slower together than alone.
The sample is worked through by workers of as many cores as the profile gives one.
"""

from __future__ import annotations

import json
import multiprocessing
import statistics
import tempfile
import time
import tracemalloc
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from pipeline.errors import SourceError, UsageError
from pipeline.profile import Profile
from pipeline.run.cluster.commits import Commits
from pipeline.run.cluster.linking import Linker, ModelShard
from pipeline.run.cluster.merge import merge
from pipeline.run.cluster.reading import ReadShard, read_shard, read_shards
from pipeline.run.cluster.store import open_store
from pipeline.run.cluster.worker import Row, Task, Worker, fetch, row_of
from pipeline.run.job import Job, Tally
from pipeline.run.meter import Meter
from pipeline.run.models import plan
from pipeline.run.peak import peak_mb
from pipeline.run.selection import Selection
from pipeline.sources.pieces import cut
from pipeline.write.atomic import prepare_folder

_SHARD = 64
"""Articles that are timed together, a window of most profiles; the first of them only warm up."""


@dataclass(frozen=True, slots=True)
class Costs:
    """Seconds, bytes and megabytes.

    read, link, fetch, make, merge: seconds an article in each stage, `link` and `merge` on the
    driver; summarize and translate are parts of `make`. load: seconds until a worker has its
    models. spread: how much shards differ, as standard deviation by mean. input_bytes, read_bytes,
    made_bytes: an article as it came, in the read shards, in the made ones (and again in
    `pairs.jsonl`). worker_mb: memory of a worker. driver_bytes: what the driver takes for an
    article. articles, cores: how many were measured, on how many cores at once. cpus: cores of a
    worker; busy: how many of them `make` kept busy (other work on the machine makes it less).
    """

    articles: int
    cores: int
    cpus: int
    busy: float
    read: float
    link: float
    fetch: float
    make: float
    summarize: float
    translate: float
    merge: float
    load: float
    spread: float
    input_bytes: float
    read_bytes: float
    made_bytes: float
    worker_mb: float
    driver_bytes: float


def measure(profile: Profile, sources: Sequence[str], articles: int, cores: int) -> Costs:
    """The costs of the first `articles` that sources name, full text apart.

    Workers on all cores work through all of them. Raises SourceError if there are too few to tell.
    """
    workers = max(1, cores // profile.cluster.threads)
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        jobs = [pool.submit(_measure, profile, tuple(sources), articles) for _ in range(workers)]
        found = [job.result() for job in jobs]
    averaged: dict[str, Any] = {
        field.name: float(f"{statistics.fmean(getattr(one, field.name) for one in found):.4g}")
        for field in fields(Costs)
    }
    return Costs(
        **averaged | {"articles": found[0].articles, "cores": cores, "cpus": found[0].cpus}
    )


def load_costs(path: Path) -> Costs:
    """The costs that `depesche bench --stages --json` wrote. Raises UsageError."""
    try:
        return Costs(**json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise UsageError(
            f"{path} has no costs of stages ({type(error).__name__}: {error})",
            "give the file that `depesche bench --stages --json ARCHIVE > costs.json` makes",
        ) from error


def _measure(profile: Profile, sources: Sequence[str], articles: int) -> Costs:
    with tempfile.TemporaryDirectory(prefix="depesche-costs-") as folder:
        return _Measurement(profile, Path(folder), articles).run(sources)


class _Measurement:
    """One process's run through all stages, each timed by itself."""

    def __init__(self, profile: Profile, folder: Path, articles: int) -> None:
        self._limit = articles
        found = plan(profile)
        self._job = Job(folder, "costs", profile, found.models)
        self._store = open_store(str(folder / "store"))
        self._cpus = profile.cluster.threads
        self._task = Task(self._job.recipe, str(folder / "store"), None, self._cpus)
        self._read, self._made = Commits(self._store, "read"), Commits(self._store, "made")

    def run(self, sources: Sequence[str]) -> Costs:
        inputs = list(read_shards(cut(sources, _SHARD), _SHARD))
        read, link, shards = self._find(inputs)
        count = sum(len(shard.places) for shard in shards)
        if count < 2:
            raise SourceError("there are too few articles to measure", "give files with some")
        rows, fetched = self._fetched(shards)
        worker = Worker(self._task)
        load = self._loaded(worker, rows[0])
        timed = list(zip(shards, rows, strict=True))[1:]
        begin = time.perf_counter()
        spent = [_seconds(worker, row) for _, row in timed]
        busy = sum(spent) / (time.perf_counter() - begin)
        seconds = [s / len(shard.places) for s, (shard, _) in zip(spent, timed, strict=True)]
        meters = [self._made.values(shard.key)["seconds"] for shard, _ in timed]
        made = sum(len(shard.places) for shard, _ in timed)
        return Costs(
            articles=count,
            cores=1,
            cpus=self._cpus,
            busy=1.0 if self._cpus == 1 else min(busy, self._cpus),
            read=read / count,
            link=link / count,
            fetch=fetched / count,
            make=statistics.fmean(seconds),
            summarize=sum(meter["summarize"] for meter in meters) / made,
            translate=sum(meter["translate"] for meter in meters) / made,
            merge=self._merged([shard.key for shard in shards]) / count,
            load=load,
            spread=statistics.pstdev(seconds) / statistics.fmean(seconds),
            input_bytes=self._input(shards) / count,
            read_bytes=self._bytes("read") / count,
            made_bytes=self._bytes("made") / count,
            worker_mb=peak_mb(),
            driver_bytes=self._kept(inputs) / count,
        )

    def _find(self, inputs: Sequence[ReadShard]) -> tuple[float, float, list[ModelShard]]:
        """Seconds of reading and of linking, and the shards of the articles."""
        linker = self._linker()
        for shard in inputs[:1]:  # what is loaded with the first article is paid once
            read_shard(shard, self._read)
        read = link = 0.0
        for shard in inputs:
            if linker.full:
                break
            begin = time.process_time()
            read_shard(shard, self._read)
            between = time.process_time()
            linker.add(shard.key, self._read.values(shard.key))
            read, link = read + between - begin, link + time.process_time() - between
        size = max(1, min(_SHARD, linker.count // 4))
        begin = time.process_time()
        shards = list(linker.shards(size, "costs"))
        return read, link + time.process_time() - begin, shards

    def _kept(self, inputs: Sequence[ReadShard]) -> int:
        """Bytes that the driver takes for all that was read, at most."""
        there = self._read.keys()
        linker = self._linker()
        tracemalloc.start()  # it slows down what it watches, so it watches a second time
        for shard in inputs:
            if shard.key in there:
                linker.add(shard.key, self._read.values(shard.key))
        shards = list(linker.shards(_SHARD, "costs"))
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert shards, "there are articles"
        return most

    def _linker(self) -> Linker:
        return Linker(Selection(limit=self._limit), Tally())

    def _fetched(self, shards: Sequence[ModelShard]) -> tuple[list[Row], float]:
        begin = time.process_time()
        rows = [fetch(row_of(shard), self._task) for shard in shards]
        return rows, time.process_time() - begin

    def _loaded(self, worker: Worker, row: Row) -> float:
        """Seconds until the models are loaded; afterwards they are warm."""
        worker(row)
        return float(self._made.values(row["key"])["seconds"]["load"])

    def _merged(self, keys: Sequence[str]) -> float:
        prepare_folder(self._job.folder)
        begin = time.process_time()
        merge(self._job, keys, self._made, Tally(), Meter())
        return time.process_time() - begin

    def _input(self, shards: Sequence[ModelShard]) -> int:
        """Bytes of the articles' text, which is most of any input."""
        lines = {key: self._read.lines(key) for key in {p.shard for s in shards for p in s.places}}
        return sum(len(lines[p.shard][p.line].encode()) for s in shards for p in s.places)

    def _bytes(self, kind: str) -> int:
        texts = (self._store.get(name) for name in self._store.names(kind))
        return sum(len(text.encode()) for text in texts if text)


def _seconds(worker: Worker, row: Row) -> float:
    begin = time.process_time()
    said = worker(row)
    if said["problem"]:
        raise SourceError(said["problem"], said["remedy"])
    return time.process_time() - begin
