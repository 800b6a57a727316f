import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.newsletter.little_html import harmless, harmless_page, plain
from pipeline.newsletter.render import render
from pipeline.newsletter.settings import Settings
from tests.newsletter.render.issues import ATTACKS, sample

NOTE = '<p>Good <b>morning</b>, <a href="https://example.org/?a=1&amp;b=2">read</a> on.</p>'


def test_a_little_html_stays():
    assert harmless(NOTE) == NOTE
    assert harmless("Fish &amp; chips") == "Fish &amp; chips"
    assert plain(NOTE + "Bye<br>now") == (
        "Good morning, read (https://example.org/?a=1&b=2) on.",
        "Bye",
        "now",
    )


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<a href='javascript:alert(1)'>x</a>",
        "<a href='data:text/html,x' onclick=x style=x>x</a>",
        "<img src=x onerror=alert(1)>",
        "<svg><style><img src=x onerror=alert(1)></style></svg>",
        "<p style='position:fixed' class=x id=y>x</p>",
        "<form action=//evil.example><input name=q></form>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "<base href=//evil.example><meta http-equiv=refresh content=0>",
    ],
)
def test_what_could_run_or_fetch_goes(text):
    for cleaned in (harmless(text), harmless_page(text)):
        assert not re.search(
            r"script|javascript|data:|onerror|onclick|style|form|base|meta", cleaned
        )
    assert not re.search(r"class|id=|<img|<svg", harmless(text))


@given(st.text(max_size=60) | st.sampled_from(ATTACKS))
def test_cleaning_twice_changes_nothing(text):
    assert harmless(harmless(text)) == harmless(text)
    assert "<script" not in harmless(text)


def test_the_note_is_in_mail_and_twins():
    settings = Settings(intro=f"{NOTE}<script>alert(1)</script>")
    page = render(sample(), "html", settings)
    assert 'href="https://example.org/?a=1&amp;b=2"' in page
    assert "<script" not in page
    for form in ("text", "md"):
        assert "Good morning, read" in render(sample(), form, settings)


def test_a_template_of_ones_own_lets_no_script_into_a_feed(tmp_path):
    (tmp_path / "story.html").write_text(
        "<p lang='de'>{{ story.lead.headline.de }}<script>x</script>"
    )
    feed = render(sample(), "jsonfeed", Settings(), tmp_path)
    assert '<p lang=\\"de\\">' in feed
    assert "<script" not in feed


def test_unsubscribing_is_one_link_away():
    settings = Settings(unsubscribe="https://example.org/leave?u=1")
    for form in ("html", "text", "md"):
        assert "https://example.org/leave?u=1" in render(sample(), form, settings)
        assert "Unsubscribe" not in render(sample(), form, Settings())
