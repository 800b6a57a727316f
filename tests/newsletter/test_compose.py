from datetime import UTC, datetime, timedelta

import pytest

from pipeline.errors import DepescheError, UsageError
from pipeline.newsletter.compose import compose, issue_id
from pipeline.newsletter.settings import Settings
from tests.newsletter.samples import EVENTS, RECORDS
from tests.records import record

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def test_the_issue_holds_every_event_once():
    issue = compose(RECORDS, ["a"], Settings(), NOW)
    assert len(issue.stories) == len(EVENTS)
    assert issue.left_out == 0
    assert sum(len(story.items) for story in issue.stories) == len(RECORDS)
    assert issue.models == ("extractive", "toy")


def test_the_limit_keeps_the_most_important():
    whole, short = (compose(RECORDS, ["a"], Settings(limit=n), NOW) for n in (200, 4))
    assert short.stories == whole.stories[:4]
    assert short.left_out == len(EVENTS) - 4


def test_the_date_is_that_of_the_newest_article():
    issue = compose(RECORDS, ["a"], Settings(), NOW)
    assert issue.date == datetime.fromisoformat("2026-11-15T07:00:00+01:00")
    undated = [record().model_copy(update={"published": None})]
    assert compose(undated, ["a"], Settings(), NOW).date == NOW
    future = [record().model_copy(update={"published": "2099-01-01T00:00:00+01:00"})]
    assert compose(future, ["a"], Settings(), NOW).date == NOW


def test_the_date_is_german_time():
    late = [record().model_copy(update={"published": "2026-11-14T23:30:00+00:00"})]
    assert compose(late, ["a"], Settings(), NOW).date.isoformat() == "2026-11-15T00:30:00+01:00"
    undated = [record().model_copy(update={"published": None})]
    assert compose(undated, ["a"], Settings(), NOW).date.utcoffset() == timedelta(hours=1)


def test_the_id_depends_on_the_runs_alone():
    assert issue_id(["a", "b"]) == issue_id(["b", "a", "b"]) != issue_id(["a"])
    issues = [compose(records, ["a"], Settings(), NOW) for records in (RECORDS, RECORDS[:1])]
    assert issues[0].id == issues[1].id


def test_a_story_keeps_its_id_when_follow_ups_arrive():
    first, *_ = EVENTS["strike"]
    [alone] = compose([first], ["a"], Settings(), NOW).stories
    [grown] = compose(EVENTS["strike"], ["a"], Settings(), NOW).stories
    assert alone.id == grown.id == first.id


@pytest.mark.parametrize(
    ("records", "word"), [([], "depesche run"), ([record(degraded=True)], "--degraded mark")]
)
def test_no_story_is_a_failure_with_its_remedy(records, word):
    with pytest.raises(DepescheError, match=word) as caught:
        compose(records, ["a"], Settings(degraded="omit"), NOW)
    assert not isinstance(caught.value, UsageError)
