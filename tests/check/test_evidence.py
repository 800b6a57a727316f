import pytest

from pipeline.check.coverage import check_coverage
from pipeline.check.ending import check_ending
from pipeline.check.evidence import Doubt, Opinion, doubts, first_look, opinions, second_looks
from pipeline.check.omission import omission
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
    assert -2.5 < omission(DE, SHORT)[0] < 6.0, "or else the sample is no good"
    found = opinions([(DE, EN), (DE, SHORT), (DE, ""), ("", "")], asking)
    assert [opinion is None for opinion in found] == [True, False, True, True]
    assert (DE, EN) not in asking.asked


def test_an_unlikely_end_speaks_for_an_omission_and_a_loss_against_it():
    def odds(end, lost):
        return opinions([(DE, SHORT)], scorer(end, lost))[0].odds

    assert odds(-9.0, 0.0) > odds(-0.1, 0.0)
    assert odds(-9.0, 0.0) > odds(-9.0, 9.0)


def test_the_part_that_is_missed_least_is_named():
    (look,) = second_looks([Doubt(DE, SHORT, 0.0, (-1.0,) * 7)], scorer(-9.0))
    assert "Streit" in look.missing


def test_a_pair_that_does_not_fit_the_model_is_judged_by_its_words():
    assert doubts([(DE, SHORT)], lambda pairs: [()] * len(pairs)) == {}
    assert opinions([(DE, SHORT)], lambda pairs: [()] * len(pairs)) == [None]


def test_what_is_left_of_a_pair_may_be_too_long_for_the_model():
    (look,) = second_looks([Doubt(DE, SHORT, 0.0, (-1.0,) * 7)], lambda pairs: [()] * len(pairs))
    assert len(look.values) == len(first_look(Doubt(DE, SHORT, 0.0, (-1.0,)))) + 7


@pytest.mark.parametrize(("odds", "severity"), [(2.0, "warning"), (4.0, "error")])
def test_an_opinion_goes_before_the_words(odds, severity):
    (finding,) = check_coverage(DE, EN, Opinion(odds, "um einen Streit"))
    assert finding.severity == severity
    assert "“um einen Streit”" in finding.detail
    assert check_coverage(DE, "The council discusses.", Opinion(-1.0)) == []


def test_a_missing_full_stop_is_no_loss_where_the_model_sees_none():
    without = SHORT.rstrip(".")
    assert check_ending(DE, without)
    assert check_ending(DE, without, opinion=Opinion(1.0))
    assert check_ending(DE, without, opinion=Opinion(-4.0)) == []


def test_pairs_are_checked_in_order_with_evidence_and_without():
    pairs = [(DE, EN), (DE, BLATANT)]
    for asking in (None, scorer(-9.0)):
        good, cut = check_pairs(pairs, asking)
        assert good == ()
        assert "coverage" in {finding.name for finding in cut}
