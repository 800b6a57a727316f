import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.evaluate.rouge import Rouge, mean, rouge, tokenize


def test_by_hand():
    # Ours: 4 words, 3 pairs; theirs: 6 words, 5 pairs. Common: 3 words, 1 pair, "die brücke zu".
    score = rouge("Die Brücke ist zu", "Seit gestern bleibt die Brücke zu")
    assert score.rouge1 == pytest.approx(100 * 2 * 3 / (4 + 6))
    assert score.rouge2 == pytest.approx(100 * 2 * 1 / (3 + 5))
    assert score.rouge_l == pytest.approx(100 * 2 * 3 / (4 + 6))


def test_order_matters_to_all_but_rouge_1():
    score = rouge("zu Brücke die", "die Brücke zu")
    assert (score.rouge1, score.rouge2) == (100, 0)
    assert score.rouge_l == pytest.approx(100 / 3)


def test_a_word_counts_as_often_as_both_have_it():
    assert rouge("die die die", "die die Stadt").rouge1 == pytest.approx(100 * 2 * 2 / 6)


def test_words_keep_their_umlauts():
    assert tokenize("Für 1.000 Fußgänger!") == ["für", "1", "000", "fußgänger"]


@pytest.mark.parametrize(("ours", "theirs"), [("", ""), ("", "Stadt"), ("Stadt", ""), ("a", "b")])
def test_nothing_in_common_is_zero(ours, theirs):
    assert rouge(ours, theirs) == Rouge(0, 0, 0)


def test_mean():
    assert mean([Rouge(10, 20, 30), Rouge(20, 40, 60)]) == Rouge(15, 30, 45)
    assert mean([]) == Rouge(0, 0, 0)


TEXT = st.text(alphabet="abä ", max_size=30)


@given(TEXT, TEXT)
def test_scores_are_symmetric_and_bounded(ours, theirs):
    score = rouge(ours, theirs)
    assert score == rouge(theirs, ours)
    assert 0 <= score.rouge2 <= 100
    assert 0 <= score.rouge_l <= score.rouge1 <= 100


@given(TEXT.filter(lambda text: len(text.split()) > 1))
def test_a_text_is_like_itself(text):
    assert rouge(text, text) == Rouge(100, 100, 100)


def test_without_umlauts_it_agrees_with_the_rouge_score_package():
    # Scores of rouge-score 0.1.2 with use_stemmer=False.
    score = rouge(
        "the city closes the bridge on Monday, the mayor said",
        "On Monday the city closes its only bridge for two years",
    )
    assert score.rouge1 == pytest.approx(57.1429, abs=1e-3)
    assert score.rouge2 == pytest.approx(42.1053, abs=1e-3)
    assert score.rouge_l == pytest.approx(38.0952, abs=1e-3)
