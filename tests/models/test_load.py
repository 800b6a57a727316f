import shutil

import ctranslate2
import pytest

from pipeline.errors import ModelError, UsageError
from pipeline.models import load as module
from pipeline.models.checkpoint import resolve
from pipeline.models.engine import Decoding
from pipeline.models.load import choose_engine, load, verify
from tests.checkpoints import BUILDERS, CONVERTIBLE

SHORT = Decoding(beam=2, max_new_tokens=8)


@pytest.mark.parametrize("name", BUILDERS)
def test_auto_takes_the_fast_engine_where_there_is_one(tiny, name):
    checkpoint = resolve(str(tiny(name)))
    fast = "ctranslate2" if name in CONVERTIBLE else "torch"
    assert choose_engine(checkpoint) == choose_engine(checkpoint, "auto") == fast
    assert choose_engine(checkpoint, "torch") == "torch"
    if fast == "torch":
        with pytest.raises(ModelError, match="use the torch engine"):
            choose_engine(checkpoint, "ctranslate2")


@pytest.mark.parametrize("name", BUILDERS)
@pytest.mark.parametrize("task", ["translate", "summarize"])
def test_every_architecture_loads_for_both_tasks(tiny, name, task):
    engine = load(str(tiny(name)), task=task, device="cpu")
    texts = ["Der Bundestag tagt.", "", "Die Gewerkschaft warnt."]
    outputs = engine.generate(texts, SHORT)
    assert len(outputs) == 3
    assert outputs[1].text == ""
    assert engine.card.id == name
    assert engine.name == choose_engine(resolve(str(tiny(name))))
    assert all(n <= engine.limits.source for n in engine.count(texts))


def test_a_checkpoint_that_was_found_is_not_looked_for_again(tiny, monkeypatch):
    checkpoint = resolve(str(tiny("mbart")))

    def never(*_):
        raise AssertionError

    monkeypatch.setattr(module, "resolve", never)
    assert load(checkpoint, task="translate", device="cpu").card == checkpoint.card


def test_a_prefix_counts_as_tokens_of_the_source(tiny):
    plain = load(str(tiny("t5")), task="summarize", device="cpu", prefix="")
    usual = load(str(tiny("t5")), task="summarize", device="cpu")
    own = load(
        str(tiny("t5")), task="summarize", device="cpu", prefix="fasse bitte kurz zusammen: "
    )
    lengths = [engine.count(["Ja."])[0] for engine in (plain, usual, own)]
    assert lengths == sorted(set(lengths))


def test_the_language_of_the_output_follows_the_task(tiny):
    outputs = [
        load(str(tiny("nllb")), task=task, device="cpu", engine=engine).generate(["Ja."], SHORT)
        for engine in ("torch", "ctranslate2")
        for task in ("translate", "summarize")
    ]
    english, german = outputs[0][0].text, outputs[1][0].text
    assert english != german
    assert [o[0].text for o in outputs[2:]] == [english, german]


@pytest.mark.parametrize("engine", ["torch", "ctranslate2"])
def test_a_device_that_is_not_there_is_found_before_anything_is_loaded(tiny, monkeypatch, engine):
    monkeypatch.setattr(ctranslate2, "get_cuda_device_count", lambda: 0)
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    monkeypatch.setattr(module, "open_tokenizer", None)
    with pytest.raises(ModelError, match="cuda:0 is not there"):
        load(str(tiny("mbart")), task="translate", engine=engine, device="cuda:0")
    with pytest.raises(UsageError):
        load(str(tiny("mbart")), task="translate", engine=engine, device="tpu")


def test_verify_tells_a_translation_and_a_broken_model(tiny, tmp_path):
    assert verify(str(tiny("mbart")), device="cpu")
    shutil.copytree(tiny("mbart"), tmp_path / "m")
    (tmp_path / "m" / "model.safetensors").write_bytes(b"")
    with pytest.raises(ModelError, match="cut off"):
        verify(str(tmp_path / "m"), device="cpu")
