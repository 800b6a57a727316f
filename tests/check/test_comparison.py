import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from threadpoolctl import threadpool_info

from pipeline.check.comparison import WEIGHTS, Shape, lost, open_pieces

DE = "Die Regierung hat das Gesetz beschlossen, weil die Opposition ihren Widerstand aufgab."
EN = "The government passed the law because the opposition gave up its resistance."
CUT = "The government passed the law."
SHORT, SHORT_EN = "Der Rat tagt am Montag.", "The council meets on Monday."


def test_english_that_lost_a_clause_is_told_from_whole():
    whole, cut, short = lost([(DE, EN), (DE, CUT), (SHORT, SHORT_EN)])
    assert cut > 0 > whole
    assert short < 0


def test_a_pair_is_judged_alike_in_any_company():
    pairs = [(DE, EN), (DE, CUT), (SHORT, SHORT_EN), (DE, SHORT_EN)] * 5
    together = lost(pairs)
    alone = [lost([pair])[0] for pair in pairs]
    assert together == pytest.approx(alone, abs=1e-3)


@given(st.text(), st.text(min_size=1))
@settings(max_examples=50, deadline=None)
def test_any_text_can_be_compared(de, en):
    (odds,) = lost([(de, en)])
    assert math.isfinite(odds)


def test_a_text_of_any_length_is_compared():
    (odds,) = lost([(DE * 100, EN * 100)])
    assert math.isfinite(odds)


def test_half_a_surrogate_pair_is_no_obstacle():
    (odds,) = lost([(DE + " \ud83d", EN)])
    assert math.isfinite(odds)


def test_its_pieces_are_those_that_the_network_knows():
    ids = open_pieces()([DE, EN])
    assert max(map(max, ids)) < Shape().vocabulary
    assert WEIGHTS.endswith(".npz")


def test_numpy_computes_in_one_thread():
    lost([(DE, EN)])
    used = [lib["num_threads"] for lib in threadpool_info() if "numpy" in lib["filepath"]]
    assert set(used) <= {1}
