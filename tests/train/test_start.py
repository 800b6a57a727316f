from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ModelError, UsageError
from pipeline.models.checkpoint import resolve
from pipeline.models.quiet import quiet
from pipeline.train.batches import Batches, Span
from pipeline.train.corpus import Cleaner, Corpus
from pipeline.train.loop import Recipe, Trainer
from pipeline.train.prepare import encode
from pipeline.train.schedule import Budget
from pipeline.train.score import translate
from pipeline.train.start import Shape, lay_down, load
from tests import checkpoints

SHAPE = Shape(32, 1, 1, pieces=400, positions=64)


@pytest.fixture(scope="module")
def fresh(toy_pairs, tmp_path_factory):
    folder = tmp_path_factory.mktemp("fresh")
    with quiet():
        lay_down(folder, SHAPE, (text for pair in toy_pairs for text in pair), seed=1)
        return load(str(folder))


@pytest.fixture(scope="module")
def news_tsv(tmp_path_factory):
    path = tmp_path_factory.mktemp("news") / "news.tsv"
    lines = zip(checkpoints.GERMAN[:40], checkpoints.ENGLISH[:40], strict=True)
    path.write_text("".join(f"{de}\t{en}\n" for de, en in lines), "utf-8")
    return path


def test_a_fresh_model_is_pre_norm_and_says_so_to_converters(fresh):
    config = resolve(str(fresh.checkpoint.folder)).config
    assert config["model_type"] == "mbart"
    assert config["normalize_before"] is True
    assert config["normalize_embedding"] is True
    assert (fresh.longest, fresh.first, fresh.forced_bos) == (64, 2, None)


def test_a_fresh_start_is_the_same_for_the_same_seed(fresh, toy_pairs, tmp_path):
    with quiet():
        lay_down(tmp_path, SHAPE, (text for pair in toy_pairs for text in pair), seed=1)
        again = load(str(tmp_path))
    assert again.checkpoint.revision == fresh.checkpoint.revision


@given(text=st.text(st.characters(exclude_categories=["Cs"])))
def test_the_fresh_tokenizer_knows_all_text_and_puts_digits_alone(fresh, text):
    (ids,) = fresh.coder.source([text])
    assert ids[-1] == 2
    assert 3 not in ids
    (year,) = fresh.coder.target(["2024"])
    assert len(year) == 5


def test_what_was_encoded_decodes_again(fresh, toy_pairs):
    english = [en for _, en in toy_pairs[:20]]
    rows = fresh.coder.target(english)
    assert fresh.coder.text([torch.tensor(row) for row in rows]) == english


@pytest.mark.parametrize("shape", [{"width": 100}, {"width": 0}, {"encoder_layers": 0}])
def test_a_shape_that_cannot_work_is_wrong_use(shape):
    with pytest.raises(UsageError):
        Shape(**shape)


def test_what_is_no_translator_is_refused_with_an_example(tmp_path):
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    with quiet():
        checkpoints.mbart(tmp_path / "tokenizer")
        tokenizer = PreTrainedTokenizerFast.from_pretrained(tmp_path / "tokenizer")
        tokenizer.save_pretrained(tmp_path / "bert")
        small = {"hidden_size": 8, "num_attention_heads": 1, "intermediate_size": 8}
        BertModel(BertConfig(num_hidden_layers=1, **small)).save_pretrained(tmp_path / "bert")
        with pytest.raises(ModelError, match="opus-mt-de-en"):
            load(str(tmp_path / "bert"))


@pytest.mark.parametrize("name", sorted(checkpoints.BUILDERS))
def test_every_architecture_learns(name, news_tsv, tmp_path):
    with quiet():
        start = load(str(checkpoints.BUILDERS[name](tmp_path / name)))
        data = encode([Corpus(news_tsv)], Cleaner(), start.coder, start.longest)
        text = data.text
        batches = Batches(text, (Span(0, len(text), 1),), 2000, seed=1)
        trainer = Trainer(
            start.model,
            start.first,
            start.coder.pad,
            batches,
            Recipe(3e-3, "adamw"),
            device="cpu",
            precision="float32",
        )
        before = trainer.loss_on(batches)
        for _ in range(6):
            trainer.advance(Budget(steps=6))
        output = translate(
            start, checkpoints.GERMAN[:3], beam=2, tokens=500, device="cpu", precision="float32"
        )
    assert trainer.loss_on(batches) < before
    assert len(output.texts) == 3
    assert output.tokens > 0
    ends = {start.coder.tokenizer.eos_token_id, start.coder.tokenizer.sep_token_id}
    assert ends & set(text.target.ids[: text.target.offsets[1]].tolist())
