import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.check.evidence import (
    CERTAIN,
    RULED_OUT,
    Doubt,
    doubts,
    first_look,
    opinions,
    second_looks,
)
from pipeline.check.omission import Omission, omissions
from pipeline.check.pair import check_pairs

DE = "Der Rat berät heute über den Haushalt, um einen Streit mit der Stadt zu vermeiden."
EN = "The council is discussing the budget today to avoid a dispute with the city."
SHORT = "The council discusses its budget today, as it should."
BLATANT = "The council."


def scorer(end, lost=0.0):
    """Finds the end of the English so likely; without a part of the German it gains or loses."""

    def score(pairs):
        score.asked += pairs
        return [
            [-1.0] * 5 + [end, -0.1]
            if de == DE
            else [-1.0] * 4 + [-1.0 - lost, end if lost else end / 2, -0.1]
            for de, _ in pairs
        ]

    score.asked = []
    return score


def test_only_pairs_in_doubt_are_asked_for():
    asking = scorer(-1.0)
    pairs = [(DE, EN), (DE, SHORT), (DE, ""), ("", "")]
    before = omissions(pairs)
    assert before[0].odds < RULED_OUT < before[1].odds < CERTAIN, "or else the sample is no good"
    found = opinions(pairs, asking)
    assert [one == other for one, other in zip(found, before, strict=True)] == [
        True,
        False,
        True,
        True,
    ]
    assert (DE, EN) not in asking.asked


def test_an_unlikely_end_speaks_for_an_omission_and_a_loss_against_it():
    def odds(end, lost):
        return opinions([(DE, SHORT)], scorer(end, lost))[0].odds

    assert odds(-9.0, 0.0) > odds(-0.1, 0.0)
    assert odds(-9.0, 0.0) > odds(-9.0, 9.0)


def test_the_part_that_is_missed_least_is_named():
    (look,) = second_looks([Doubt(DE, SHORT, 0.0, (-1.0,) * 7)], scorer(-9.0))
    assert "Streit" in look.missing


@given(st.text(max_size=80), st.text(max_size=80))
@settings(max_examples=60, deadline=None)
def test_any_text_can_be_asked_about(de, en):
    (found,) = opinions([(de, en)], lambda pairs: [(-1.0, -2.0, -3.0)] * len(pairs))
    assert math.isfinite(found.odds)


@pytest.mark.parametrize("pair", [("Ja, gut.", ""), ("Der Rat tagt.", " "), ("", "Yes."), ("", "")])
def test_a_blank_side_is_no_matter_for_a_model(pair):
    asking = scorer(-1.0)
    opinions([pair], asking)
    assert asking.asked == []


def test_a_pair_that_does_not_fit_the_model_is_judged_without_it():
    pairs, speechless = [(DE, SHORT)], lambda pairs: [()] * len(pairs)
    assert doubts(pairs, [Omission(0.0, "")], speechless) == {}
    assert opinions(pairs, speechless) == omissions(pairs)


def test_what_is_left_of_a_pair_may_be_too_long_for_the_model():
    (look,) = second_looks([Doubt(DE, SHORT, 0.0, (-1.0,) * 7)], lambda pairs: [()] * len(pairs))
    assert len(look.values) == len(first_look(Doubt(DE, SHORT, 0.0, (-1.0,)))) + 7


def test_pairs_are_checked_in_order_with_evidence_and_without():
    pairs = [(DE, EN), (DE, BLATANT)]
    for asking in (None, scorer(-9.0)):
        good, cut = check_pairs(pairs, asking)
        assert good == ()
        assert "coverage" in {finding.name for finding in cut}
