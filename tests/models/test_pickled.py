import json
import shutil

import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoModelForSeq2SeqLM

from pipeline.errors import ModelError
from pipeline.models import pickled as module
from pipeline.models.checkpoint import resolve
from pipeline.models.engine import Decoding
from pipeline.models.load import load
from pipeline.models.pickled import readable, safetensors_of
from tests.checkpoints import sentences

TEXTS = sentences(6)
GREEDY = Decoding(beam=1, max_new_tokens=8)


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("DEPESCHE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def published(tiny, name, tmp_path, **settings):
    """A checkpoint as it was published before there were safetensors: tied weights twice."""
    folder = tmp_path / name
    shutil.copytree(tiny(name), folder)
    model = AutoModelForSeq2SeqLM.from_pretrained(folder)
    (folder / "model.safetensors").unlink()
    torch.save(model.state_dict(), folder / "pytorch_model.bin", **settings)
    return folder


def said(folder, engine="torch"):
    model = load(str(folder), task="translate", engine=engine, device="cpu", prefix="")
    return model.generate(TEXTS, GREEDY)


@pytest.mark.parametrize("name", ["marian", "nllb", "t5", "mt5", "bert2bert", "fsmt"])
def test_pickled_weights_say_what_safetensors_say(tiny, tmp_path, name):
    folder = published(tiny, name, tmp_path)
    assert said(folder) == said(tiny(name))


def test_a_file_of_the_oldest_kind_is_read_by_both_engines(tiny, tmp_path):
    folder = published(tiny, "marian", tmp_path, _use_new_zipfile_serialization=False)
    assert said(folder) == said(tiny("marian"))
    assert said(folder, "ctranslate2") == said(tiny("marian"), "ctranslate2")


def test_it_is_converted_once_and_pinned_by_hash(tiny, tmp_path, cache, monkeypatch):
    checkpoint = resolve(str(published(tiny, "marian", tmp_path)))
    folder = safetensors_of(checkpoint)
    assert folder == cache / "safetensors" / "marian" / checkpoint.revision
    pins = json.loads((folder / "pins.json").read_text())
    assert set(pins["pickled"]) == {"pytorch_model.bin"}
    assert pins["safetensors"]["model.safetensors"] == module.sha256(folder / "model.safetensors")
    before = (folder / "model.safetensors").read_bytes()
    monkeypatch.setattr(module, "_tensors", None)
    assert safetensors_of(checkpoint) == folder, "the pickle is opened once"
    monkeypatch.undo()
    monkeypatch.setenv("DEPESCHE_CACHE", str(cache))
    (folder / "model.safetensors").write_bytes(before[:-1] + b"!")
    assert (safetensors_of(checkpoint) / "model.safetensors").read_bytes() == before


def test_shards_become_shards(tiny, tmp_path):
    folder = published(tiny, "mbart", tmp_path)
    whole = torch.load(folder / "pytorch_model.bin", weights_only=True)
    (folder / "pytorch_model.bin").unlink()
    names = sorted(whole)
    index = {}
    for number, part in enumerate((names[::2], names[1::2]), start=1):
        shard = f"pytorch_model-0000{number}-of-00002.bin"
        torch.save({name: whole[name] for name in part}, folder / shard)
        index |= dict.fromkeys(part, shard)
    (folder / "pytorch_model.bin.index.json").write_text(json.dumps({"weight_map": index}))
    assert said(folder) == said(tiny("mbart"))
    with readable(resolve(str(folder))) as shown:
        assert not list(shown.glob("*.bin*"))
        assert len(list(shown.glob("model-*.safetensors"))) == 2


def test_tied_weights_are_kept_once(tiny, tmp_path):
    folder = safetensors_of(resolve(str(published(tiny, "marian", tmp_path))))
    names = load_file(folder / "model.safetensors")
    assert sum(name.endswith(("shared.weight", "embed_tokens.weight")) for name in names) == 1


@pytest.mark.parametrize(
    "content", [["a list"], {"weight": 3}, {"weight": torch.ones(1), "more": {"deep": 1}}]
)
def test_anything_but_weights_is_refused_with_the_way_out(tiny, tmp_path, cache, content):
    folder = published(tiny, "mbart", tmp_path)
    torch.save(content, folder / "pytorch_model.bin")
    with pytest.raises(ModelError, match="holds more than weights") as caught:
        safetensors_of(resolve(str(folder)))
    assert "refs/pr" in caught.value.remedy
    assert not list(cache.rglob("*.safetensors"))


def test_the_disk_is_asked_first(tiny, tmp_path, monkeypatch):
    checkpoint = resolve(str(published(tiny, "mbart", tmp_path)))
    usage = shutil.disk_usage(tmp_path)._replace(free=10)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(ModelError, match="DEPESCHE_CACHE"):
        safetensors_of(checkpoint)
