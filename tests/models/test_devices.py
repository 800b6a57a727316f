import ctranslate2
import pytest
import torch

from pipeline.errors import ModelError, UsageError
from pipeline.models.devices import each, pick

ENGINES = ["torch", "ctranslate2"]


@pytest.fixture
def gpus(monkeypatch):
    def have(count):
        monkeypatch.setattr(ctranslate2, "get_cuda_device_count", lambda: count)
        monkeypatch.setattr(torch.cuda, "is_available", lambda: count > 0)
        monkeypatch.setattr(torch.cuda, "device_count", lambda: count)

    return have


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("count", "wish", "device"),
    [
        (0, "auto", "cpu"),
        (2, "auto", "cuda:0"),
        (2, "cpu", "cpu"),
        (2, "cuda", "cuda:0"),
        (2, "cuda:1", "cuda:1"),
        (2, "cuda:1,0", "cuda:1"),
    ],
)
def test_a_wish_becomes_a_device_that_is_there(gpus, engine, count, wish, device):
    gpus(count)
    assert pick(wish, engine) == device


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("count", "wish"), [(0, "cuda"), (0, "cuda:0"), (2, "cuda:2")])
def test_a_gpu_that_is_not_there_is_an_error_with_its_remedy(gpus, engine, count, wish):
    gpus(count)
    with pytest.raises(ModelError, match=f"{wish} is not there") as caught:
        pick(wish, engine)
    assert "--device cpu" in caught.value.remedy


@pytest.mark.parametrize("wish", ["gpu", "cuda:", "cuda:x", "", "cpu:0", "cuda:0,", "cuda:0,x"])
def test_another_word_is_wrong_use(wish):
    with pytest.raises(UsageError, match="there is no device"):
        pick(wish)


def test_several_devices_are_several_wishes():
    assert each("cuda:0,1") == ["cuda:0", "cuda:1"]
    assert each("cuda:2,2,0") == ["cuda:2", "cuda:0"]
    assert each("auto") == ["auto"]
