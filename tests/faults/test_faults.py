"""Models that break, clocks that jump, a small disk and damaged inputs: nothing lost or doubled."""

import gzip
import json
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.errors import DepescheError
from pipeline.profile import Profile
from pipeline.run.job import Job, run
from pipeline.run.meter import Meter
from pipeline.run.stages import Stages
from pipeline.run.stop import Stop
from pipeline.sources import read
from tests.fakes import FakeSummarizer, FakeTranslator, one_chunk
from tests.faults.night import night
from tests.records import MODELS, article


class Silent:
    def advance(self, articles, rejected):
        pass


def work(out, translator=None, inputs=None, stop=None, name="n"):
    """The night of `tests.faults.night`, or of other inputs, in this process."""
    job = Job(out=out, name=name, profile=Profile(window=4), models=MODELS, full=True)
    stages = Stages(FakeSummarizer(), translator or FakeTranslator(), one_chunk)
    articles = inputs if inputs is not None else (article(n) for n in range(12))
    return run(job, articles, lambda: stages, Silent(), Meter(), stop)


class Breaking(FakeTranslator):
    """Breaks in the middle of the calls that are numbered so, as a driver or a library does."""

    def __init__(self, *broken):
        super().__init__()
        self.broken = set(broken)

    def translate(self, segments):
        done = super().translate(segments)
        if len(self.calls) in self.broken:
            raise RuntimeError("CUDA error: an illegal memory access was encountered")
        return done


def test_a_model_that_breaks_mid_batch_once_costs_no_article(tmp_path, outcome):
    work(tmp_path / "calm")
    tally = work(tmp_path / "out", Breaking(2))
    assert (tally.done, tally.failures) == (12, [])
    assert outcome(tmp_path / "out" / "n") == outcome(tmp_path / "calm" / "n")


def test_a_model_that_stays_broken_fails_its_articles_and_the_next_run_mends_them(
    tmp_path, outcome
):
    work(tmp_path / "calm")
    tally = work(tmp_path / "out", Breaking(*range(2, 99)))
    assert (tally.done, len(tally.failures)) == (4, 8)
    assert all("illegal memory access" in failure.reason for failure in tally.failures)
    assert work(tmp_path / "out").reused == 4
    assert outcome(tmp_path / "out" / "n") == outcome(tmp_path / "calm" / "n")


class Jumping(datetime):
    """A time of day that each look finds years away from the last."""

    looks = 0

    @classmethod
    def now(cls, tz=None):
        Jumping.looks += 1
        years = 400 if Jumping.looks % 2 else -3
        return datetime(2026, 11, 14, tzinfo=UTC) + timedelta(days=years * Jumping.looks % 9000)


def test_a_clock_that_jumps_changes_nothing(tmp_path, outcome, monkeypatch):
    work(tmp_path / "calm")
    monkeypatch.setattr("pipeline.run.memory.datetime", Jumping)
    monkeypatch.setattr("time.time", lambda: Jumping.now().timestamp())
    stop = Stop(deadline=3600.0, clock=iter(range(100)).__next__)
    tally = work(tmp_path / "out", stop=stop)
    assert (tally.done, tally.stopped) == (12, "")
    work(tmp_path / "out")
    assert Jumping.looks >= 2
    assert outcome(tmp_path / "out" / "n") == outcome(tmp_path / "calm" / "n")


@pytest.fixture
def small_disk(tmp_path):
    """A file system of its own with 150 KB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=150k", "tmpfs", folder]
    if not shutil.which("mount") or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("no right to mount a file system here")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_disk_that_is_really_full_is_one_clear_error_and_room_mends_it(
    small_disk, tmp_path, outcome
):
    night(tmp_path / "calm")
    filler = small_disk / "filler"
    filler.write_bytes(b"x" * 60_000)
    with pytest.raises(DepescheError, match=r"room|space"):
        night(small_disk)
    filler.unlink()
    subprocess.run(["mount", "-o", "remount,size=4m", small_disk], check=True)
    night(small_disk)
    assert outcome(small_disk / "n") == outcome(tmp_path / "calm" / "n")


TEXT = "Der Rat tagt {n}\n\nDer Rat von Haldenburg tagt heute zum {n}. Mal. Er berät den Haushalt."


def write_inputs(folder):
    folder.mkdir()
    for number in range(4):
        (folder / f"{number}.txt").write_text(TEXT.format(n=number), "utf-8")
    rows = [{"title": f"Meldung {n}", "text": TEXT.format(n=n)} for n in range(10, 14)]
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / "rows.jsonl").write_text(lines, "utf-8")
    (folder / "more.jsonl.gz").write_bytes(gzip.compress(lines.replace("zum 1", "zum 2").encode()))


def damage_bytes(folder):
    (folder / "2.txt").write_bytes(b"\x00\xff\xfe\x00" * 300)


def damage_line(folder):
    path = folder / "rows.jsonl"
    path.write_text(path.read_text("utf-8").replace('"title"', '"titl', 1), "utf-8")


def damage_archive(folder):
    path = folder / "more.jsonl.gz"
    path.write_bytes(path.read_bytes()[:-40])


@pytest.mark.parametrize("damage", [damage_bytes, damage_line, damage_archive])
def test_a_damaged_input_is_named_and_mended_by_the_next_run(tmp_path, outcome, damage):
    def all_of(folder):
        return [_placed(item, folder) for item in read([str(folder)])]

    write_inputs(tmp_path / "in")
    work(tmp_path / "calm", inputs=all_of(tmp_path / "in"))
    shutil.copytree(tmp_path / "in", tmp_path / "bad")
    damage(tmp_path / "bad")
    tally = work(tmp_path / "out", inputs=all_of(tmp_path / "bad"))
    assert tally.failures
    assert tally.done >= 8
    tally = work(tmp_path / "out", inputs=all_of(tmp_path / "in"))
    assert (tally.failures, tally.done) == ([], 12)
    assert tally.reused >= 8
    assert outcome(tmp_path / "out" / "n") == outcome(tmp_path / "calm" / "n")


def _placed(item, folder):
    return replace(item, source=item.source.removeprefix(str(folder)))
