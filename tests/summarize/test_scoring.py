from math import isfinite, log1p

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.summarize.cues import candidates
from pipeline.summarize.scoring import CUES, WORD_CUES, Scorer, Weights, word_cues
from tests.summarize.samples import BRIDGE, article

HEADLINE = "Neuhafen sperrt Elbbrücke"


@pytest.fixture
def scorer():
    return Scorer(candidates(article(BRIDGE)), HEADLINE, expected=28)


def test_cues_have_names(scorer):
    cues = dict(zip(CUES, scorer.cues((0,)), strict=True))
    assert cues["position"] == 0
    assert cues["when"] == 1
    assert cues["headline"] > 0.3


def test_cues_of_sentences_are_weighted_by_length():
    pool = candidates(article(["Eins zwei drei.", "Vier."]))
    position = Scorer(pool, "", expected=28).cues((0, 1))[0]
    assert position == pytest.approx(log1p(1) * 1 / 4)


def test_the_headline_and_the_centre_draw(scorer):
    assert scorer.value((0,)) > scorer.value((6,))


def test_similarity_sees_through_inflection_and_compounds():
    near = "Für den Bau einer Brücke fehlt Geld."
    far = "Im Rathauskeller gibt es Kuchen."
    pool = candidates(article(["Der Brückenbau verschlingt Gelder.", near, far]))
    scorer = Scorer(pool, "", expected=28)
    assert scorer.similarity(0, 1) > 0.2
    assert scorer.similarity(0, 2) < 0.05
    assert scorer.similarity(1, 0) == scorer.similarity(0, 1)


def test_coverage_is_the_expected_f1():
    pool = candidates(article(["Brücke Brücke Hafen."]))
    weights = Weights(cues=(0.0,) * 5, word_cues=(0.0,) * len(WORD_CUES), repeat=0.0)
    # Each content word is in the lead with probability 1/2, a second copy never counts.
    assert Scorer(pool, "", 7, weights).value((0,)) == pytest.approx(2 * (0.5 + 0.5) / (3 + 7))


def test_function_words_may_repeat():
    pool = candidates(article(["Der der Hafen."]))
    weights = Weights(cues=(0.0,) * 5, word_cues=(0.0,) * len(WORD_CUES), repeat=0.0)
    assert Scorer(pool, "", 7, weights).value((0,)) == pytest.approx(2 * (1.0 + 0.5) / (3 + 7))


def test_word_cues_know_frequency_place_headline_and_shape():
    cues = word_cues(candidates(article(BRIDGE)), HEADLINE)
    bridge = dict(zip(WORD_CUES, cues["elbbrücke"], strict=True))
    assert bridge["frequency"] > 0
    assert bridge["early"] == 1
    assert bridge["in_headline"] == 1
    assert bridge["headline_overlap"] == 1
    assert bridge["capitalized"] == 1
    assert dict(zip(WORD_CUES, cues["die"], strict=True))["function_word"] == 1


@given(st.lists(st.text(alphabet="aäbß1 .?„“-", min_size=1), min_size=1, max_size=6), st.text())
def test_every_set_has_a_finite_value(texts, headline):
    pool = candidates(article(texts))
    scorer = Scorer(pool, headline, expected=28)
    for size in range(1, len(pool) + 1):
        assert isfinite(scorer.value(tuple(range(size))))
