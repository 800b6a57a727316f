from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import UsageError
from pipeline.train.corpus import SentencePair
from pipeline.train.omissions import Judging, shortened, verdicts_of
from pipeline.train.start import Coder

EN = "The council meets in Bremen today, because the budget of the city is missing."


class Words:
    """A tokenizer whose ids are the lengths of words, with special pieces in front of them."""

    eos_token_id, pad_token_id, bos_token_id = 2, 1, 0

    def __init__(self, pieces=("<s>", "<pad>", "</s>", "<unk>")):
        self.pieces = {piece: number for number, piece in enumerate(pieces)}

    def get_vocab(self):
        return self.pieces

    def __call__(self, texts=None, *, text_target=None, **_):
        rows = [[10 + len(word) for word in text.split()] + [2] for text in texts or text_target]
        return {"input_ids": rows}


class Plan:
    prefix, source_language, target_language = "", None, None


def coder(*pieces):
    return Coder(Words(*pieces), Plan(), None)


PAIRS = [SentencePair("own", "Der Rat tagt in Bremen.", EN)] * 40


def test_half_of_the_rows_are_whole_and_each_asks_for_its_verdict():
    rows = Judging(coder(), 1.0, seed=1).rows(PAIRS, longest=100)
    assert len(rows) == 2 * len(PAIRS)
    assert {target[0] for _, target in rows} == {0}
    whole = [target for _, target in rows if target[-1] == 2]
    lost = [target for _, target in rows if target[-1] == 3]
    assert len(whole) == len(lost) == len(PAIRS)
    assert max(map(len, lost)) < min(map(len, whole))
    assert all(2 not in target[1:-1] for _, target in rows)


def test_a_share_of_the_pairs_is_drawn_and_what_is_too_long_left_out():
    assert 20 < len(Judging(coder(), 0.5, seed=1).rows(PAIRS, longest=100)) < 60
    assert all(target[-1] == 3 for _, target in Judging(coder(), 1.0, 1).rows(PAIRS, longest=14))
    assert Judging(coder(), 1.0, seed=1).rows([SentencePair("own", "Ja.", "Yes.")], 100) == []


def test_a_vocabulary_without_the_pieces_is_refused():
    with pytest.raises(UsageError, match="--omissions needs"):
        verdicts_of(coder(("<pad>", "</s>", "</s>", "<unk>")))


@pytest.mark.parametrize("seed", range(30))
def test_clauses_phrases_and_last_words_are_cut(seed):
    text = shortened(EN, Random(seed))
    assert text is not None
    assert 4 <= len(text.split()) <= len(EN.split()) - 3
    assert text[0].isupper()


def test_the_last_clause_is_what_is_cut_most():
    cut = [shortened(EN, Random(seed)) for seed in range(300)]
    assert cut.count("The council meets in Bremen today.") > 100


@given(st.text(max_size=200), st.integers(0, 99))
def test_whatever_is_cut_is_shorter(text, seed):
    cut = shortened(text, Random(seed))
    assert cut is None or len(cut.split()) < len(text.split())
