import json
import shutil

import pytest
from transformers import AutoTokenizer

from pipeline.errors import ModelError
from pipeline.models.checkpoint import resolve
from pipeline.models.tokenizer import open_tokenizer
from tests.checkpoints import BUILDERS, sentences

SOURCE_LANGUAGES = {"mbart25": "de_DE", "mbart50": "de_DE", "nllb": "deu_Latn", "m2m100": "de"}
TEXTS = [*sentences(20), "Größe: 3.500 m²", "„Ja“, sagte er – zweimal.", "x  y", "🙂", "A\tB\nC"]


def opened(folder, task="translate", prefix=None):
    return open_tokenizer(resolve(str(folder)), task, prefix)[0]


@pytest.mark.parametrize("name", BUILDERS)
def test_pieces_are_those_that_transformers_cuts(tiny, name):
    language = SOURCE_LANGUAGES.get(name)
    reference = AutoTokenizer.from_pretrained(
        tiny(name), **({"src_lang": language} if language else {})
    )
    tokenizer = opened(tiny(name), prefix="")
    assert tokenizer.encode(TEXTS) == reference(TEXTS)["input_ids"]
    for ids in tokenizer.encode(TEXTS):
        assert [tokenizer.piece(i) for i in ids] == reference.convert_ids_to_tokens(ids)
        assert [tokenizer.id(tokenizer.piece(i)) for i in ids] == ids


@pytest.mark.parametrize("name", BUILDERS)
def test_what_was_cut_is_put_together_as_transformers_does(tiny, name):
    reference = AutoTokenizer.from_pretrained(tiny(name))
    tokenizer = opened(tiny(name), prefix="")
    for ids in tokenizer.encode(sentences(20)):
        plain = reference.decode(ids, skip_special_tokens=True, clean_up_tokenization_spaces=False)
        assert tokenizer.decode(ids).strip() == plain.strip()


@pytest.mark.parametrize("name", ["marian", "mbart", "bart", "t5", "pegasus", "nllb"])
def test_text_survives_the_way_there_and_back(tiny, name):
    tokenizer = opened(tiny(name), prefix="")
    texts = sentences(20)
    back = [tokenizer.decode(ids).strip() for ids in tokenizer.encode(texts)]
    assert [b.removeprefix("deu_Latn").strip() for b in back] == texts


@pytest.mark.parametrize("name", BUILDERS)
def test_text_that_looks_like_an_end_token_does_not_end_the_input(tiny, name):
    tokenizer = opened(tiny(name), prefix="")
    plain, spoofed = tokenizer.encode(["Ja nein", "Ja </s> <pad> [SEP] nein"])
    special = {plain[-1], tokenizer.id("<pad>"), tokenizer.id("</s>"), tokenizer.id("[SEP]")}
    frame = sum(id_ in special for id_ in plain)
    assert sum(id_ in special for id_ in spoofed) == frame


def test_no_length_is_cut_even_if_the_saved_tokenizer_truncates_and_pads(tiny, tmp_path):
    shutil.copytree(tiny("mbart"), tmp_path / "m")
    path = tmp_path / "m" / "tokenizer.json"
    settings = json.loads(path.read_text())
    settings["truncation"] = {"max_length": 4, "strategy": "LongestFirst", "stride": 0}
    settings["truncation"]["direction"] = "Right"
    settings["padding"] = {"strategy": {"Fixed": 64}, "direction": "Right", "pad_id": 1}
    settings["padding"] |= {"pad_to_multiple_of": None, "pad_type_id": 0, "pad_token": "<pad>"}
    path.write_text(json.dumps(settings))
    assert opened(tmp_path / "m").encode(TEXTS) == opened(tiny("mbart")).encode(TEXTS)


@pytest.mark.parametrize("name", BUILDERS)
def test_a_text_beyond_every_limit_keeps_all_its_tokens(tiny, name):
    tokenizer = opened(tiny(name), prefix="")
    once, often = tokenizer.encode(["Der Haushalt.", " ".join(["Der Haushalt."] * 200)])
    assert len(often) >= 200 * (len(once) - 3)


def test_a_prefix_is_text_before_each_input(tiny):
    tokenizer = opened(tiny("t5"), "summarize")
    plain = opened(tiny("t5"), "summarize", prefix="")
    assert tokenizer.encode(["Ja.", "Nein."]) == plain.encode(
        ["summarize: Ja.", "summarize: Nein."]
    )


def test_a_prefix_that_is_one_piece_of_the_vocabulary_is_put_as_that_piece(tiny, tmp_path):
    shutil.copytree(tiny("marian"), tmp_path / "m")
    path = tmp_path / "m" / "vocab.json"
    vocabulary = json.loads(path.read_text())
    vocabulary[">>eng<<"] = len(vocabulary)
    path.write_text(json.dumps(vocabulary))
    plain = opened(tiny("marian")).encode(["Ja."])[0]
    assert opened(tmp_path / "m").encode(["Ja."])[0] == [vocabulary[">>eng<<"], *plain]


@pytest.mark.parametrize(
    ("name", "file"),
    [("mbart", "tokenizer.json"), ("marian", "source.spm"), ("m2m100", "vocab.json")],
)
def test_a_damaged_tokenizer_is_an_error_with_a_remedy(tiny, tmp_path, name, file):
    shutil.copytree(tiny(name), tmp_path / "m")
    (tmp_path / "m" / file).write_bytes(b"not a tokenizer")
    with pytest.raises(ModelError, match="the tokenizer of m cannot be used") as caught:
        opened(tmp_path / "m")
    assert caught.value.remedy


@pytest.mark.parametrize("name", BUILDERS)
def test_no_texts_are_no_tokens(tiny, name):
    assert opened(tiny(name)).encode([]) == []
