"""Pages are HTML without a parse error, feeds hold to their grammars, whatever the articles say."""

import json
from pathlib import Path

import feedparser
import html5lib
import jsonschema
import pytest
from lxml import etree

from pipeline.newsletter.render import render
from pipeline.newsletter.settings import Settings
from pipeline.write.html import to_html
from tests.newsletter.render.issues import ATTACKS, hostile, sample
from tests.records import record

SCHEMAS = Path(__file__).with_name("schemas")
ATOM = etree.RelaxNG(etree.parse(SCHEMAS / "atom.rng"))
FEED = jsonschema.Draft202012Validator(json.loads((SCHEMAS / "jsonfeed.json").read_text("utf-8")))
SETTINGS = Settings(intro="<p>Good <b>morning</b></p>", unsubscribe="https://example.org/leave")
ISSUES = [sample(), *(hostile(text) for text in ATTACKS)]
NAMES = ["sample", *map(str, range(len(ATTACKS)))]

of_every_issue = pytest.mark.parametrize("issue", ISSUES, ids=NAMES)


def check_html(page):
    """Raises html5lib's ParseError at the first error, a wrong doctype among them."""
    html5lib.HTMLParser(strict=True).parse(page)


def test_html5lib_sees_what_is_wrong():
    for wrong in ("<p>no doctype", "<!DOCTYPE html><p></div>", "<!DOCTYPE html><a href=x href=y>"):
        with pytest.raises(html5lib.html5parser.ParseError):
            check_html(wrong)


@of_every_issue
def test_the_mail_is_valid_html(issue):
    check_html(render(issue, "html", SETTINGS))


@pytest.mark.parametrize("text", ["Rat tagt", *ATTACKS], ids=NAMES)
def test_the_side_by_side_page_is_valid_html(text):
    page = record(with_article=True, headline=text, de=text, en=text, url="https://example.org/")
    check_html(to_html(page))


@of_every_issue
def test_atom_holds_to_the_grammar_and_is_read(issue):
    text = render(issue, "atom", SETTINGS)
    ATOM.assertValid(etree.fromstring(text.encode()))
    read = feedparser.parse(text)
    assert not read.bozo
    assert [entry.title for entry in read.entries] == [
        " ".join(story.lead.headline.text.split()) for story in issue.stories
    ]


@of_every_issue
def test_the_json_feed_holds_to_its_schema(issue):
    FEED.validate(json.loads(render(issue, "jsonfeed", SETTINGS)))


def test_the_grammars_see_what_is_wrong():
    feed = etree.fromstring(render(sample(), "atom", SETTINGS).encode())
    feed.remove(feed.find("{*}id"))
    assert not ATOM.validate(feed)
    data = json.loads(render(sample(), "jsonfeed", SETTINGS))
    del data["items"][0]["id"]
    assert not FEED.is_valid(data)
