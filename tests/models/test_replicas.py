import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from pipeline.errors import ModelError
from pipeline.models import load as loading
from pipeline.models.engine import Decoding
from pipeline.models.lanes import in_lanes
from pipeline.models.replicas import Replicas
from tests.fakes import FakeEngine


class Device(FakeEngine):
    """Says which device it is, and bears one caller at a time."""

    def __init__(self, name, threads=1):
        super().__init__()
        self.threads, self.place = threads, name
        self._callers, self.most = 0, 0
        self._lock = threading.Lock()

    def generate(self, texts, decoding, prefixes=()):
        with self._lock:
            self._callers += 1
            self.most = max(self.most, self._callers)
        try:
            return super().generate(texts, decoding)
        finally:
            with self._lock:
                self._callers -= 1


def test_all_devices_work_and_none_for_more_threads_than_it_bears():
    one, two = Device("cuda:0"), Device("cuda:1", threads=2)
    both = Replicas([one, two])
    assert both.threads == 3
    texts = [f"Satz {n} hier" for n in range(200)]
    done = in_lanes(
        texts, both.count(texts), both.threads, 8, lambda part: both.generate(part, Decoding())
    )
    assert [hypothesis.text for hypothesis in done] == texts
    assert sorted(one.asked + two.asked) == sorted(texts)
    assert one.asked
    assert two.asked
    assert (one.most, two.most <= 2) == (1, True)


def test_a_device_that_fails_is_free_again():
    one = Device("cuda:0")
    both = Replicas([one, one])
    one.limits = one.limits.__class__(source=2, target=2)
    for _ in range(4):
        with pytest.raises(AssertionError, match="truncated"):
            both.generate(["Das ist zu lang."], Decoding())
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(both.generate, [], Decoding()).result(5) == []


def test_the_model_is_loaded_on_each_device_that_was_named(tiny, monkeypatch):
    """The engines are real; only where they compute is not: no GPU is needed."""
    asked = []

    def pick(device, engine="ctranslate2"):
        asked.append(device)
        if device == "cuda:9":
            raise ModelError("device cuda:9 is not there", "use --device cpu")
        return "cpu"

    monkeypatch.setattr(loading, "pick", pick)
    folder = str(tiny("mbart"))
    one = loading.load(folder, task="translate", engine="ctranslate2", device="cpu")
    both = loading.load(folder, task="translate", engine="ctranslate2", device="cuda:0,1")
    assert asked == ["cpu", "cuda:0", "cuda:1"]
    assert isinstance(both, Replicas)
    assert both.threads == 2 * one.threads
    texts = ["Der Rat tagt.", "Das Amt schweigt."]
    assert both.generate(texts, Decoding()) == one.generate(texts, Decoding())
    with pytest.raises(ModelError, match="cuda:9"):
        loading.load(folder, task="translate", device="cuda:0,9")
