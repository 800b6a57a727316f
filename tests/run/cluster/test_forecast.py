from dataclasses import replace

import pytest

from pipeline.errors import UsageError
from pipeline.profile import ClusterChoice
from pipeline.run.cluster.costs import Costs
from pipeline.run.cluster.forecast import (
    _RAYS_CORES,
    _WORKER_START,
    Hardware,
    _dealt,
    fewest_machines,
    forecast,
    load_hardware,
)

COSTS = Costs(
    articles=320, cores=2, cpus=1, busy=1.0, read=0.01, link=0.0003, fetch=0.0001, make=0.04,
    summarize=0.01, translate=0.03, merge=0.0001, load=1.0, spread=0.1, input_bytes=3000,
    read_bytes=5000, made_bytes=2000, worker_mb=400, driver_bytes=14_000,
)  # fmt: skip
MACHINE = Hardware(name="small", cores=16, memory_gb=64, price=0.5)


def test_stages_add_up_and_the_bill_follows():
    found = forecast(1_000_000, COSTS, MACHINE, ClusterChoice())
    assert found.seconds == pytest.approx(sum(stage.seconds for stage in found.stages), rel=0.01)
    assert sum(stage.share for stage in found.stages) == pytest.approx(1, abs=0.01)
    assert found.workers == 16
    by_hand = 16 + 10_000 / 16 + 300 + 40_100 / 16 + 100
    assert found.seconds == pytest.approx(by_hand, rel=0.02)
    assert found.money == pytest.approx(found.hours * 0.5, abs=0.01)
    assert found.shards_gb == pytest.approx(7)
    assert (found.limit, found.runs) == ("the workers", 1)


def test_more_machines_help_until_the_driver_is_what_it_waits_for():
    def with_machines(count):
        several = MACHINE.model_copy(update={"machines": count})
        return forecast(10_000_000, COSTS, several, ClusterChoice())

    seconds = [with_machines(count).seconds for count in (1, 2, 8, 64, 512)]
    assert seconds == sorted(seconds, reverse=True)
    assert seconds[0] / seconds[1] > 1.7
    assert seconds[3] / seconds[4] < 1.5
    assert with_machines(512).limit == "the driver, one core"
    assert with_machines(1).runs == 3


def test_a_time_needs_so_many_machines():
    enough = fewest_machines(10_000_000, COSTS, MACHINE, ClusterChoice(), 4)
    assert forecast(10_000_000, COSTS, enough, ClusterChoice()).hours <= 4
    fewer = enough.model_copy(update={"machines": enough.machines - 1})
    assert forecast(10_000_000, COSTS, fewer, ClusterChoice()).hours > 4
    with pytest.raises(UsageError, match="divide the corpus"):
        fewest_machines(10_000_000, COSTS, MACHINE, ClusterChoice(), 0.5)


def test_memory_the_profile_and_cores_bound_the_workers():
    lean = MACHINE.model_copy(update={"memory_gb": 2})
    assert forecast(1000, COSTS, lean, ClusterChoice()).workers == 4
    assert forecast(1000, COSTS, MACHINE, ClusterChoice(max_workers=3)).workers == 3
    assert forecast(1000, replace(COSTS, cpus=4), MACHINE, ClusterChoice(cpus=4)).workers == 4
    with pytest.raises(UsageError, match="no worker"):
        forecast(1000, replace(COSTS, worker_mb=9e5), MACHINE, ClusterChoice())


def test_faster_cores_take_less():
    fast = MACHINE.model_copy(update={"speed": 2, "start_seconds": 0})
    slow = MACHINE.model_copy(update={"start_seconds": 0})
    both = (forecast(10**6, COSTS, machine, ClusterChoice()).seconds for machine in (slow, fast))
    assert next(both) == pytest.approx(2 * next(both), rel=0.01)


@pytest.mark.parametrize(
    ("articles", "workers", "seconds"), [(100, 1, 100), (100, 2, 50), (110, 2, 60), (5, 9, 5)]
)
def test_shards_are_dealt_to_the_next_free_worker(articles, workers, seconds):
    assert _dealt(articles, 10, workers, 1.0) == pytest.approx(seconds)


def test_a_hundred_million_articles_are_forecast_at_once():
    many = MACHINE.model_copy(update={"machines": 100})
    found = forecast(100_000_000, COSTS, many, ClusterChoice())
    assert found.runs > 10
    assert 0 < found.hours < 100


@pytest.mark.parametrize("text", ["cores = 0\nmemory_gb = 1\n", "cores = ", "cores = 2\n"])
def test_a_wrong_file_names_the_field(tmp_path, text):
    (tmp_path / "hw.toml").write_text(text)
    with pytest.raises(UsageError, match=r"hw\.toml"):
        load_hardware(tmp_path / "hw.toml")
    with pytest.raises(UsageError, match="check the path"):
        load_hardware(tmp_path / "none.toml")


def test_workers_of_several_cores_make_as_fast_as_they_kept_them_busy():
    several = replace(COSTS, cpus=4, busy=3.0)
    choice, alone = ClusterChoice(cpus=4), MACHINE.model_copy(update={"cores": 5})
    make = {s.stage: s.seconds for s in forecast(1_000, several, alone, choice).stages}
    assert make["make"] == pytest.approx(1_000 * (0.04 / 3 + 0.0001), rel=0.01)
    assert make["read"] == pytest.approx(1_000 * 0.01 / 4, rel=0.02)


def test_ray_and_the_start_of_workers_take_their_share_of_full_machines():
    two_cores = MACHINE.model_copy(update={"cores": 2})

    def seconds(workers):
        choice = ClusterChoice(max_workers=workers, shard=10)
        return {s.stage: s.seconds for s in forecast(1_000, COSTS, two_cores, choice).stages}

    one, two = seconds(1), seconds(2)
    assert two["start"] - one["start"] == pytest.approx(_WORKER_START / 2, abs=0.1)
    assert one["make"] / two["make"] == pytest.approx(2 - _RAYS_CORES, rel=0.01)


def test_costs_of_workers_with_other_cores_are_refused():
    with pytest.raises(UsageError, match=r"1 cores, not with 2: measure them"):
        forecast(1_000, COSTS, MACHINE, ClusterChoice(cpus=2))


def test_fewer_workers_read_on_fewer_cores():
    def read(workers):
        found = forecast(10_000, COSTS, MACHINE, ClusterChoice(max_workers=workers))
        return found.stages[1].seconds

    assert read(1) == pytest.approx(100)
    assert read(4) == pytest.approx(25)
