import os
import signal
from datetime import UTC, datetime

import pytest

from pipeline.errors import UsageError
from pipeline.run.stop import Stop, on_signals, seconds_until


def test_the_first_signal_asks_and_the_second_interrupts():
    stop, said = Stop(), []
    before = signal.getsignal(signal.SIGTERM)
    with on_signals(stop, said.append):
        os.kill(os.getpid(), signal.SIGTERM)
        assert stop.reason == "SIGTERM"
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
    assert len(said) == 1
    assert signal.getsignal(signal.SIGTERM) is before


def test_no_window_is_begun_that_would_end_after_the_deadline():
    now = [100.0]
    stop = Stop(deadline=200.0, clock=lambda: now[0])
    assert not stop.before(99)
    assert stop.before(100)
    assert stop.reason == "deadline"
    assert stop.before(0), "what was decided stays decided"


def test_seconds_until_a_time_of_day():
    now = datetime(2026, 11, 14, 22, 0).astimezone()
    assert seconds_until("22:30", now) == 1800
    assert seconds_until("22:00", now) == 24 * 3600
    assert seconds_until("05:30", now.astimezone(UTC)) == 7.5 * 3600


@pytest.mark.parametrize("text", ["5.30", "25:00", "", "morgen"])
def test_what_is_no_time_of_day_is_refused(text):
    with pytest.raises(UsageError, match="05:30"):
        seconds_until(text, datetime.now(UTC))
