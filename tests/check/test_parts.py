from hypothesis import given
from hypothesis import strategies as st

from pipeline.check.parts import clause_parts, gap_part
from pipeline.check.words import words

DE = "Die Regierung hat das Gesetz beschlossen, weil die Opposition ihren Widerstand aufgab."
CUT = "The government passed the law."


def test_the_gap_is_taken_out_of_the_german():
    part = gap_part(DE, CUT)
    assert "Opposition ihren Widerstand" in part.text
    assert part.text not in part.rest
    assert part.rest == "Die Regierung hat das Gesetz ."


def test_the_last_clause_is_taken_out_and_the_full_stop_stays():
    (part,) = clause_parts(DE, CUT)
    assert part.text == "weil die Opposition ihren Widerstand aufgab"
    assert part.rest == "Die Regierung hat das Gesetz beschlossen."


def test_the_clause_with_the_most_missing_words_comes_before_the_last():
    de = "Der Rat tagte, obwohl ein Unwetter den Norden traf, in der Stadt Bremen."
    first, last = clause_parts(de, "The council met in the city of Bremen.")
    assert "Unwetter" in first.text
    assert first.rest == "Der Rat tagte, in der Stadt Bremen."
    assert last.rest == "Der Rat tagte, obwohl ein Unwetter den Norden traf."


def test_a_short_text_has_no_part_that_could_go():
    assert gap_part("Ja.", "Yes.") is None
    assert clause_parts("Er kam, sah.", "He came.") == []


@given(st.text(), st.text())
def test_part_and_rest_have_all_the_words_between_them(de, en):
    gap = gap_part(de, en)
    for part in [*clause_parts(de, en), *([gap] if gap else [])]:
        both = [word.text for text in part for word in words(text)]
        assert sorted(both) == sorted(word.text for word in words(de))
