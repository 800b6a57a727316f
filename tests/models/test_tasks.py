import json

import pytest

from pipeline.models.checkpoint import Checkpoint
from pipeline.models.tasks import TaskPlan, plan_task


def planned(folder, model_type, task, pieces=(), prefix=None, tokenizer_class=""):
    settings = {"tokenizer_class": tokenizer_class}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings))
    checkpoint = Checkpoint("m", folder, "1", model_type, (), {})
    return plan_task(checkpoint, task, pieces.__contains__, prefix)


@pytest.mark.parametrize("model_type", ["marian", "bart", "pegasus", "mbart", "fsmt"])
@pytest.mark.parametrize("task", ["translate", "summarize"])
def test_models_of_one_task_need_nothing(tmp_path, model_type, task):
    assert planned(tmp_path, model_type, task) == TaskPlan()


@pytest.mark.parametrize(
    ("model_type", "pieces", "german", "english", "forced"),
    [
        ("m2m_100", {"__en__", "__de__"}, "de", "en", "__en__"),
        ("m2m_100", {"deu_Latn", "eng_Latn"}, "deu_Latn", "eng_Latn", "eng_Latn"),
        ("mbart", {"de_DE", "en_XX"}, "de_DE", "en_XX", "en_XX"),
    ],
)
def test_multilingual_models_are_told_both_languages(
    tmp_path, model_type, pieces, german, english, forced
):
    plan = planned(tmp_path, model_type, "translate", pieces)
    assert plan == TaskPlan("", german, english, forced_bos_token=forced)


def test_a_summary_stays_german(tmp_path):
    plan = planned(tmp_path, "mbart", "summarize", {"de_DE", "en_XX"})
    assert plan == TaskPlan("", "de_DE", "de_DE", forced_bos_token="de_DE")


def test_mbart_25_starts_the_decoder_from_the_language(tmp_path):
    pieces = {"de_DE", "en_XX"}
    plan = planned(tmp_path, "mbart", "translate", pieces, tokenizer_class="MBartTokenizer")
    assert plan == TaskPlan("", "de_DE", "en_XX", start_token="en_XX")


@pytest.mark.parametrize(
    ("model_type", "task", "pieces", "prefix"),
    [
        ("t5", "translate", (), "translate German to English: "),
        ("mt5", "summarize", (), "summarize: "),
        ("t5", "translate", {"<2en>"}, "<2en>"),
        ("marian", "translate", {">>deu<<", ">>eng<<"}, ">>eng<<"),
    ],
)
def test_prefixes_are_those_of_the_family(tmp_path, model_type, task, pieces, prefix):
    assert planned(tmp_path, model_type, task, pieces).prefix == prefix


@pytest.mark.parametrize("prefix", ["", "fasse zusammen: "])
def test_a_prefix_of_ones_own_comes_first(tmp_path, prefix):
    assert planned(tmp_path, "mt5", "summarize", prefix=prefix).prefix == prefix
