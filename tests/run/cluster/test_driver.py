"""The driver with shards passed on within this process: what it decides needs no cluster."""

import json
import os
import warnings

import pytest

from pipeline.profile import ClusterChoice, Profile
from pipeline.run.cluster import engine
from pipeline.run.cluster.connection import Cluster
from pipeline.run.cluster.engine import run
from pipeline.run.cluster.said import ClusterError, core_quiet, quietly
from pipeline.run.job import Job
from pipeline.run.meter import Meter
from pipeline.run.selection import Selection
from pipeline.run.stages import Stages
from pipeline.run.stop import Stop
from tests.fakes import FakeSummarizer, FakeTranslator, one_chunk
from tests.records import MODELS
from tests.run.cluster.archive import write_archive

pytest.importorskip("ray")

POISON = "Meldung 3."


class Rows:
    """A data set as far as the driver knows it."""

    def __init__(self, rows):
        self.rows = iter(rows)

    def map(self, function, fn_constructor_args=(), **_):
        if isinstance(function, type):
            function = function(*fn_constructor_args, Here.load)
        return Rows(map(function, self.rows))

    def iter_rows(self):
        return self.rows


class Here(Cluster):
    """A cluster that is this process; `sent` counts the shards that went through."""

    sent = 0
    translator = FakeTranslator()

    @classmethod
    def load(cls):
        return Stages(FakeSummarizer(), cls.translator, one_chunk)

    def connect(self):
        return 1, 1


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch):
    def rows(shards, choice, tasks):
        assert 0 < tasks <= len(shards)
        Here.sent += len(shards)
        return Rows([engine.row_of(shard) for shard in shards])

    monkeypatch.setattr(engine, "_dataset", rows)
    Here.sent, Here.translator = 0, FakeTranslator()


class Told:
    last = (0, 0)

    def advance(self, articles, rejected):
        self.last = (articles, rejected)


@pytest.fixture
def archive(tmp_path):
    write_archive(tmp_path / "a.jsonl", 50)
    return tmp_path / "a.jsonl"


def do(archive, stop=None, shard=10, **changes):
    out = archive.parent
    job = Job(out=out, name="n", profile=Profile(window=5), models=MODELS, **changes)
    cluster = Here(None, ClusterChoice(shard=shard), 1)
    told = Told()
    tally = run(job, [str(archive)], cluster, told, Meter(), stop)
    return tally, told


def ids(archive):
    lines = (archive.parent / "n" / "pairs.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line)["id"] for line in lines]


def test_a_run_counts_as_one_on_one_machine(archive):
    tally, told = do(archive)
    assert (tally.done, tally.duplicates, len(tally.failures)) == (50, 1, 2)
    assert told.last == (50, 2)
    assert len(set(ids(archive))) == 50


def test_a_second_run_sends_only_what_was_rejected(archive):
    do(archive)
    before = ids(archive)
    Here.sent = 0
    tally, _ = do(archive)
    assert Here.sent == 1  # the file, which has a line that is no JSON
    assert (tally.done, ids(archive)) == (50, before)


def test_a_stop_between_shards_leaves_the_rest_and_says_which(archive):
    class Later(Stop):
        asked = 0

        def before(self, seconds):
            self.asked += 1
            if self.asked == 4:  # reading, making, one shard, another
                self.ask("SIGTERM")
            return super().before(seconds)

    tally, _ = do(archive, stop=Later())
    assert (tally.done, tally.stopped, tally.unread) == (20, "SIGTERM", False)
    assert len(tally.left) == 30
    assert tally.left[0].endswith(".jsonl:21")
    calm, _ = do(archive)
    assert (calm.done, calm.left) == (50, [])


def test_a_stop_while_reading_leaves_all(archive):
    tally, _ = do(archive, stop=Stop(reason="deadline"))
    assert (tally.done, tally.stopped, tally.unread) == (0, "deadline", True)
    assert do(archive)[0].done == 50


def test_a_limit_reads_no_more_than_it_takes(archive, tmp_path):
    for number in range(6):
        write_archive(tmp_path / "many" / f"{number}.jsonl", 45, seed=number)
    tally, _ = do(tmp_path / "many", selection=Selection(limit=12), shard=8)
    assert (tally.done, len(ids(tmp_path / "many"))) == (12, 12)
    assert Here.sent <= 2 + 2  # of six files, and two shards


def test_what_failed_is_tried_again_by_the_next_run(archive):
    Here.translator = FakeTranslator(POISON)
    tally, _ = do(archive, full=True)
    assert (tally.done, len(tally.failures)) == (49, 3)
    assert "models failed" in tally.failures[-1].reason
    Here.translator = FakeTranslator()
    tally, _ = do(archive, full=True)
    assert (tally.done, tally.reused, len(tally.failures)) == (50, 49, 2)


def test_force_makes_all_anew(archive):
    do(archive)
    Here.translator = FakeTranslator()
    do(archive, force=True)
    assert Here.translator.calls


def test_what_a_worker_cannot_do_ends_the_run_with_its_remedy(archive, monkeypatch):
    monkeypatch.setattr(Here, "load", classmethod(lambda cls: _fail()))
    with pytest.raises(ClusterError, match="no model: pull it"):
        do(archive)


def _fail():
    from pipeline.errors import ModelError

    raise ModelError("no model", "pull it")


def test_shards_of_earlier_archives_are_swept_away(archive):
    do(archive)
    made = archive.parent / ".depesche" / "shards" / "n" / "made"
    before = {path.name for path in made.iterdir()}
    write_archive(archive, 20, seed=1)
    do(archive)
    after = {path.name for path in made.iterdir()}
    assert len(after) == 4  # two shards: their lines and their markers
    assert not before & after


def test_what_ray_prints_and_warns_of_are_log_lines_without_colours(caplog, capsys):
    with caplog.at_level("DEBUG", logger="pipeline"), quietly():
        print("\x1b[33m(raylet)\x1b[0m A worker died.\n")
        warnings.warn("Fewer inputs than actors.", stacklevel=1)
    assert caplog.messages == ["Ray: (raylet) A worker died.", "Ray: Fewer inputs than actors."]
    assert capsys.readouterr() == ("", "")


def test_only_lines_of_rays_core_are_kept_from_stderr(caplog, capfd):
    line = b"[2026-11-26 01:03:59,100 I 9 9] logging.cc:303: Set log level.\n"
    with caplog.at_level("DEBUG", logger="pipeline"), core_quiet():
        os.write(2, b"stopping" + line + b" after this window\n")
    os.write(2, b"done\n")
    assert caplog.messages == ["Ray: " + line.decode().strip()]
    assert capfd.readouterr().err == "stopping after this window\ndone\n"


def test_errors_of_ray_are_one_line():
    from ray.exceptions import RayActorError

    with pytest.raises(ClusterError, match="takes up where it stopped"), quietly():
        raise RayActorError
    with pytest.raises(KeyError), quietly():
        raise KeyError("ours")
