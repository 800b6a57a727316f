"""The .eml as mail programs show it: light and dark, wide and narrow, with nothing fetched."""

import email
import email.policy

import pytest

from pipeline.newsletter.render import render
from pipeline.newsletter.settings import Settings
from tests.browser.chromium import NARROW, WIDE, fits
from tests.newsletter.render.issues import issue_of, many, sample

SETTINGS = Settings(
    intro="<p>Good <b>morning</b>, <a href='https://example.org/'>readers</a>.</p>",
    unsubscribe="https://example.org/leave",
)
PAPER = {"light": "rgb(255, 253, 249)", "dark": "rgb(26, 25, 23)"}


@pytest.fixture(params=["sample", "forty"])
def page_text(request):
    """The HTML part of a mail, as Python's parser finds it."""
    issue = sample() if request.param == "sample" else issue_of(many(40), Settings(limit=40))
    message = email.message_from_string(render(issue, "eml", SETTINGS), policy=email.policy.default)
    assert not message.defects
    assert message.get_body(("plain",)).get_content().startswith("DEPESCHE")
    return message.get_body(("html",)).get_content()


@pytest.mark.parametrize("scheme", PAPER)
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_mail_is_shown_whole_in_its_colours(open_page, page_text, scheme, size):
    page = open_page(size, scheme)
    page.set_content(page_text)
    assert fits(page)
    assert page.watch.requests == []
    sheet = page.locator(".sheet").evaluate("one => getComputedStyle(one).backgroundColor")
    assert sheet == PAPER[scheme]
    assert page.get_by_role("link", name="Unsubscribe").is_visible()
    assert page.get_by_role("link", name="readers").is_visible()
    assert page.locator(".preview").is_hidden()


def test_the_sheet_is_no_wider_than_it_reads_well(open_page, page_text):
    page = open_page(WIDE)
    page.set_content(page_text)
    assert page.locator(".sheet").bounding_box()["width"] <= 600
