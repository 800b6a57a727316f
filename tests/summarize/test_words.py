import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.summarize.words import content, grams, stem, words


def test_words_keep_umlauts_and_numbers():
    assert words("Für 3,5 Mio. Fußgänger*innen") == ["für", "3", "5", "mio", "fußgänger", "innen"]


@pytest.mark.parametrize(
    ("left", "right"),
    [("häuser", "haus"), ("ministern", "minister"), ("straße", "strassen"), ("wahlen", "wahl")],
)
def test_inflected_forms_share_a_stem(left, right):
    if left == "häuser":
        assert stem(left) == "haus"
    assert stem(left) == stem(right)


def test_short_words_keep_their_ending():
    assert stem("see") == "see"


def test_a_compound_shares_grams_with_its_part():
    shared = set(grams("klinikaufenthalte")) & set(grams("aufenthalt"))
    assert len(shared) >= 5


def test_the_beginning_of_a_word_is_marked():
    assert grams("bahnhof")[0] == "_bah"


def test_function_words_and_letters_carry_no_content():
    assert content(["der", "minister", "und", "x", "the", "vote"]) == ["minister", "vote"]


@given(st.text())
def test_every_word_has_a_stem_and_grams(text):
    for word in words(text):
        assert stem(word)
        assert grams(word)
