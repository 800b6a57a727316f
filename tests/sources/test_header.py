from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.sources import header
from pipeline.sources.header import published_at, read_header, without_live_marks

LINE = " date 2023-03 Musterminister Sparen und ausbauen Stand: 16.03.2023 04:24 Uhr"


def test_a_metadata_line_gives_kicker_headline_time_and_notes():
    found = read_header(LINE)
    assert found is not None
    assert (found.kicker, found.headline) == ("Musterminister", "Sparen und ausbauen")
    assert found.published == datetime(2023, 3, 16, 4, 24, tzinfo=ZoneInfo("Europe/Berlin"))
    assert found.notes == ("date 2023-03", "Stand: 16.03.2023 04:24 Uhr")
    assert found.rest == ""


@pytest.mark.parametrize(
    ("text", "hours"), [("Stand: 16.02.2022 04:24 Uhr", 1), ("Stand: 16.07.2022 04:24 Uhr", 2)]
)
def test_the_time_is_german_local_time_in_winter_and_summer(text, hours):
    published = published_at(text)
    assert published is not None
    assert published.utcoffset() == timedelta(hours=hours)


@pytest.mark.parametrize(
    "text",
    [
        "Stand: 9.3.2023, 04.24 Uhr",
        "Stand: 09.03.23 04:24",
        "Stand: 9. März 2023, 04:24 Uhr",
        "Stand: Donnerstag, 9. März 2023 um 04:24 Uhr",
    ],
)
def test_the_time_is_understood_in_other_forms(text):
    published = published_at(text)
    assert published is not None
    assert published.isoformat() == "2023-03-09T04:24:00+01:00"


@pytest.mark.parametrize(
    "text", ["Stand: 32.13.2022 04:24 Uhr", "Stand: 3. Foo 2022", "Stand: heute", ""]
)
def test_an_impossible_time_is_none(text):
    assert published_at(text) is None


def test_a_system_without_time_zones_gives_no_time(monkeypatch):
    def missing(name: str) -> ZoneInfo:
        raise ZoneInfoNotFoundError(name)

    monkeypatch.setattr(header, "ZoneInfo", missing)
    assert published_at("Stand: 16.02.2022 04:24 Uhr") is None


def test_a_line_may_lack_either_end():
    without_stand = read_header("date 2023-03-16 Musterminister Sparen und ausbauen")
    without_date = read_header("Musterminister Sparen und ausbauen Stand: 16.03.2023 04:24 Uhr")
    assert without_stand is not None and without_stand.published is None
    assert without_date is not None and without_date.headline == "Sparen und ausbauen"


def test_text_on_the_same_line_is_the_rest():
    found = read_header(LINE + " Der Rat hat getagt.")
    assert found is not None and found.rest == "Der Rat hat getagt."
    long = read_header("date 2023-03 " + "Der Rat hat getagt. " * 20)
    assert long is not None and (long.headline, long.rest[:7]) == ("", "Der Rat")


@pytest.mark.parametrize(
    "line",
    [
        "Sparen und ausbauen",
        "Das Update 2023-03 kam.",
        "Der Rat hat getagt. " * 20 + "Stand: 16.03.2023 04:24 Uhr",
    ],
)
def test_other_lines_are_no_header(line):
    assert read_header(line) is None


def test_the_marks_of_a_liveblog_go_to_the_notes():
    found = read_header(" date 2023-03 Wahl ++ Rat ist gewählt ++ Stand: 16.03.2023 04:24 Uhr")
    assert found is not None
    assert (found.kicker, found.headline) == ("Wahl", "Rat ist gewählt")
    assert found.notes[2:] == ("++", "++")
    assert without_live_marks("+++") == ("+++", ())


@settings(deadline=None)  # the first example may load a model
@given(st.text(alphabet=st.characters(exclude_characters="\n")))
def test_no_character_of_a_header_is_lost(text):
    found = read_header(f"date 2023-03 {text}")
    assert found is not None
    parts = [found.kicker, found.headline, *found.notes, found.rest]
    assert sorted("".join("".join(parts).split())) == sorted("".join(f"date2023-03{text}".split()))
