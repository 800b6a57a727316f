import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ModelError
from pipeline.models.engine import Decoding, Hypothesis, Limits, ModelCard
from pipeline.models.seq2seq import Seq2SeqEngine, size_class


class Characters:
    """A tokenizer with a token a character and one at the end."""

    def encode(self, texts):
        return [[*map(ord, text), 0] for text in texts]


class Echo(Seq2SeqEngine[tuple]):
    """Gives back the ids it was given, and remembers the batches."""

    name = "torch"

    def __init__(self):
        super().__init__(ModelCard("echo", "1"), Limits(20, 30), Characters(), 64)
        self.batches = []

    def _search(self, batch, decoding, room, prefixes):
        self.batches.append((batch, room))
        return batch

    def _hypothesis(self, found):
        return Hypothesis("".join(map(chr, found[:-1])), -1.0, len(found), True)


@given(st.lists(st.text(max_size=19), max_size=40))
def test_each_text_has_its_own_hypothesis_in_order(texts):
    outputs = Echo().generate(texts, Decoding())
    assert [out.text for out in outputs] == [text if text.strip() else "" for text in texts]


def test_blank_texts_cost_nothing():
    engine = Echo()
    empty = Hypothesis("", 0.0, 0, True)
    assert engine.generate(["", " \n", "\u00a0"], Decoding()) == [empty] * 3
    assert engine.generate([], Decoding()) == []
    assert engine.batches == []


def test_equal_texts_are_searched_once():
    engine = Echo()
    assert len(engine.generate(["ja"] * 5, Decoding())) == 5
    assert [len(batch) for batch, _ in engine.batches] == [1]


def test_a_text_that_fits_exactly_passes_and_one_token_more_is_an_error():
    engine = Echo()
    assert engine.count(["x" * 19, ""]) == [20, 1]
    engine.generate(["x" * 19], Decoding())
    with pytest.raises(ModelError, match="21 tokens does not fit echo, which takes 20") as caught:
        engine.generate(["kurz", "x" * 20], Decoding())
    assert "split" in caught.value.remedy


@pytest.mark.parametrize(
    ("length", "wanted", "room"),
    [(4, None, int(1.6 * 8) + 16), (19, None, 30), (4, 7, 7), (4, 99, 30), (4, 0, 1)],
)
def test_room_for_the_output_follows_the_inputs_size_and_the_limit(length, wanted, room):
    engine = Echo()
    engine.generate(["x" * length], Decoding(max_new_tokens=wanted))
    assert engine.batches[0][1] == room


@given(st.lists(st.integers(1, 19), min_size=1, max_size=30), st.integers(1, 19))
def test_what_a_text_may_give_does_not_depend_on_its_company(others, length):
    alone, together = Echo(), Echo()
    alone.generate(["x" * length], Decoding())
    together.generate(["x" * length, *("y" * n for n in others)], Decoding())
    source = alone.batches[0][0][0]
    [room] = [batch[1] for batch in together.batches if source in batch[0]]
    assert room == alone.batches[0][1]


@given(st.integers(1, 10_000))
def test_a_size_class_holds_its_length_and_little_more(length):
    assert length <= size_class(length) < max(9, length * 1.5)
    assert size_class(size_class(length)) == size_class(length)
