"""axe looks at every page in a real browser, light and dark, wide and narrow: it finds nothing.

All of WCAG 2.0 to 2.2, level A and AA, and axe's best practices; of any impact, minor ones too.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe

from pipeline.newsletter.render import render
from pipeline.review import Desk
from pipeline.review.web.passwords import set_password
from pipeline.write.html import to_html
from tests.browser.chromium import NARROW, WIDE
from tests.browser.serving import served
from tests.newsletter.render.issues import SETTINGS, sample
from tests.review.conftest import RUN, full

ARTICLE = "/runs/small/articles/a1"
LOOKS = [("light", WIDE), ("dark", WIDE), ("dark", NARROW)]
PAGES = [
    *("/", f"/runs/{RUN}", "/runs/small", "/runs/small?show=held", ARTICLE, f"{ARTICLE}?after=a2"),
    *("/search?q=Rat", "/search?q=xyzzy", "/help", f"{ARTICLE}?saved=1", "/nowhere"),
]


# A mail is shown within the page of a mail program, which has the landmarks.
MAIL = {"rules": {"landmark-one-main": {"enabled": False}, "region": {"enabled": False}}}


def findings(page, options=None):
    """What axe finds, each in a line: rule, impact, and the elements."""
    found = Axe().run(page, options=options).response
    assert found["passes"], "axe looked at nothing"
    return [
        f"{rule['id']} ({rule['impact']}): {', '.join(str(n['target']) for n in rule['nodes'])}"
        for rule in found["violations"]
    ]


@pytest.fixture(params=LOOKS, ids=lambda look: f"{look[0]}-{look[1][0]}")
def look(request):
    scheme, size = request.param
    return {"scheme": scheme, "size": size}


def test_axe_sees_what_is_wrong(page):
    page.set_content("<html><body><img src='x'><p style='color: #ccc'>pale</p></body></html>")
    rules = {one.partition(" ")[0] for one in findings(page)}
    assert {"image-alt", "color-contrast", "html-has-lang"} <= rules


def test_every_page_of_the_desk(open_page, address, desk, look):
    desk.save("small", "a2", 0, {"summary.0": "It rains."}, "Bo", "accepted")
    desk.save("small", "a1", 0, {"summary.0": "Changed."}, "Bo")
    page = open_page(**look)
    for place in PAGES:
        page.goto(f"{address}{place}")
        assert findings(page) == [], place
        assert page.watch.complaints == [] or place == "/nowhere"
    page.goto(f"{address}/view?language=de&back={ARTICLE}")
    page.locator(".history summary").click()
    page.locator(".menu summary").click()
    assert findings(page) == [], "German, with history and menu"
    page.goto(f"{address}{ARTICLE}")
    page.keyboard.press("?")
    assert findings(page) == [], "help over the page"


def test_the_page_of_a_conflict(open_page, address, desk, look):
    page = open_page(**look)
    page.goto(f"{address}{ARTICLE}")
    desk.save("small", "a1", 0, {"summary.0": "Theirs."}, "Bo")
    page.fill("[name='summary.0']", "Mine.")
    page.get_by_role("button", name="Accept").click()
    page.get_by_role("alert").wait_for()
    assert findings(page) == []


def test_the_page_to_log_in(open_page, desk, look):
    set_password(desk.database, "a good long password")
    page = open_page(**look)
    with served(desk, password=True) as address:
        page.goto(address)
        page.get_by_label("Your name").fill("Bo")
        page.get_by_label("Password").fill("wrong")
        page.keyboard.press("Enter")
        page.get_by_role("alert").wait_for()
        assert findings(page) == []


def test_an_empty_desk(page, tmp_path):
    with served(Desk(tmp_path)) as address:
        page.goto(address)
        assert findings(page) == []


def test_the_mail(open_page, look):
    page = open_page(**look)
    page.set_content(render(sample(), "html", SETTINGS))
    assert findings(page, MAIL) == []


def test_the_side_by_side_page_of_an_article(open_page, look):
    page = open_page(**look)
    page.set_content(to_html(full(1)))
    assert findings(page) == []
