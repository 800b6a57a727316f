import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.check.alignment import align, has_counterpart, renders_any
from pipeline.check.coverage import check_coverage
from pipeline.check.omission import omission, widest_gap
from pipeline.check.stems import english_stem, german_stem
from pipeline.check.translations import translations

DE = "Die Regierung hat das Gesetz beschlossen, weil die Opposition ihren Widerstand aufgab."
EN = "The government passed the law because the opposition gave up its resistance."
CUT = "The government passed the law."


def test_a_cut_clause_is_named():
    odds, missing = omission(DE, CUT)
    assert odds > 0 > omission(DE, EN)[0]
    assert "Opposition ihren Widerstand" in missing
    (finding,) = check_coverage(DE, CUT)
    assert "Widerstand" in finding.detail


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
    omission(de, en)


def test_inflected_words_and_compounds_have_counterparts():
    assert has_counterpart(german_stem("wohnungen"), "Flats are dear; apartments too.")
    assert has_counterpart(german_stem("regierungssprecherin"), "a government spokeswoman")
    assert not has_counterpart(german_stem("regierung"), "The dog slept.")
    assert renders_any(english_stem("police"), "Die Polizei schweigt.")
    assert not renders_any(english_stem("police"), "Der Hund schläft.")


def test_words_that_nobody_knows_have_no_translations():
    assert translations("xqzzv") == frozenset()
    assert translations("") == frozenset()
