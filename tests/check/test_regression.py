import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.check.regression import Regression, standard_terms


def test_values_count_by_themselves_and_two_by_two():
    assert standard_terms((3.0, 5.0), (1.0, 5.0), (2.0, 1.0)) == [1, 1, 0, 1, 0, 0]
    regression = Regression((1.0, 5.0), (2.0, 1.0), (0.5, 2.0, 9.0, 3.0, 9.0, 9.0))
    assert regression.odds((3.0, 5.0)) == pytest.approx(5.5)


@given(st.floats(allow_nan=False))
def test_no_value_counts_beyond_measure(value):
    assert all(abs(term) <= 16 for term in standard_terms((value,), (0.0,), (1.0,)))
