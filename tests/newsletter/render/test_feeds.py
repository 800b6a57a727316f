import json
from datetime import datetime
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.newsletter.render.feeds import feed_id, story_id, to_atom, to_jsonfeed
from pipeline.newsletter.render.page import Pages
from pipeline.newsletter.settings import Settings
from tests.newsletter.render.issues import ATTACKS, SETTINGS, hostile, issue_of, sample
from tests.newsletter.render.test_html import Page
from tests.newsletter.samples import RECORDS

ATOM = "{http://www.w3.org/2005/Atom}"


def atom_of(issue):
    return ET.fromstring(to_atom(issue, SETTINGS, Pages()))


def json_of(issue):
    return json.loads(to_jsonfeed(issue, SETTINGS, Pages()))


def check_atom(feed):
    """What RFC 4287 asks of a feed and its entries."""
    for element in [feed, *feed.findall(f"{ATOM}entry")]:
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1, name
        assert element.findtext(f"{ATOM}author/{ATOM}name")
        assert datetime.fromisoformat(element.findtext(f"{ATOM}updated")).tzinfo
        assert element.findtext(f"{ATOM}id").startswith("tag:depesche.invalid,2026:")
    ids = [entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")]
    assert len(set(ids)) == len(ids)
    for link in feed.iter(f"{ATOM}link"):
        assert link.get("href").startswith("https://")
        assert link.get("rel") in ("alternate", "related")
    for content in feed.iter(f"{ATOM}content"):
        assert content.get("type") == "html"
        assert set(Page(content.text).tags) <= {"p", "em", "small", "a", "ul", "li", "span"}


def check_json(feed):
    """What JSON Feed 1.1 asks."""
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"] and feed["items"]
    ids = [item["id"] for item in feed["items"]]
    assert len(set(ids)) == len(ids)
    for item in feed["items"]:
        assert item["content_html"] and item["authors"][0]["name"]
        assert datetime.fromisoformat(item["date_modified"]).tzinfo
        assert item.get("external_url", "https://").startswith("https://")


def test_both_feeds_hold_every_story_in_order():
    issue = sample()
    feed, data = atom_of(issue), json_of(issue)
    check_atom(feed)
    check_json(data)
    ids = [story_id(story) for story in issue.stories]
    assert [entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")] == ids
    assert [item["id"] for item in data["items"]] == ids


def test_entries_name_source_date_byline_section_and_machine():
    entry = atom_of(sample()).find(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}published") == "2026-11-14T06:10:00+01:00"
    assert entry.findtext(f"{ATOM}updated") == "2026-11-15T07:00:00+01:00"
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Jonas Petersen"
    assert entry.find(f"{ATOM}category").attrib == {"term": "economy", "label": "Economy"}
    content = entry.findtext(f"{ATOM}content")
    assert "morgenblatt.example" in content
    assert "Machine summary and translation" in content
    item = json_of(sample())["items"][0]
    assert item["external_url"] == "https://www.morgenblatt.example/wirtschaft/warnstreik.html"
    assert item["tags"] == ["economy"]
    assert item["_depesche"]["note"] == "Machine summary and translation"
    assert item["_depesche"]["source"] == "morgenblatt.example"
    assert [also["source"] for also in item["_depesche"]["also"]] == [
        "abendkurier.example",
        "stadtfunk.example",
    ]


def test_no_entry_is_updated_after_the_issue():
    late = RECORDS[0].model_copy(update={"published": "9999-01-01T00:00:00+01:00"})
    issue = issue_of([late, *RECORDS[1:]])
    assert issue.date.year == 2026
    assert all(item["date_modified"] < "2027" for item in json_of(issue)["items"])


def test_the_feed_keeps_its_id_from_issue_to_issue():
    one = issue_of(RECORDS, runs=["monday"])
    other = issue_of(RECORDS[:3], runs=["tuesday"])
    assert feed_id(one) == feed_id(other)
    assert feed_id(one) != feed_id(issue_of(RECORDS, Settings(title="Andere")))


def test_uncertain_sentences_are_marked():
    science = [i for i in json_of(sample())["items"] if i["tags"] == ["science"]]
    assert [line["uncertain"] for line in science[0]["_depesche"]["summary"]] == [False, True]
    assert "uncertain translation" in science[0]["content_html"]


@pytest.mark.parametrize("text", ATTACKS, ids=range(len(ATTACKS)))
def test_hostile_text_leaves_feeds_valid(text):
    check_atom(atom_of(hostile(text)))
    check_json(json_of(hostile(text)))


@given(st.text(min_size=1))
@settings(max_examples=20, deadline=None)
def test_any_text_leaves_feeds_valid(text):
    issue = hostile(text)
    check_atom(atom_of(issue))
    titles = [story.lead.headline.text for story in issue.stories]
    assert [item["title"] for item in json_of(issue)["items"]] == titles
