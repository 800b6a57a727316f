from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import UsageError
from pipeline.train.schedule import Budget, Schedule


def test_the_budget_that_ends_first_counts():
    both = Budget(minutes=10, steps=100)
    assert both.used(50, 60) == 0.5
    assert both.used(10, 540) == 0.9
    assert both.used(500, 0) == 1.0
    assert Budget(minutes=1).used(10**9, 30) == 0.5


@pytest.mark.parametrize("given_", [{}, {"minutes": 0}, {"steps": -1}, {"steps": 5, "minutes": 0}])
def test_no_budget_is_wrong_use(given_):
    with pytest.raises(UsageError, match="--minutes or --steps"):
        Budget(**given_)


def test_the_rate_rises_stays_and_falls():
    schedule = Schedule(warmup=400, decay_from=0.7, floor=0.01)
    assert schedule.factor(100, 0.01) == 0.25
    assert schedule.factor(400, 0.02) == schedule.factor(9000, 0.699) == 1.0
    assert schedule.factor(9000, 0.775) == pytest.approx(0.5)
    assert schedule.factor(9999, 1.0) == 0.01


def test_a_short_run_is_warm_after_a_tenth_of_its_budget():
    assert Schedule(warmup=400).factor(5, 0.05) == 0.5
    assert Schedule(warmup=400).factor(10, 0.1) == 1.0


def test_a_run_that_is_not_to_decay_does_not():
    assert Schedule(decay_from=1.0).factor(500, 1.0) == 1.0


@given(st.integers(1, 10**6), st.floats(0, 1), st.floats(0, 1))
def test_the_rate_is_a_share_of_the_peak(step, used, decay_from):
    assert 0 < Schedule(decay_from=decay_from).factor(step, used) <= 1
