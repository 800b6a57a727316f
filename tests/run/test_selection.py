import pytest

from pipeline.errors import UsageError
from pipeline.run.selection import Selection, moment


def test_a_bare_date_is_the_whole_day_in_berlin():
    assert moment("2026-11-14").isoformat() == "2026-11-14T00:00:00+01:00"
    assert moment("2026-07-14", end_of_day=True).isoformat() == "2026-07-14T23:59:59.999999+02:00"
    assert moment("20261114", end_of_day=True).hour == 23
    assert moment("2026-11-14T06:00Z").isoformat() == "2026-11-14T06:00:00+00:00"


def test_dates_that_nothing_lies_between_are_refused():
    assert Selection(since=moment("2026-11-14"), until=moment("2026-11-14", end_of_day=True))
    with pytest.raises(UsageError, match="exchange --since and --until"):
        Selection(since=moment("2026-11-20"), until=moment("2026-11-10"))


def test_what_is_no_date_is_refused():
    with pytest.raises(UsageError, match="2026-11-14"):
        moment("gestern")
