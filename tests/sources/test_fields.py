from datetime import date, datetime, timedelta, timezone

import pytest

from pipeline.sources.fields import date_of, mappings, names_of, text_of, web_address


def test_the_first_field_with_text_is_taken():
    record = {"a": None, "b": "  ", "c": 7, "d": " Rat ", "e": "x"}
    assert text_of(record, "a", "b", "c", "d", "e") == "Rat"
    assert text_of(record, "a", "z") == ""


def test_names_may_be_a_list():
    assert names_of({"by": ["Kim Nord", 3, "Jo Ost"]}, "by") == "Kim Nord, Jo Ost"
    assert names_of({"by": [], "author": "Kim"}, "by", "author") == "Kim"


def test_lists_of_records():
    assert mappings([{"a": 1}, "x", None]) == [{"a": 1}]
    assert mappings("x") == []


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-04-25T18:00:00Z", "2026-04-25T18:00:00+00:00"),
        ("25. April 2026, 20:15 Uhr", "2026-04-25T20:15:00+02:00"),
        (1777140000, "2026-04-25T18:00:00+00:00"),
        (1777140000000, "2026-04-25T18:00:00+00:00"),
        (1777140000.5, "2026-04-25T18:00:00.500000+00:00"),
        (date(2026, 1, 2), "2026-01-02T00:00:00+01:00"),
        (datetime(2026, 1, 2, 3), "2026-01-02T03:00:00+01:00"),
        (datetime(2026, 1, 2, tzinfo=timezone(timedelta(hours=5))), "2026-01-02T00:00:00+05:00"),
    ],
)
def test_times(value, expected):
    found = date_of({"at": value}, "none", "at")
    assert found and found.isoformat() == expected


@pytest.mark.parametrize(
    "value", [True, None, "bald", float("nan"), float("inf"), 1e300, -1e300, []]
)
def test_what_is_no_time(value):
    assert date_of({"at": value}, "at") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://a.example/x", True),
        ("HTTP://a.example", True),
        ("http://[", False),
        ("http://[+9 chars]/", False),
        ("https://", False),
        ("javascript:x", False),
        ("", False),
    ],
)
def test_addresses(text, expected):
    assert web_address(text) == (text if expected else None)
