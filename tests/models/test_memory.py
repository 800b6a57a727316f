import pytest
import torch

from pipeline.errors import ModelError
from pipeline.models import memory
from pipeline.models.checkpoint import resolve
from pipeline.models.load import load, open_chat
from pipeline.models.memory import fitting_batch, footprint, free_bytes, parameters
from tests.checkpoints import EVERY


@pytest.mark.parametrize("name", ["marian", "mt5", "bert2bert", "fsmt", "llama"])
def test_the_weights_are_counted_without_loading_them(tiny, name):
    from safetensors.torch import load_file

    weights = load_file(tiny(name) / "model.safetensors").values()
    checkpoint = resolve(str(tiny(name)))
    assert parameters(checkpoint) == sum(tensor.numel() for tensor in weights)
    half, full = footprint(checkpoint, "float16"), footprint(checkpoint, "float32")
    assert full.weights == 2 * half.weights == 4 * parameters(checkpoint)
    assert 0 < half.token < full.token
    assert footprint(checkpoint, "float32", beam=1).token < full.token
    assert full.total(1000) > full.total(100) > full.weights


def test_batches_shrink_to_what_is_free(tiny, monkeypatch):
    checkpoint = resolve(str(tiny("marian")))
    needed = footprint(checkpoint, "float32")
    monkeypatch.setattr(memory, "free_bytes", lambda _: needed.total(1000))
    assert fitting_batch(checkpoint, "cpu", "float32", 512) == 512
    assert fitting_batch(checkpoint, "cpu", "float32", 4096) == 512
    monkeypatch.setattr(memory, "free_bytes", lambda _: None)
    assert fitting_batch(checkpoint, "cpu", "float32", 4096) == 4096


def test_what_does_not_fit_is_refused_before_it_is_loaded(tiny, monkeypatch):
    monkeypatch.setattr(memory, "free_bytes", lambda _: 1000)
    with pytest.raises(ModelError, match=r"marian takes about .* GB in float32 and cpu has"):
        load(str(tiny("marian")), task="translate", engine="torch", device="cpu")
    with pytest.raises(ModelError, match="smaller model"):
        load(str(tiny("marian")), task="translate", engine="ctranslate2", device="cpu")
    with pytest.raises(ModelError, match="smaller model"):
        open_chat(resolve(str(tiny("llama"))), "cpu")


def test_what_is_free_is_asked_of_the_device(monkeypatch):
    assert free_bytes("cpu") is None or free_bytes("cpu") > 2**20
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda device: (123, 456))
    assert free_bytes("cuda:0") == 123


def test_pickled_weights_are_estimated_by_their_size(tmp_path, tiny):
    import shutil

    folder = tmp_path / "m"
    shutil.copytree(tiny("mbart"), folder)
    (folder / "model.safetensors").unlink()
    (folder / "pytorch_model.bin").write_bytes(bytes(400))
    assert parameters(resolve(str(folder))) == 100


@pytest.mark.parametrize("name", EVERY)
def test_every_architecture_has_an_estimate(tiny, name):
    assert footprint(resolve(str(tiny(name))), "float32").token > 0
