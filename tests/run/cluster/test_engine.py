"""The driver on a cluster that was there before: a head node of our own, on this machine only."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import uuid

import pytest

from pipeline.errors import UsageError
from pipeline.profile import ClusterChoice
from pipeline.run.cluster import connection
from pipeline.run.cluster.connection import Cluster
from pipeline.run.cluster.said import ClusterError
from tests.run.cluster.archive import write_archive
from tests.run.cluster.processes import marked

pytest.importorskip("ray")

# As docs/scale.md asks of every cluster: who has no token is turned away.
TOKEN = uuid.uuid4().hex * 2
SECURED = os.environ | {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": TOKEN}


@pytest.fixture(scope="module")
def head(tmp_path_factory):
    """The address of a Ray cluster of one machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = (tmp_path_factory.mktemp("head") / "log").open("w+")
    process = subprocess.Popen(
        [
            *(
                sys.executable,
                "-m",
                "ray.scripts.scripts",
                "start",
                "--head",
                "--block",
                f"--port={port}",
                "--num-cpus=3",
            ),
            *("--node-ip-address=127.0.0.1", "--include-dashboard=false"),
            *("--object-store-memory=200000000", "--disable-usage-stats"),
        ],
        stdout=log,
        stderr=log,
        env=SECURED,
    )
    deadline = time.monotonic() + 90
    while "Ray runtime started" not in (log.seek(0), log.read())[1]:
        assert process.poll() is None and time.monotonic() < deadline, "no head node"
        time.sleep(0.2)
    yield f"127.0.0.1:{port}"
    for number in marked(TOKEN):
        os.kill(number, signal.SIGKILL)
    process.wait()


def assert_json(stderr):
    """Every line is JSON."""
    assert all(json.loads(line)["message"] for line in stderr.splitlines())


def depesche(*args):
    command = [sys.executable, "-m", "pipeline", "run", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, timeout=150, env=SECURED)


def test_parquet_on_a_given_cluster_with_shards_in_a_store_of_its_own(head, tmp_path):
    pandas = pytest.importorskip("pandas")
    write_archive(tmp_path / "a.jsonl", 60)
    lines = (tmp_path / "a.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines if "date" in line]  # all that are articles
    pandas.DataFrame(rows).to_parquet(tmp_path / "a.parquet")
    config = tmp_path / "p.toml"
    config.write_text(
        'extends = "embedded"\nwindow = 10\n[cluster]\nshard = 10\n'
        f'store = "file://{tmp_path}/store"\n'
    )
    common = ("--config", config, "--limit", "40", "--since", "2026-11-02")
    local = depesche(tmp_path / "a.parquet", "-o", tmp_path / "local", "--run", "n", *common)
    assert local.returncode == 0, local.stderr
    ours = ("-o", tmp_path / "ray", "--run", "n", *common)
    cluster = ("--engine", "ray", "--address", head, "--log-format", "json")
    done = depesche(tmp_path / "a.parquet", *ours, *cluster)
    assert done.returncode == 0, done.stderr
    assert_json(done.stderr)
    assert done.stdout == ""
    assert "40 articles" in done.stderr
    pairs = (tmp_path / "ray" / "n" / "pairs.jsonl").read_bytes()
    assert pairs == (tmp_path / "local" / "n" / "pairs.jsonl").read_bytes()
    assert {path.name for path in (tmp_path / "store" / "n").iterdir()} >= {"read", "made"}
    assert not (tmp_path / "ray" / ".depesche" / "shards").exists()

    again = depesche(tmp_path / "a.parquet", *ours, "--engine", "ray", "--address", "nowhere:1")
    assert again.returncode == 0, again.stderr  # all is known: nobody was asked
    assert "4 of 4 shards were made before" in again.stderr
    assert (tmp_path / "ray" / "n" / "pairs.jsonl").read_bytes() == pairs


def test_ray_is_not_imported_without_it(tmp_path):
    code = (
        "import sys; from pipeline.cli.app import app\n"
        "try: app()\nexcept SystemExit as left: assert not left.code, left.code\n"
        "found = {'ray', 'sqlalchemy', 'pg8000'} & sys.modules.keys()\n"
        "assert not found, found"
    )
    command = [sys.executable, "-c", code, "run", "-o", tmp_path, "--limit", "1", "-q"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("source", ["-", "https://example.org/feed.xml"])
def test_what_many_machines_cannot_read_is_refused_before_ray_starts(tmp_path, source):
    done = depesche(source, "-o", tmp_path, "--engine", "ray")
    assert done.returncode == 2
    assert "save it" in done.stderr


def test_options_of_a_cluster_need_one(tmp_path):
    for option in ("--workers", "--address"):
        done = depesche("-o", tmp_path, option, "2")
        assert done.returncode == 2
        assert "add --engine ray" in done.stderr


def test_a_package_that_is_missing_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(UsageError, match=r"pip install 'depesche\[cluster\]'"):
        Cluster(None, ClusterChoice(), 1).connect()


@pytest.mark.parametrize("address", ["127.0.0.1:1", "127.0.0.1:99999", "[::1]:1", "ray://[::1]:1"])
def test_an_address_where_nothing_listens_is_named_at_once(address):
    cluster = Cluster(address, ClusterChoice(), 1)
    with pytest.raises(ClusterError, match=r"no cluster answers at .*: check the address"):
        cluster.connect()


def test_auto_with_the_file_of_a_cluster_that_is_gone_is_named_at_once(monkeypatch, tmp_path):
    monkeypatch.setenv("RAY_TMPDIR", str(tmp_path))
    monkeypatch.delenv("RAY_ADDRESS", raising=False)
    monkeypatch.setattr("ray._private.services.find_gcs_addresses", frozenset)
    with pytest.raises(ClusterError, match=r"no cluster on this machine: start one"):
        Cluster("auto", ClusterChoice(), 1).connect()
    file = tmp_path / "ray" / "ray_current_cluster"
    file.parent.mkdir(exist_ok=True)
    file.write_text("127.0.0.1:1")
    with pytest.raises(ClusterError, match=r"answers at 127\.0\.0\.1:1 .*: that was the last one"):
        Cluster("auto", ClusterChoice(), 1).connect()


def test_workers_are_as_many_as_the_cluster_holds():
    assert connection._room({"CPU": 9.0}, ClusterChoice()) == 8
    assert connection._room({"CPU": 65.0, "GPU": 8.0}, ClusterChoice(cpus=2, gpus=0.5)) == 16
    with pytest.raises(UsageError, match="no room"):
        connection._room({"CPU": 64.0}, ClusterChoice(gpus=1))
