"""Workers and the driver of a run on Ray are killed: its records are those of an undisturbed one.

The runs are commands on the embedded model: 500 articles on two workers of a cluster that each
command starts on this machine.
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.run.cluster.archive import write_archive
from tests.run.cluster.processes import marked

pytest.importorskip("ray")

ROOT = Path(__file__).parents[3]
ARTICLES = 500
SHARD = 20
PATIENCE = 150


class Archive:
    """The archive, and `depesche run` on it as a process whose children can be told."""

    def __init__(self, folder):
        self.folder = folder
        self.mark = f"DEPESCHE_TEST={folder}"
        write_archive(folder / "archive.jsonl", ARTICLES)
        self.profile = folder / "test.toml"
        self.profile.write_text(
            f'extends = "embedded"\nwindow = {SHARD}\n'
            f"[cluster]\nshard = {SHARD}\nmin_workers = 2\nin_flight_mb = 64\n"
        )

    def start(self, out, *options):
        command = [sys.executable, "-m", "pipeline", "run", self.folder / "archive.jsonl"]
        return subprocess.Popen(
            [*command, "-o", out, "--run", "n", "--config", self.profile, *options],
            cwd=ROOT,
            env=os.environ | dict([self.mark.split("=", 1)]),
            stderr=subprocess.PIPE,
            text=True,
        )


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    return Archive(tmp_path_factory.mktemp("archive"))


def finish(process):
    try:
        _, err = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
    return process.returncode, err


def committed(out):
    return len(list((out / ".depesche" / "shards" / "n" / "made").glob("*.json")))


def wait_for(process, out, shards):
    """Wait until so many shards are committed."""
    deadline = time.monotonic() + PATIENCE
    while committed(out) < shards:
        assert process.poll() is None, f"it ended too early: {process.stderr.read()}"
        assert time.monotonic() < deadline, "it does not come on"
        time.sleep(0.01)


def kill_a_worker(archive):
    deadline = time.monotonic() + PATIENCE
    while not (found := list(marked(archive.mark, "ray::MapWorker(Map(Worker))"))):
        assert time.monotonic() < deadline, "there is no worker"
        time.sleep(0.01)
    os.kill(found[0], signal.SIGKILL)


def test_workers_and_the_driver_are_killed_and_nothing_is_lost_or_doubled(archive, tmp_path):
    calm, out = tmp_path / "calm", tmp_path / "out"
    undisturbed = archive.start(calm)
    assert finish(undisturbed)[0] == 3  # a line is no JSON, another is English

    driver = archive.start(out, "--engine", "ray", "--workers", "2")
    for shards in (2, 6):
        wait_for(driver, out, shards)
        kill_a_worker(archive)
    wait_for(driver, out, 10)
    driver.kill()
    driver.wait()
    assert not (out / "n" / "pairs.jsonl").exists()
    before = committed(out)
    assert before < ARTICLES // SHARD, "the kills came too late to prove anything"

    status, err = finish(archive.start(out, "--engine", "ray", "--workers", "2"))
    assert status == 3, err
    assert "shards were made before" in err
    pairs = (out / "n" / "pairs.jsonl").read_bytes()
    assert pairs == (calm / "n" / "pairs.jsonl").read_bytes()
    records = [json.loads(line) for line in pairs.splitlines()]
    assert len({record["id"] for record in records}) == len(records) == ARTICLES
    assert sum("duplicate_of" in record for record in records) >= 2
    quarantine = (out / "n" / "quarantine.jsonl").read_bytes()
    assert quarantine == (calm / "n" / "quarantine.jsonl").read_bytes()
    assert quarantine.count(b"\n") == 2
    report = json.loads((out / "n" / "report.json").read_text("utf-8"))
    assert report["counts"]["articles"] == ARTICLES
