from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pipeline.record import Bilingual, Check
from pipeline.text.printable import printable
from pipeline.write.markdown import escape, to_markdown
from tests.records import record

HOSTILE = [
    "<script>alert(1)</script>",
    "[click](javascript:alert(1))",
    "![x](https://evil.example/pixel)",
    "a | b | c",
    "**bold** _it_ `code` ~~x~~",
    "# Titel",
    "- Punkt",
    "3. Oktober",
    "Wer? &lt;b&gt;",
    "https://example.org",
]


class _Shown(HTMLParser):
    """The text that a browser shows, and the tags around it."""

    def __init__(self):
        super().__init__()
        self.text, self.tags = "", []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        self.text += data


def _shown(markdown):
    shown = _Shown()
    shown.feed(MarkdownIt("commonmark").enable("table").render(markdown))
    return shown


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_character_for_character(text):
    shown = _shown(escape(text))
    assert shown.text.strip() == text
    assert shown.tags == ["p"]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=60))
def test_any_text_is_shown_as_it_is(text):
    clean = printable(text)  # control and direction characters act, they are not shown
    assert _shown(escape(text)).text.strip() == clean.strip()


def test_a_page_has_both_languages_in_two_columns():
    page = to_markdown(record(de="Der Rat | tagt.", degraded=True, with_article=True))
    shown = _shown(page)
    assert "Der Rat | tagt." in shown.text
    assert "Council meets" in shown.text
    assert "uncertain translation" in shown.text
    assert "12 is lost" in shown.text
    assert "Situation" in shown.text
    assert shown.tags.count("table") == 2
    rows = [line for line in page.split("\n") if line.startswith("|")]
    assert all(row.count("|") - row.count("\\|") == 3 for row in rows)


def test_an_uncertain_headline_is_marked_and_its_findings_are_listed():
    finding = Check(name="names", severity="error", detail="Rat has no counterpart")
    headline = Bilingual(de="Rat tagt", en="Tags", status="degraded", checks=[finding])
    page = to_markdown(record().model_copy(update={"headline": headline}))
    assert "**Tags *(uncertain translation, see the German)***" in page
    assert page.startswith("# Rat tagt\n")
    assert "names: Rat has no counterpart" in page
