import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from pipeline.errors import ModelError
from pipeline.models import ct2_engine
from pipeline.models.checkpoint import resolve
from pipeline.models.convert import converted
from pipeline.models.ct2_engine import default_quantization
from pipeline.models.engine import Decoding
from pipeline.models.load import load
from tests.checkpoints import CONVERTIBLE, POSITIONS, sentences

GREEDY = Decoding(beam=1, max_new_tokens=12)


def engine(folder, quantization="float32", **settings):
    return load(
        str(folder),
        task="translate",
        engine="ctranslate2",
        device="cpu",
        quantization=quantization,
        prefix="",
        **settings,
    )


@pytest.mark.parametrize("name", CONVERTIBLE)
def test_the_default_is_int8_and_gives_an_output_for_every_text(tiny, name):
    model = engine(tiny(name), quantization="auto")
    outputs = model.generate(sentences(10), Decoding(max_new_tokens=12))
    assert model._translator.compute_type.startswith("int8")
    assert len(outputs) == 10
    assert all(output.score < 1e-6 and output.tokens <= 12 for output in outputs)


@pytest.mark.parametrize("name", ["marian", "mbart", "nllb", "pegasus"])
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


def test_outputs_are_not_cut_where_ctranslate2_would_by_itself(tiny):
    model = engine(tiny("t5"))
    output = model.generate([sentences(1)[0]], Decoding(1, max_new_tokens=400, min_new_tokens=400))
    assert output[0].tokens == 400


def test_an_output_that_had_no_room_to_end_is_not_finished(tiny):
    model = engine(tiny("mbart"))
    short = model.generate(sentences(5), Decoding(beam=1, max_new_tokens=3))
    assert [(h.tokens, h.finished) for h in short] == [(3, False)] * 5


def test_order_batches_and_threads_change_nothing(tiny):
    texts = [*sentences(40), *sentences(40)]
    plain = engine(tiny("mbart"), threads=1, batch_tokens=1).generate(texts, GREEDY)
    model = engine(tiny("mbart"), threads=2, batch_tokens=512)
    turned = model.generate(texts[::-1], GREEDY)[::-1]
    assert [(h.text, h.tokens, h.finished) for h in turned] == [
        (h.text, h.tokens, h.finished) for h in plain
    ]


def test_penalties_reach_the_search(tiny):
    model = engine(tiny("mbart"))
    plain, banned, punished = (
        model.generate(sentences(1), Decoding(2, max_new_tokens=30, **extra))[0].text
        for extra in ({}, {"no_repeat_ngram": 1}, {"repetition_penalty": 50.0})
    )
    assert banned != plain
    assert punished != plain


def test_quantization_on_a_cpu_is_int8():
    assert default_quantization("marian", "cpu") == default_quantization("mt5", "cpu") == "int8"


class Failing:
    """A search whose memory ran out, as the first `times` of them do."""

    def __init__(self, real, error):
        self.real, self.error = real, error

    def result(self):
        raise RuntimeError(self.error)


def test_a_gpu_whose_memory_runs_out_decodes_each_text_alone_and_loses_nothing(tiny, monkeypatch):
    model = engine(tiny("mbart"), batch_tokens=512)
    whole = model.generate(sentences(5), GREEDY)
    start = model._start

    def short(decoding, room, sources, starts):
        found = start(decoding, room, sources, starts)
        full = len(sources) > 1
        return [
            Failing(each, "CUDA failed with error out of memory") if full else each
            for each in found
        ]

    monkeypatch.setattr(model, "_start", short)
    assert [h.text for h in model.generate(sentences(5), GREEDY)] == [h.text for h in whole]
    assert model._batch_tokens < 512


def test_any_other_failure_while_decoding_is_named(tiny, monkeypatch):
    model = engine(tiny("mbart"))
    monkeypatch.setattr(model, "_start", lambda *_: [Failing(None, "cuBLAS failed")])
    with pytest.raises(ModelError, match="cuBLAS"):
        model.generate(sentences(1), GREEDY)


def test_a_type_that_the_device_lacks_is_an_error_with_a_remedy(tiny):
    with pytest.raises(ModelError, match="float16 on cpu") as caught:
        engine(tiny("mbart"), quantization="float16")
    assert "quantization" in caught.value.remedy


def test_a_damaged_conversion_is_an_error_that_says_what_to_delete(tiny, tmp_path, monkeypatch):
    monkeypatch.setenv("DEPESCHE_CACHE", str(tmp_path))
    folder = converted(resolve(str(tiny("mbart"))), "float32")
    (folder / "model.bin").write_bytes(b"\0" * 10)
    with pytest.raises(ModelError) as caught:
        engine(tiny("mbart"))
    assert str(folder) in caught.value.remedy


def test_workers_are_the_cores_unless_told_otherwise(tiny, monkeypatch):
    monkeypatch.setattr(ct2_engine, "available_cores", lambda: 3)
    assert engine(tiny("mbart"))._translator.num_translators == 3
    assert engine(tiny("mbart"), threads=2)._translator.num_translators == 2


@pytest.mark.parametrize("name", ["marian", "mbart", "t5"])
def test_a_converted_model_loads_and_translates_without_pytorch(tiny, name):
    converted(resolve(str(tiny(name))), "int8")
    script = (
        "import sys\n"
        "from pipeline.models.engine import Decoding\n"
        "from pipeline.models.load import load\n"
        "model = load(sys.argv[1], task='translate', engine='ctranslate2', device='cpu')\n"
        "assert model.generate(['Ja.'], Decoding(max_new_tokens=5))\n"
        "print({'torch', 'transformers'} & set(sys.modules))\n"
    )
    command = [sys.executable, "-c", script, str(tiny(name))]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
    assert done.stderr == ""


def test_memory_for_not_even_one_text_is_an_error(tiny, monkeypatch):
    model = engine(tiny("mbart"))
    monkeypatch.setattr(
        model, "_start", lambda *_: [Failing(None, "CUDA failed with error out of memory")]
    )
    with pytest.raises(ModelError, match="out of memory") as caught:
        model.generate(["Ja."], GREEDY)
    assert "batch_tokens" in caught.value.remedy


def test_a_search_may_give_back_what_it_found_next_best(tiny):
    model = engine(tiny("mbart"))
    wide = Decoding(beam=4, max_new_tokens=12)
    only = model.generate(sentences(6), wide)
    best = model.generate(sentences(6), replace(wide, hypotheses=4))
    for one, several in zip(only, best, strict=True):
        assert several == one
        assert len(several.others()) == 3


def test_what_comes_of_a_text_does_not_depend_on_its_company_or_on_the_workers(tiny):
    wide = Decoding(beam=4, hypotheses=4)
    texts = sentences(40)
    together = engine(tiny("mbart"), quantization="int8", threads=2).generate(texts, wide)
    model = engine(tiny("mbart"), quantization="int8", threads=1, batch_tokens=64)
    assert [model.generate([text], wide)[0] for text in texts] == together


def test_a_score_does_not_depend_on_its_company(tiny):
    model = engine(tiny("mbart"), quantization="int8", threads=1)
    texts = sentences(40)
    outputs = [text[:-7] for text in reversed(texts)]
    alone = [model.score([text], [output])[0] for text, output in zip(texts, outputs, strict=True)]
    assert model.score(texts, outputs) == alone
    assert all(alone)


def test_several_threads_may_ask_at_once(tiny):
    model = engine(tiny("mbart"), threads=2)
    texts = sentences(30)
    alone = model.generate(texts, GREEDY)
    assert model.threads == 3
    with ThreadPoolExecutor(3) as pool:
        for outputs in pool.map(lambda _: model.generate(texts, GREEDY), range(6)):
            assert outputs == alone


@pytest.mark.parametrize("name", ["marian", "mbart", "nllb"])
def test_an_output_is_scored_as_it_was_when_it_was_found(tiny, name):
    model = engine(tiny(name))
    texts = sentences(6)
    found = model.generate(texts, Decoding(beam=1, max_new_tokens=30))
    scored = model.score(texts, [output.text for output in found])
    ended = [n for n, output in enumerate(found) if output.finished]
    for n in ended:
        if len(scored[n]) == found[n].tokens + 1:  # the text is cut into the same pieces again
            assert sum(scored[n]) / len(scored[n]) == pytest.approx(found[n].score, abs=1e-4)
    assert all(score <= 1e-6 for tokens in scored for score in tokens)


def test_what_does_not_fit_has_no_score(tiny):
    model = engine(tiny("mbart"))
    long = "Bundestag " * 2 * POSITIONS
    whole, *others = model.score(["Ja.", long, "Ja."], ["Yes.", "Yes.", long])
    assert whole
    assert others == [(), ()]
    assert model.score([], []) == []
