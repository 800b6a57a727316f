from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import DepescheError
from pipeline.newsletter.render.html import LARGEST, fitted, to_html
from pipeline.newsletter.render.page import Pages
from pipeline.newsletter.settings import Settings
from tests.newsletter.render.issues import ATTACKS, SETTINGS, hostile, issue_of, many, sample
from tests.newsletter.samples import RECORDS, article

VOID = {"meta", "br"}
TAGS = {
    *("html", "head", "meta", "title", "style", "body", "div", "table", "tbody", "tr", "td"),
    *("h1", "h2", "h3", "p", "a", "span", "br"),
}


class Page(HTMLParser):
    """Reads a page strictly: every element is closed, in order."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.links, self.attributes, self.text = [], [], [], [], ""
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]
        self.links += [value for name, value in attrs if name in ("href", "src", "background")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def page_of(issue, pages=None):
    return to_html(issue, SETTINGS, pages or Pages())


def test_every_item_names_source_date_link_byline_and_machine():
    issue = sample()
    page = Page(page_of(issue))
    for story in issue.stories:
        for item in story.items:
            assert item.headline.en in page.text
            assert item.outlet in page.text
            assert item.link in page.links
            assert item.byline in page.text
        assert story.lead.headline.de in page.text
    assert page.text.count("Machine summary and translation") == len(issue.stories)
    assert "14 November 2026, 06:10" in page.text
    assert "may be wrong" in page.text


def test_the_page_is_a_mail_without_outside_requests():
    text = page_of(sample())
    page = Page(text)
    assert not {"img", "script", "link", "iframe", "object", "form", "video"} & set(page.tags)
    assert "url(" not in text and "@import" not in text
    assert not [name for name in page.attributes if name.startswith("on") or name == "src"]
    assert "prefers-color-scheme: dark" in text
    assert 'style="' in text and 'lang="en"' in text and 'lang="de"' in text
    assert text.count("<style>") == 1


def test_degraded_sentences_show_the_german():
    page = page_of(sample())
    assert "Uncertain translation, see the German" in page
    assert "Die Studie erschien" in page
    assert "Die Studie erschien" not in page_of(issue_of(RECORDS, Settings(degraded="omit")))


def test_a_headline_without_english_is_german_and_says_so():
    bare = article("x", "a.example", None, "", ("Nur deutsch", ""), ("Satz.", ""))
    page = page_of(issue_of([bare]))
    assert '<span lang="de">Satz.</span>' in page
    assert page.count("Nur deutsch") == 2  # preview and headline


@pytest.mark.parametrize("text", ATTACKS, ids=range(len(ATTACKS)))
def test_hostile_text_never_becomes_markup(text):
    harmless = Page(page_of(hostile("Rat tagt")))
    page = Page(page_of(hostile(text)))
    assert set(page.tags) <= set(harmless.tags)
    assert set(page.attributes) <= set(harmless.attributes)
    assert all(urlsplit(link).scheme in ("http", "https") for link in page.links)


@given(st.text(min_size=1))
@settings(max_examples=30, deadline=None)
def test_any_text_is_shown_as_it_is(text):
    issue = hostile(text)
    page = Page(page_of(issue))
    assert set(page.tags) <= TAGS
    shown = " ".join(page.text.split())
    for story in issue.stories:
        assert " ".join(story.lead.headline.text.split()) in shown


def test_mailing_systems_find_no_marks_to_fill_in():
    page = page_of(hostile("{{ Email }} {% x %} *|EMAIL|* [[x]]"))
    assert not any(mark in page for mark in ("{{", "{%", "*|", "[["))
    assert "{{ Email }} {% x %} *|EMAIL|* [[x]]" in Page(page).text


def test_forty_stories_fit_and_what_does_not_fit_is_counted():
    forty = issue_of(many(40), Settings(limit=200))
    assert len(forty.stories) == 40
    assert fitted(forty, SETTINGS, Pages()) == forty
    crowd = issue_of(many(120), Settings(limit=200))
    page = page_of(crowd)
    assert LARGEST * 0.9 < len(page.encode()) <= LARGEST
    shown = fitted(crowd, SETTINGS, Pages())
    assert f"{120 - len(shown.stories)} more stories are not in this issue" in page


def test_a_template_that_leaves_no_room_is_named(tmp_path):
    (tmp_path / "mail.html").write_text("x" * (LARGEST + 1))
    with pytest.raises(DepescheError, match="make the template"):
        page_of(sample(), Pages(tmp_path))


def test_a_template_fetches_no_styles(tmp_path):
    link = "<link rel='stylesheet' href='https://example.org/x.css'>"
    (tmp_path / "mail.html").write_text(f"{link}<style>p {{ color: red }}</style><p>x")
    page = page_of(sample(), Pages(tmp_path))
    assert '<p style="color:red">x</p>' in page
    assert "example.org" not in page
