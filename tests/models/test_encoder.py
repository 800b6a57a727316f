import shutil

import numpy as np
import pytest

from pipeline.errors import ModelError
from pipeline.models.encoder import SentenceEncoder
from tests.checkpoints import GERMAN

TEXTS = ["Ende.", *GERMAN[:3], "Der Rat tagt. " * 300]


@pytest.fixture(scope="module")
def bert(tmp_path_factory):
    """A BERT as sentence encoders are published: without the pooler, which nobody needs."""
    import torch
    from tokenizers import BertWordPieceTokenizer
    from transformers import BertConfig, BertModel, BertTokenizer

    folder = tmp_path_factory.mktemp("encoders") / "bert"
    backend = BertWordPieceTokenizer(lowercase=False)
    backend.train_from_iterator(GERMAN, vocab_size=300, show_progress=False)
    tokenizer = BertTokenizer(vocab=backend.get_vocab(), do_lower_case=False)
    tokenizer.save_pretrained(folder)
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=64,
        initializer_range=0.5,
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    return folder


@pytest.mark.parametrize("name", ["bert", "mbart", "t5"])
def test_vectors_have_length_one_and_do_not_depend_on_their_batch(bert, tiny, name):
    encoder = SentenceEncoder(str(bert if name == "bert" else tiny(name)))
    together = encoder.embed(TEXTS)
    assert together.dtype == np.float32
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    for text, vector in zip(TEXTS, together, strict=True):
        assert np.allclose(encoder.embed([text])[0], vector, atol=1e-4)
    assert encoder.embed([]).shape == (0, 0)


def test_different_texts_are_less_alike_than_the_same(bert):
    [one, same, other] = SentenceEncoder(str(bert)).embed([GERMAN[0], GERMAN[0], GERMAN[77]])
    assert one @ same > 0.9999 > one @ other


def test_e5_gets_the_prefix_that_it_was_trained_with(bert, tmp_path):
    named = shutil.copytree(bert, tmp_path / "multilingual-e5-tiny")
    [with_prefix] = SentenceEncoder(str(named)).embed([GERMAN[0]])
    [as_it_is] = SentenceEncoder(str(bert)).embed([f"query: {GERMAN[0]}"])
    assert np.allclose(with_prefix, as_it_is, atol=1e-5)


def test_what_cannot_be_used_is_named(bert, tmp_path):
    with pytest.raises(ModelError, match="models pull"):
        SentenceEncoder("example/no-such-encoder")
    broken = shutil.copytree(bert, tmp_path / "broken")
    (broken / "tokenizer.json").write_text("{}")
    with pytest.raises(ModelError, match="tokenizer"):
        SentenceEncoder(str(broken)).embed(["x"])
