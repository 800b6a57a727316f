"""How long a corpus takes on which machines, how much memory and disk, and what it costs."""

from __future__ import annotations

import heapq
import math
import tomllib
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import UsageError
from pipeline.profile import ClusterChoice
from pipeline.run.cluster.costs import Costs

_BASE_MB = 400
"""What Ray and Python take on every machine beside the workers."""

_RAYS_CORES = 0.12
"""Of a core, what Ray's own processes take on a machine while its workers are at work."""

_WORKER_START = 3.9
"""Processor seconds until a worker is warm: its process and one that reads, with all imports."""

_MOST_MACHINES = 10_000


class Hardware(BaseModel):
    """Machines of one kind, as a TOML file describes them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field("machines", description="What people call them")
    machines: int = Field(1, ge=1, description="How many there are")
    cores: int = Field(ge=1, description="Cores of a machine")
    memory_gb: float = Field(gt=0, description="Memory of a machine")
    speed: float = Field(1.0, gt=0, description="Of a core, beside one of the machine measured on")
    price: float = Field(0.0, ge=0, description="Of a machine for an hour")
    currency: str = Field("EUR", description="Of the price")
    start_seconds: float = Field(15.0, ge=0, description="Until Ray runs on it")


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the run; `where` is what it waits for. share: of the whole time."""

    stage: str
    seconds: float
    share: float
    where: str


@dataclass(frozen=True, slots=True)
class Forecast:
    """What to expect of a run.

    seconds: from the command to its last line. machine_hours, money: of all machines for that
    time. worker_mb, driver_mb: memory of a worker, and of the process that starts the run.
    input_gb, shards_gb, pairs_gb, network_gb: disk and traffic. limit: what the run waits for most.
    runs: into how many runs to divide the corpus, so that the driver's memory suffices.
    """

    stages: list[Stage]
    articles: int
    hardware: str
    machines: int
    workers: int
    seconds: float
    hours: float
    articles_per_second: float
    machine_hours: float
    money: float
    currency: str
    worker_mb: float
    driver_mb: float
    input_gb: float
    shards_gb: float
    pairs_gb: float
    network_gb: float
    limit: str
    runs: int


def load_hardware(path: Path) -> Hardware:
    """The machines that a TOML file describes. Raises UsageError that names the field."""
    try:
        return Hardware(**tomllib.loads(path.read_text("utf-8")))
    except OSError as error:
        raise UsageError(f"cannot read {path} ({error.strerror})", "check the path") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is not valid TOML ({error})", "mend that line") from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise UsageError(f"{path}: '{field}': {first['msg']}", "see docs/scale.md") from error


def fewest_machines(
    articles: int, costs: Costs, hardware: Hardware, choice: ClusterChoice, hours: float
) -> Hardware:
    """So many of these machines as finish within `hours`. Raises UsageError if no number does."""

    def late(machines: int) -> bool:
        several = hardware.model_copy(update={"machines": machines})
        return forecast(articles, costs, several, choice).hours > hours

    most = 1
    while late(most):
        most *= 2
        if most > _MOST_MACHINES:
            raise UsageError(
                f"{hours:g} hours are not enough, on however many machines",
                "what the driver does alone takes longer: divide the corpus (docs/scale.md)",
            )
    least = most // 2 + 1
    while least < most:
        middle = (least + most) // 2
        least, most = (middle + 1, most) if late(middle) else (least, middle)
    return hardware.model_copy(update={"machines": most})


def forecast(articles: int, costs: Costs, hardware: Hardware, choice: ClusterChoice) -> Forecast:
    """What a run over so many articles takes, by the measured costs of each stage.

    Shards are dealt to workers one by one, as the cluster does. Raises UsageError where a worker
    fits on none of the machines, or has another number of cores than when the costs were taken.
    """
    if choice.threads != costs.cpus:
        raise UsageError(
            f"the costs are those of workers with {costs.cpus} cores, not with {choice.threads}",
            "measure them with the profile that the run will have",
        )
    workers = _workers(costs, hardware, choice)
    here = math.ceil(workers / hardware.machines)
    # The first worker's start is part of Ray's; others on its machine compete with it for cores.
    start = hardware.start_seconds + costs.load / hardware.speed
    start += (here - 1) * _WORKER_START / hardware.speed / hardware.cores
    computing = min(workers * costs.cpus, hardware.machines * hardware.cores)
    read = articles * costs.read / hardware.speed / computing
    link = articles * costs.link / hardware.speed
    # Fetching, and Ray itself, take their share of cores that all have workers.
    left = min(1.0, (hardware.cores - _RAYS_CORES) / (here * costs.cpus))
    each = (costs.make / costs.busy + costs.fetch) / hardware.speed / left
    make = _dealt(articles, choice.shard, workers, each)
    merge = articles * costs.merge / hardware.speed
    seconds = start + read + link + make + merge
    hours = seconds / 3600
    driver_mb = _BASE_MB + articles * costs.driver_bytes / 1e6
    runs = max(1, math.ceil(driver_mb / (hardware.memory_gb * 1000)))
    stages = [
        Stage(name, round(value, 1), round(value / seconds, 4), where)
        for name, value, where in (
            ("start", start, "Ray, and loading the models"),
            ("read", read, "the workers' cores"),
            ("link", link, "the driver, one core"),
            ("make", make, "the workers"),
            ("merge", merge, "the driver, one core"),
        )
    ]
    return Forecast(
        stages=stages,
        articles=articles,
        hardware=hardware.name,
        machines=hardware.machines,
        workers=workers,
        seconds=round(seconds, 1),
        hours=round(hours, 2),
        articles_per_second=round(articles / seconds, 1),
        machine_hours=round(hours * hardware.machines, 2),
        money=round(hours * hardware.machines * hardware.price, 2),
        currency=hardware.currency,
        worker_mb=round(costs.worker_mb),
        driver_mb=round(driver_mb),
        input_gb=round(articles * costs.input_bytes / 1e9, 2),
        shards_gb=round(articles * (costs.read_bytes + costs.made_bytes) / 1e9, 2),
        pairs_gb=round(articles * costs.made_bytes / 1e9, 2),
        network_gb=round(articles * _traffic(costs) / 1e9, 2),
        limit=max(stages, key=lambda stage: stage.seconds).where,
        runs=runs,
    )


def _traffic(costs: Costs) -> float:
    """Bytes that an article's way takes between machines: written and read in every stage."""
    return costs.input_bytes + 3 * costs.read_bytes + 2 * costs.made_bytes


def _workers(costs: Costs, hardware: Hardware, choice: ClusterChoice) -> int:
    """As many as cores, memory and the profile allow."""
    by_memory = (hardware.memory_gb * 1000 - _BASE_MB) / costs.worker_mb
    on_each = int(min(hardware.cores / choice.cpus, by_memory))
    if on_each < 1:
        raise UsageError(
            f"no worker ({costs.worker_mb:.0f} MB, {choice.cpus:g} cores) fits on {hardware.name}",
            "take larger machines, or lower cpus under [cluster]",
        )
    return min(on_each * hardware.machines, choice.max_workers or on_each * hardware.machines)


def _dealt(articles: int, size: int, workers: int, each: float) -> float:
    """Seconds until the last worker is done, if each takes the next shard when it is free."""
    whole, rest = divmod(articles, size)
    rounds = whole // workers
    # Full rounds take every worker alike; only the last ones have to be dealt.
    free = [rounds * size * each] * workers
    heapq.heapify(free)
    for shard in [size] * (whole - rounds * workers) + [rest] * bool(rest):
        heapq.heapreplace(free, free[0] + shard * each)
    return max(free)
