import os
import signal
import subprocess
import sys
from threading import Event

import pytest

from pipeline.errors import ModelError
from pipeline.models import resume
from pipeline.models.hub import check, pull
from tests.hub_server import COMMIT, TOKEN, Fault
from tests.models.conftest import ID

WEIGHTS = "/cdn/.*model.safetensors"


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """What is large, and what is read at once, in the measure of a tiny model."""
    monkeypatch.setattr(resume, "_LARGE", 100_000)
    monkeypatch.setattr(resume, "_BLOCK", 1000)


def test_a_file_goes_on_where_an_earlier_pull_was_cut_off(hub):
    hub.faults = [Fault(WEIGHTS, cut=50_000), Fault(WEIGHTS, 503, times=10**6)]
    with pytest.raises(ModelError, match="fails"):
        pull(ID)
    hub.faults.clear()
    hub.requests.clear()
    folder = pull(ID)
    (asked,) = hub.asked(WEIGHTS)
    assert asked == "bytes=50000-"
    assert folder.name == COMMIT
    assert not check(folder).damaged
    assert not list(folder.parent.parent.glob("blobs/*.part"))


def test_connections_that_break_again_and_again_are_taken_up_each_time(hub):
    hub.faults = [Fault(WEIGHTS, cut=30_000, times=4)]
    assert not check(pull(ID)).damaged
    starts = [int(asked[6:-1] or 0) if asked else 0 for asked in hub.asked(WEIGHTS)]
    assert starts == [0, 30_000, 60_000, 90_000, 120_000]


def test_a_connection_that_brings_nothing_is_given_up(hub):
    hub.faults = [Fault(WEIGHTS, cut=30_000), *[Fault(WEIGHTS, 418)]]
    with pytest.raises(ModelError, match="check the net"):
        pull(ID)


def test_a_server_without_ranges_sends_the_file_again(hub, monkeypatch):
    hub.ranges = False
    hub.faults = [Fault(WEIGHTS, cut=30_000)]
    assert not check(pull(ID)).damaged


def test_what_does_not_have_its_hash_is_deleted(hub):
    hub.damaged.add("model.safetensors")
    with pytest.raises(ModelError, match="arrived damaged"):
        pull(ID)
    hub.damaged.clear()
    assert not check(pull(ID)).damaged


def test_a_gated_file_is_fetched_with_the_token(hub, monkeypatch):
    hub.gated.add(ID)
    with pytest.raises(ModelError, match="accept its terms"):
        pull(ID)
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    assert not check(pull(ID)).damaged


def test_a_pull_that_is_killed_is_taken_up_by_the_next(hub, cache, tmp_path):
    hub.slow = 0.05  # seconds a block of 1,000 bytes
    code = (
        "from pipeline.models import resume\n"
        "resume._LARGE, resume._BLOCK = 100_000, 1000\n"
        f"from pipeline.models.hub import pull\npull({ID!r})\n"
    )
    env = {k: v for k, v in os.environ.items() if not k.startswith("HF_")}
    env |= {"HF_ENDPOINT": hub.url, "HF_HUB_CACHE": str(cache)}
    killed = subprocess.Popen([sys.executable, "-c", code], env=env)
    parts = []
    for _ in range(600):
        parts = [p for p in cache.rglob("*.part") if p.stat().st_size > 5000]
        if parts:
            break
        assert killed.poll() is None, "it ended before it could be killed"
        Event().wait(0.05)  # the fixtures replace time.sleep
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    (part,) = parts
    size = part.stat().st_size
    hub.slow = 0.0
    hub.requests.clear()
    assert not check(pull(ID)).damaged
    assert hub.asked(WEIGHTS) == [f"bytes={size}-"]
