"""Every page of the desk is HTML without a parse error."""

import html5lib
import pytest

from pipeline.newsletter.clean import NAME, clean
from tests.review.conftest import RUN
from tests.review.test_web import ARTICLE, HOSTILE, browser

PAGES = ["/", f"/runs/{RUN}", "/runs/small", "/runs/small?show=held", ARTICLE, "/help", "/nowhere"]
PAGES += [f"{ARTICLE}?after=a2", f"{ARTICLE}?saved=1", "/search?q=Rat", "/search?q=%3Cscript%3E"]


@pytest.mark.parametrize("language", ["en", "de"])
def test_pages(desk, language):
    desk.save("small", "a2", 0, {"summary.0": "It rains."}, "Bo", "accepted")
    for number, text in enumerate(HOSTILE):
        desk.save("small", "a1", number, {"summary.0": f"{text}."}, clean(text, NAME))
    visitor = browser(desk)
    for page in PAGES:
        answer = visitor.get(page, headers={"Accept-Language": language})
        html5lib.HTMLParser(strict=True).parse(answer.text)


def test_the_page_of_a_conflict(desk):
    visitor = browser(desk)
    old = visitor.get(ARTICLE).text
    desk.save("small", "a1", 0, {"summary.0": HOSTILE[0]}, "Bo")
    answer = visitor.fill(ARTICLE, old, do="accept", summary__0=HOSTILE[1])
    assert answer.status_code == 409
    html5lib.HTMLParser(strict=True).parse(answer.text)


def test_the_login_page(desk):
    visitor = browser(desk, password=True)
    html5lib.HTMLParser(strict=True).parse(visitor.get("/login").text)
