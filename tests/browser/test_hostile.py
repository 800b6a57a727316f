"""Hostile articles in a real browser: nothing runs, nothing is fetched, no layout breaks."""

import email
import email.policy

import pytest
from markdown_it import MarkdownIt

from pipeline.newsletter.render import render
from pipeline.review import Desk
from pipeline.write.html import to_html
from tests.browser.chromium import NARROW, WIDE, fits
from tests.browser.serving import served
from tests.newsletter.render.issues import ATTACKS, SETTINGS, issue_of
from tests.newsletter.samples import FUNK, article
from tests.records import write_pairs

SIZES = [WIDE, NARROW]
MORE = ("javascript:alert(1)", "data:text/html,<script>alert(1)</script>", "Donaudampf" * 400)
# Half a surrogate pair is no text: files and forms cannot hold it.
TEXTS = [text.encode("utf-8", "ignore").decode() for text in (*ATTACKS, *MORE)]


def records():
    """An article for each attack, every field of which is hostile."""
    return [
        article(
            f"attack-{number}",
            FUNK,
            "2026-11-14T06:10:00+01:00",
            text,
            (text, text),
            (text, text),
            (f"{number} {text}", text),
            byline=text,
            degraded=1,
        ).model_copy(update={"url": text, "source": text, "article": None})
        for number, text in enumerate(TEXTS)
    ]


def check(page, requests=()):
    page.wait_for_load_state()
    assert page.watch.dialogs == []
    assert [one for one in page.watch.requests if not one.startswith(tuple(requests))] == []
    assert (
        page.evaluate("document.querySelectorAll('script:not([src]), iframe, object').length") == 0
    )
    links = page.evaluate("[...document.links].map(one => one.protocol)")
    assert set(links) <= {"http:", "https:", "mailto:"}
    assert fits(page), "something reaches out of the page"


@pytest.mark.parametrize("size", SIZES, ids=["wide", "narrow"])
def test_the_newsletter_in_every_format_that_is_shown_as_html(open_page, size):
    issue = issue_of(records(), SETTINGS.model_copy(update={"limit": 200}))
    mail = email.message_from_string(render(issue, "eml", SETTINGS), policy=email.policy.default)
    page = open_page(size)
    for text in (
        render(issue, "html", SETTINGS),
        mail.get_body(("html",)).get_content(),
        MarkdownIt("commonmark").render(render(issue, "md", SETTINGS)),
    ):
        # Without this no page of bare Markdown wraps a word of 4000 letters.
        page.set_content(f"{text}<style>body {{ overflow-wrap: anywhere }}</style>")
        check(page)


@pytest.mark.parametrize("size", SIZES, ids=["wide", "narrow"])
def test_the_side_by_side_page(open_page, size):
    page = open_page(size)
    for record in records():
        page.set_content(to_html(record))
        check(page)


@pytest.mark.parametrize("size", SIZES, ids=["wide", "narrow"])
def test_the_desk(open_page, tmp_path, size):
    out = tmp_path / "out"
    write_pairs(out / "bad" / "pairs.jsonl", records())
    desk = Desk(out)
    desk.refresh()
    for number, attack in enumerate(TEXTS):
        desk.save("bad", f"attack-{number}", 0, {"summary.0": f"Mine: {attack}"}, "Eve", "held")
    page = open_page(size)
    with served(desk, "Eve<script>alert(1)</script>") as address:
        for place in ("/runs/bad", "/search?q=alert", "/search?q=%22%3E%3Cscript%3E"):
            page.goto(f"{address}{place}")
            check(page, [address])
        for number in range(len(TEXTS)):
            page.goto(f"{address}/runs/bad/articles/attack-{number}?after=attack-0")
            page.locator(".history summary").click()
            check(page, [address])
        assert page.watch.complaints == []
