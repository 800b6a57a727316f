from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from pipeline.newsletter.render import wording
from tests.newsletter.render.issues import sample


def test_dates_are_english_whatever_the_locale():
    assert wording.day(datetime(2026, 3, 4)) == "4 March 2026"
    assert wording.moment(datetime(2026, 12, 14, 8, 5)) == "14 December 2026, 08:05"


def test_times_name_their_zone():
    berlin = ZoneInfo("Europe/Berlin")
    assert wording.moment(datetime(2026, 12, 14, 8, 5, tzinfo=berlin)).endswith(", 08:05 CET")
    assert wording.moment(datetime(2026, 7, 14, 8, 5, tzinfo=berlin)).endswith(", 08:05 CEST")


def test_credits_say_when_a_date_is_not_known():
    item = sample().stories[0].lead
    assert wording.credits_of(replace(item, published=None, byline="")) == [
        "morgenblatt.example",
        "no date given",
    ]


def test_what_is_left_out_is_counted():
    issue = sample()
    assert wording.left_out_note(issue) == ""
    assert wording.left_out_note(replace(issue, left_out=1)).startswith("1 more story is not")
    assert wording.left_out_note(issue.shortened(4)).startswith("8 more stories are not")


def test_the_note_names_the_models():
    assert "(extractive, toy)" in wording.machine_note(sample())
