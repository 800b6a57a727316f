import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.check.alignment import align, has_counterpart, renders_any
from pipeline.check.coverage import check_coverage
from pipeline.check.ending import check_ending
from pipeline.check.omission import CERTAIN, RULED_OUT, Omission, by_words, omissions, widest_gap
from pipeline.check.stems import english_stem, german_stem
from pipeline.check.translations import translations

DE = "Die Regierung hat das Gesetz beschlossen, weil die Opposition ihren Widerstand aufgab."
EN = "The government passed the law because the opposition gave up its resistance."
CUT = "The government passed the law."
DOUBTFUL = "The government has passed the law because of the opposition."


def test_a_cut_clause_is_named():
    cut, whole = omissions([(DE, CUT), (DE, EN)])
    assert cut.odds > 0 > whole.odds
    assert "Opposition ihren Widerstand" in cut.missing
    (finding,) = check_coverage(DE, CUT, cut)
    assert "Widerstand" in finding.detail


def test_the_network_is_asked_where_the_words_leave_doubt(monkeypatch):
    asked = []

    def network(pairs):
        asked.extend(pairs)
        return [9.0] * len(pairs)

    monkeypatch.setattr("pipeline.check.omission.lost", network)
    pairs = [("Die Stadt baut eine neue Schule.", "The city is building a new school.")]
    pairs += [(DE, DOUBTFUL), (DE, "No.")]
    found = [by_words(*pair) for pair in pairs]
    assert found[0].odds < RULED_OUT < found[1].odds < CERTAIN < found[2].odds, "a bad sample"
    said = omissions(pairs)
    assert asked == [(DE, DOUBTFUL)]
    assert (said[0], said[2]) == (found[0], found[2])
    assert said[1].odds > found[1].odds


@pytest.mark.parametrize(("odds", "severity"), [(2.0, "warning"), (4.0, "error")])
def test_the_odds_decide_how_severe_it_is(odds, severity):
    (finding,) = check_coverage(DE, EN, Omission(odds, "ihren Widerstand"))
    assert finding.severity == severity
    assert "“ihren Widerstand”" in finding.detail
    assert check_coverage(DE, CUT, Omission(-1.0, "")) == []


def test_a_missing_full_stop_is_no_loss_where_nothing_else_is():
    without = EN.rstrip(".")
    assert check_ending(DE, without, Omission(1.0, ""))
    assert check_ending(DE, without, Omission(-4.0, "")) == []


@pytest.mark.parametrize(
    ("odds", "gap"),
    [
        ((), (0, 0, 0.0)),
        ((-1.0, -2.0), (0, 0, 0.0)),
        ((1.0, -3.0, 2.0, -0.5, 1.0), (2, 5, 2.5)),
        ((2.0, -1.0, 2.0, -5.0), (0, 3, 3.0)),
    ],
)
def test_the_widest_gap_has_the_largest_sum(odds, gap):
    assert widest_gap(odds) == gap


@given(st.text(), st.text())
def test_any_text_is_aligned_word_by_word(de, en):
    found = align(de, en)
    assert found.reached is None or found.reached < len(found.german)
    by_words(de, en)


def test_inflected_words_and_compounds_have_counterparts():
    assert has_counterpart(german_stem("wohnungen"), "Flats are dear; apartments too.")
    assert has_counterpart(german_stem("regierungssprecherin"), "a government spokeswoman")
    assert not has_counterpart(german_stem("regierung"), "The dog slept.")
    assert renders_any(english_stem("police"), "Die Polizei schweigt.")
    assert not renders_any(english_stem("police"), "Der Hund schläft.")


def test_words_that_nobody_knows_have_no_translations():
    assert translations("xqzzv") == frozenset()
    assert translations("") == frozenset()
