from hypothesis import given
from hypothesis import strategies as st

from pipeline.review.web.difference import difference

WORDS = st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=12).map(" ".join)


def test_what_went_and_what_came():
    assert difference("The council meets today.", "It sits today.") == [
        ("del", "The council meets"),
        ("ins", "It sits"),
        ("same", "today."),
    ]
    assert difference("", "New.") == [("ins", "New.")]
    assert difference("Old.", "") == [("del", "Old.")]
    assert difference("Same.", "Same.") == [("same", "Same.")]


@given(WORDS, WORDS)
def test_both_versions_can_be_read_out_of_it(before, after):
    pieces = difference(before, after)
    assert " ".join(words for kind, words in pieces if kind != "ins") == before
    assert " ".join(words for kind, words in pieces if kind != "del") == after
