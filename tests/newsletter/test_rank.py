import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pipeline.newsletter.issue import Item, Line, Section, Story
from pipeline.newsletter.rank import rank, with_sure_lead

NOW = datetime(2026, 11, 14, 20, tzinfo=UTC)
ANY = Section("other", "Other")


def item(name, *, outlet="A", weight=1.0, hours=0.0, dated=True):
    published = NOW - timedelta(hours=hours) if dated else None
    line = Line("Titel", "Title")
    return Item(name, line, line, (line,), outlet, weight, published, None, "", (), 0)


def story(name, *, also=(), **values):
    return Story(name, ANY, item(name, **values), tuple(also))


def order(*stories, limit=99):
    return [s.id for s in rank(list(stories), NOW, limit)]


def test_the_newer_comes_first():
    assert order(story("old", hours=30, outlet="B"), story("new")) == ["new", "old"]


def test_what_more_outlets_report_comes_first():
    wide = story("wide", outlet="A", also=[item("x", outlet="B")])
    narrow = story("narrow", outlet="C", also=[item("y", outlet="C")])
    assert order(narrow, wide) == ["wide", "narrow"]


def test_a_weighty_outlet_comes_first():
    assert order(story("light", hours=0), story("heavy", outlet="B", weight=2, hours=6)) == [
        "heavy",
        "light",
    ]


def test_outlets_take_turns():
    stories = [story(f"a{n}", outlet="A", hours=n / 10) for n in range(3)]
    assert order(*stories, story("b", outlet="B", hours=3)) == ["a0", "b", "a1", "a2"]


def test_ties_go_by_id_and_the_order_given_does_not_matter():
    stories = [story(name, outlet=name) for name in "cab"]
    assert order(*stories) == order(*stories[::-1]) == ["a", "b", "c"]


def test_limit():
    assert order(*[story(name, outlet=name) for name in "abc"], limit=2) == ["a", "b"]


def test_undated_and_future_articles_have_their_place():
    future = replace(item("future", outlet="B"), published=NOW + timedelta(days=900))
    stories = [story("undated", dated=False), Story("future", ANY, future), story("old", hours=48)]
    assert order(*stories) == ["future", "undated", "old"]


def test_a_date_after_that_of_the_issue_does_not_help():
    far = datetime(9999, 12, 30, tzinfo=UTC)
    future = replace(item("future", outlet="B"), published=far)
    assert order(Story("future", ANY, future), story("now", hours=2)) == ["now", "future"]
    both = Story("both", ANY, item("old", outlet="B", hours=6), (future,))
    assert order(both, story("now", hours=2, also=[item("x", outlet="C")])) == ["now", "both"]


def test_ten_thousand_stories_are_ranked_at_once():
    many = [story(f"s{n:05}", outlet=f"o{n % 7}", hours=n % 97) for n in range(10_000)]
    before = time.process_time()
    ranked = rank(many, NOW, 10_000)
    assert time.process_time() - before < 1
    assert {one.id for one in ranked} == {one.id for one in many}


def unsure(name):
    bad = Line("Titel", "Title", uncertain=True)
    return replace(story(name), lead=replace(item(name), headline=bad))


def test_an_issue_opens_with_what_passed_the_checks():
    stories = [unsure("a"), unsure("b"), story("c"), story("d")]
    assert [s.id for s in with_sure_lead(stories)] == ["c", "a", "b", "d"]
    assert with_sure_lead(stories[2:]) == stories[2:]


def test_a_story_of_no_weight_never_opens_an_issue():
    stories = [*(unsure(name) for name in "abcde"), story("f")]
    assert with_sure_lead(stories) == stories
    assert with_sure_lead([]) == []
