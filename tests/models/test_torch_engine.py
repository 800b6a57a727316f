import json
import os
import pickle
import shutil
from dataclasses import replace

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

from pipeline.errors import ModelError
from pipeline.models.encoder_memory import EncoderMemory
from pipeline.models.engine import Decoding
from pipeline.models.load import load
from tests.checkpoints import BUILDERS, GERMAN, POSITIONS, sentences

LANGUAGES = {
    "mbart25": ("de_DE", None),
    "mbart50": ("de_DE", "en_XX"),
    "nllb": ("deu_Latn", "eng_Latn"),
    "m2m100": ("de", "__en__"),
}
GREEDY = Decoding(beam=1, max_new_tokens=12)
TEXTS = [GERMAN[0], "Der Bundestag.", GERMAN[80]]


def engine(folder, **settings):
    return load(str(folder), task="translate", engine="torch", device="cpu", prefix="", **settings)


@torch.inference_mode()
def by_hand(folder, name, text, steps):
    """Greedy search of one text: ids without forced and end tokens, mean score, and if it ended."""
    source, target = LANGUAGES.get(name, (None, None))
    tokenizer = AutoTokenizer.from_pretrained(folder, **({"src_lang": source} if source else {}))
    model = AutoModelForSeq2SeqLM.from_pretrained(folder, dtype=torch.float32).eval()
    settings = model.generation_config
    start, end = settings.decoder_start_token_id, settings.eos_token_id
    forced = tokenizer.convert_tokens_to_ids(target) if target else settings.forced_bos_token_id
    if name == "mbart25":
        start = tokenizer.convert_tokens_to_ids("en_XX")
    output = [start] if forced is None else [start, forced]
    inputs = torch.tensor(tokenizer([text])["input_ids"])
    wide = {"global_attention_mask": torch.eye(1, inputs.shape[1])} if name == "led" else {}
    scores = []
    while len(output) <= steps and not (scores and output[-1] == end):
        decoder = torch.tensor([output])
        logits = model(input_ids=inputs, decoder_input_ids=decoder, use_cache=False, **wide).logits[
            0, -1
        ]
        scores_now = logits.log_softmax(-1)
        allowed = logits.clone()
        if name == "marian":
            allowed[settings.pad_token_id] = -torch.inf
        output.append(int(allowed.argmax()))
        scores.append(float(scores_now[output[-1]]))
    ended = output[-1] == end
    kept = output[1 + (forced is not None) : len(output) - ended]
    return tokenizer, kept, sum(scores) / len(scores), ended


@pytest.mark.parametrize("name", BUILDERS)
def test_every_architecture_gives_what_a_search_by_hand_gives(tiny, name):
    outputs = engine(tiny(name)).generate(TEXTS, GREEDY)
    for text, output in zip(TEXTS, outputs, strict=True):
        tokenizer, ids, score, ended = by_hand(tiny(name), name, text, 12)
        plain = tokenizer.decode(ids, skip_special_tokens=True, clean_up_tokenization_spaces=False)
        assert output.text == plain.strip()
        assert output.score == pytest.approx(score, abs=2e-3)
        assert (output.tokens, output.finished) == (len(ids), ended)


def test_the_checkpoints_own_search_settings_are_not_used(tiny, tmp_path):
    shutil.copytree(tiny("mbart"), tmp_path / "m")
    settings = json.loads((tmp_path / "m" / "generation_config.json").read_text())
    settings |= {"num_beams": 6, "max_length": 5, "min_length": 4, "no_repeat_ngram_size": 1}
    settings |= {"forced_eos_token_id": 2, "repetition_penalty": 9.0, "length_penalty": 3.0}
    (tmp_path / "m" / "generation_config.json").write_text(json.dumps(settings))
    for decoding in (GREEDY, Decoding(beam=3, max_new_tokens=12)):
        before = engine(tiny("mbart")).generate(TEXTS, decoding)
        assert engine(tmp_path / "m").generate(TEXTS, decoding) == before


@pytest.mark.parametrize("name", ["mbart", "nllb", "bert2bert", "fsmt"])
def test_the_limits_are_the_true_ones(tiny, name):
    model = engine(tiny(name))
    text = "Der Bundestag"
    while model.count([text + " a"])[0] <= model.limits.source:
        text += " a"
    full = Decoding(beam=1, max_new_tokens=1000, min_new_tokens=1000)
    output = model.generate([text], full)[0]
    assert model.count([text])[0] >= POSITIONS - 1
    assert output.tokens >= model.limits.target - 1
    assert not output.finished
    with pytest.raises(ModelError, match="does not fit"):
        model.generate([text + " a a"], full)


def test_batches_change_nothing(tiny):
    texts = sentences(8)
    alone = engine(tiny("mbart"), batch_tokens=1)
    together = engine(tiny("mbart"), batch_tokens=4096)
    for one, many in zip(
        alone.generate(texts, GREEDY), together.generate(texts, GREEDY), strict=True
    ):
        assert (one.text, one.finished) == (many.text, many.finished)
        assert one.score == pytest.approx(many.score, abs=1e-4)


def test_beam_search_finds_no_worse_than_greedy(tiny):
    model = engine(tiny("mbart"))
    greedy = model.generate(TEXTS, GREEDY)
    beam = model.generate(TEXTS, Decoding(beam=4, max_new_tokens=12))
    assert sum(h.score for h in beam) >= sum(h.score for h in greedy)


def test_penalties_reach_the_search(tiny):
    model = engine(tiny("mbart"))
    output = model.generate(TEXTS, Decoding(beam=2, max_new_tokens=30, no_repeat_ngram=1))[0]
    ids = model._tokenizer.encode([output.text])[0]
    plain = model.generate(TEXTS, Decoding(beam=2, max_new_tokens=30))[0]
    assert output.text != plain.text
    assert len(ids) > 2
    punished = model.generate(TEXTS, Decoding(beam=1, max_new_tokens=30, repetition_penalty=50.0))
    assert punished[0].text != plain.text


def test_half_precision_weights_are_computed_in_full_on_a_cpu(tiny, tmp_path):
    shutil.copytree(tiny("mbart"), tmp_path / "m")
    path = tmp_path / "m" / "model.safetensors"
    halves = {name: value.half() for name, value in load_file(path).items()}
    save_file(halves, path, metadata={"format": "pt"})
    model = engine(tmp_path / "m")
    assert next(model._model.parameters()).dtype == torch.float32
    assert model.generate(TEXTS, GREEDY)


def test_memory_that_runs_out_halves_the_batch_and_loses_nothing(tiny, monkeypatch):
    model = engine(tiny("mbart"), batch_tokens=4096)
    texts = [f"Der Bundestag {number}." for number in range(3)]
    whole = model.generate(texts, GREEDY)
    decode, sizes = model._decode, []

    def tight(batch, decoding, room, prefixes):
        sizes.append(len(batch))
        if len(batch) > 1:
            raise torch.OutOfMemoryError
        return decode(batch, decoding, room, prefixes)

    monkeypatch.setattr(model, "_decode", tight)
    assert [h.text for h in model.generate(texts, GREEDY)] == [h.text for h in whole]
    assert sizes == [3, 1, 2, 1, 1]
    assert model._batch_tokens < 4096


def test_memory_for_not_even_one_text_is_an_error(tiny, monkeypatch):
    model = engine(tiny("mbart"))

    def none_left(batch, decoding, room, prefixes):
        raise torch.OutOfMemoryError

    monkeypatch.setattr(model, "_decode", none_left)
    with pytest.raises(ModelError, match="does not hold a single text"):
        model.generate(TEXTS[:1], GREEDY)


def test_a_missing_tensor_is_an_error_and_not_made_up(tiny, tmp_path):
    shutil.copytree(tiny("mbart"), tmp_path / "m")
    path = tmp_path / "m" / "model.safetensors"
    tensors = load_file(path)
    lost = next(name for name in tensors if name.endswith("fc1.weight"))
    del tensors[lost]
    save_file(tensors, path, metadata={"format": "pt"})
    with pytest.raises(ModelError, match="lack 1 tensors"):
        engine(tmp_path / "m")


def test_weights_of_another_size_are_an_error(tiny, tmp_path):
    shutil.copytree(tiny("mbart"), tmp_path / "m")
    path = tmp_path / "m" / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"d_model": 64}))
    with pytest.raises(ModelError, match="cannot be loaded by PyTorch"):
        engine(tmp_path / "m")


class Evil:
    """Makes a folder when it is unpickled."""

    def __init__(self, path):
        self.path = str(path)

    def __reduce__(self):
        return os.mkdir, (self.path,)


def pickled(tiny, tmp_path, content):
    shutil.copytree(tiny("mbart"), tmp_path / "m")
    (tmp_path / "m" / "model.safetensors").unlink()
    torch.save(content, tmp_path / "m" / "pytorch_model.bin")
    return tmp_path / "m"


@pytest.mark.filterwarnings("ignore:Detected pickle protocol")
@pytest.mark.parametrize("runtime", ["torch", "ctranslate2"])
def test_pickled_code_never_runs(tiny, tmp_path, runtime):
    folder = pickled(tiny, tmp_path, {"weight": Evil(tmp_path / "ran")})
    with pytest.raises(ModelError):
        load(str(folder), task="translate", engine=runtime, device="cpu")
    with (folder / "pytorch_model.bin").open("wb") as file:
        pickle.dump(Evil(tmp_path / "ran"), file)
    with pytest.raises(ModelError):
        load(str(folder), task="translate", engine=runtime, device="cpu")
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("runtime", ["torch", "ctranslate2"])
def test_plain_pickled_weights_are_read(tiny, tmp_path, runtime):
    weights = load_file(tiny("mbart") / "model.safetensors")
    folder = pickled(tiny, tmp_path, weights)
    before = load(str(tiny("mbart")), task="translate", engine=runtime, device="cpu")
    after = load(str(folder), task="translate", engine=runtime, device="cpu")
    assert after.generate(TEXTS, GREEDY) == before.generate(TEXTS, GREEDY)


def test_the_ladder_decodes_again_without_the_encoder(tiny, monkeypatch):
    model = engine(tiny("mbart"))
    first = model.generate(TEXTS, GREEDY)
    calls, really = [], model._memory._encode

    def counted(batch):
        calls.append(batch)
        return really(batch)

    monkeypatch.setattr(model._memory, "_encode", counted)
    assert model.generate(TEXTS, GREEDY) == first
    assert model.generate(TEXTS[:1], Decoding(beam=3, max_new_tokens=12))
    assert calls == []
    model.generate([*TEXTS[:1], "Ein anderer Satz."], GREEDY)
    assert [len(batch) for batch in calls] == [1]


def test_the_memory_of_the_encoder_is_bounded():
    memory = EncoderMemory(lambda batch: torch.ones(len(batch), max(map(len, batch)), 2), tokens=5)
    states = memory.states([(1, 2, 3), (4,), (1, 2, 3)], 4)
    assert states.tolist()[1] == [[1.0, 1.0], *[[0.0, 0.0]] * 3]
    memory.states([(5, 6)], 2)
    assert sum(map(len, memory._states)) <= 5
    assert (5, 6) in memory._states


@pytest.mark.parametrize("beam", [1, 3])
def test_fixed_shapes_give_the_same_outputs(tiny, beam):
    decoding = Decoding(beam=beam, max_new_tokens=12)
    plain = engine(tiny("marian")).generate(TEXTS, decoding)
    model = engine(tiny("marian"), compiled=True)
    fixed = model.generate(TEXTS, decoding)
    assert model._compiled
    assert [(h.text, h.tokens) for h in fixed] == [(h.text, h.tokens) for h in plain]
    assert not engine(tiny("fsmt"), compiled=True)._compiled


def test_attention_is_sdpa_where_the_architecture_has_it(tiny):
    assert engine(tiny("marian"))._model.config._attn_implementation == "sdpa"


def test_a_search_may_give_back_what_it_found_next_best(tiny):
    model = engine(tiny("mbart"))
    wide = Decoding(beam=4, max_new_tokens=12)
    only = model.generate(TEXTS, wide)
    best = model.generate(TEXTS, replace(wide, hypotheses=4))
    for one, several in zip(only, best, strict=True):
        assert several == one
        assert len(several.others()) == 3
        assert all(not other.others() for other in several.others())
