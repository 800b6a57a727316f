"""The desk as an editor has it: a real server, a real browser, and the keyboard alone."""

import httpx
import pytest
from playwright.sync_api import expect

from pipeline.review.web.passwords import set_password
from tests.browser.chromium import fits
from tests.browser.serving import served
from tests.review.conftest import RUN

ARTICLE = "/runs/small/articles/a1"
SECRET = "a good long password"


def press(page, *keys):
    """Press keys one after the other, each once the script that listens is there."""
    for key in keys:
        page.wait_for_load_state()
        page.keyboard.press(key)


def focused(page, selector):
    expect(page.locator(selector)).to_be_focused()


def test_a_real_server_answers(address):
    answer = httpx.get(address)
    assert answer.status_code == 200
    assert "server" not in answer.headers
    assert httpx.get(address, headers={"Host": "evil.example"}).status_code == 403


def test_an_editor_needs_no_mouse(page, address, desk):
    page.goto(f"{address}/runs/small")
    press(page, "j")
    focused(page, "#story-a1")
    press(page, "Enter")
    expect(page).to_have_url(f"{address}{ARTICLE}")

    press(page, "j", "j")
    focused(page, "#summary-0")
    expect(page.locator("#article-s2")).to_have_class("pair paragraph lit")
    press(page, "e")
    focused(page, "[name='summary.0']")
    press(page, "Control+a")
    page.keyboard.insert_text("It sits today; j, a and x are letters here.")
    page.keyboard.type(" ax")
    press(page, "Control+Enter")
    expect(page.get_by_role("status")).to_have_text("Saved.")
    assert desk.open("small", "a1").text("summary.0").endswith("letters here. ax")
    expect(page).to_have_url(f"{address}{ARTICLE}?saved=1#summary-0")
    focused(page, "#summary-0")  # saving leaves the editor where the work is

    press(page, "a")
    expect(page).to_have_url(f"{address}/runs/small/articles/a2?after=a1")
    assert desk.open("small", "a1").verdict == "accepted"
    press(page, "u")
    expect(page).to_have_url(f"{address}{ARTICLE}?saved=1")
    assert desk.open("small", "a1").verdict == "open"
    press(page, "u")
    expect(page.locator("[name='summary.0']")).to_have_value("The council meets today.")

    press(page, "h")
    expect(page).to_have_url(f"{address}/runs/small/articles/a2?after=a1")
    press(page, "x")
    expect(page).to_have_url(f"{address}/runs/small/articles/a3?after=a2")
    assert [desk.open("small", one).verdict for one in ("a1", "a2")] == ["held", "rejected"]
    assert page.watch.complaints == []
    assert all(one.startswith(address) for one in page.watch.requests)


def test_stories_are_moved_by_keys_and_moved_back(page, address, desk):
    page.goto(f"{address}/runs/small")
    press(page, "j", "J")
    expect(page).to_have_url(f"{address}/runs/small?page=1#story-a1")
    focused(page, "#story-a1")
    assert [one.article.id for one in desk.stories("small")] == ["a2", "a1", "a3"]
    press(page, "u")
    expect(page).to_have_url(f"{address}/runs/small?page=1#story-")
    assert [one.article.id for one in desk.stories("small")] == ["a1", "a2", "a3"]


def test_search_and_help_by_keys(page, address):
    page.goto(address)
    press(page, "?")
    expect(page.locator("#help")).to_be_visible()
    press(page, "Escape")
    expect(page.locator("#help")).to_be_hidden()
    press(page, "/")
    focused(page, "#q")
    page.keyboard.type("regnet")
    press(page, "Enter")
    expect(page.locator("mark").first).to_have_text("regnet")
    press(page, "j", "Enter")
    expect(page).to_have_url(f"{address}/runs/small/articles/a2")


def test_single_keys_can_be_switched_off(page, address, desk):
    page.goto(f"{address}{ARTICLE}")
    press(page, "?")
    page.get_by_label("Single-key shortcuts").uncheck()
    press(page, "Escape")
    press(page, "x")
    page.goto(f"{address}{ARTICLE}")
    press(page, "x")
    assert desk.open("small", "a1").verdict == "open"


def test_evidence_lights_up_under_the_mouse_too(page, address):
    page.goto(f"{address}{ARTICLE}")
    evidence = page.locator("#article-s2")
    page.locator("#summary-0 .de").hover()
    expect(evidence).to_have_class("pair paragraph lit")
    page.locator("h1").hover()
    expect(evidence).to_have_class("pair paragraph")


def test_two_editors_choose_between_their_texts(open_page, address, desk):
    with served(desk, "Bo") as elsewhere:
        ada, bo = open_page(), open_page()
        ada.goto(f"{address}{ARTICLE}")
        bo.goto(f"{elsewhere}{ARTICLE}")
        ada.fill("[name='summary.0']", "It sits today.")
        press(ada, "Control+Enter")
        expect(ada.get_by_role("status")).to_have_text("Saved.")
        bo.fill("[name='summary.0']", "It convenes.")
        bo.get_by_role("button", name="Accept").click()
        expect(bo.get_by_role("alert")).to_contain_text("The same text was changed")
        assert desk.open("small", "a1").text("summary.0") == "It sits today."
        assert desk.open("small", "a1").verdict == "open"
        expect(bo.locator(".theirs")).to_have_text("It sits today.")
        bo.get_by_role("button", name="Save yours").click()
        expect(bo.get_by_role("status")).to_have_text("Saved.")
    assert desk.open("small", "a1").text("summary.0") == "It convenes."
    assert [change.name for change in desk.history("small", "a1")] == ["Bo", "Ada"]


def test_two_editors_who_move_stories_are_told(open_page, address, desk):
    ada, bo = open_page(), open_page()
    for one in (ada, bo):
        one.goto(f"{address}/runs/small")
    ada.get_by_role("button", name="To the top: Council meets, part 2").click()
    expect(ada).to_have_url(f"{address}/runs/small?page=1#story-a2")
    bo.get_by_role("button", name="To the top: Council meets, part 3").click()
    expect(bo.get_by_role("alert")).to_contain_text("changed meanwhile")
    assert [one.article.id for one in desk.stories("small")] == ["a2", "a1", "a3"]


def test_typed_text_is_not_lost_unasked(page, address):
    page.goto(f"{address}{ARTICLE}")
    page.fill("[name='summary.0']", "Half a thought")
    press(page, "Escape")
    press(page, "l")
    page.wait_for_timeout(200)
    assert page.url.endswith(ARTICLE)
    assert page.watch.dialogs


def test_the_desk_works_without_its_script(open_page, address, desk):
    page = open_page(java_script_enabled=False)
    page.goto(f"{address}{ARTICLE}")
    page.fill("[name='summary.0']", "It sits today.")
    page.get_by_role("button", name="Accept").click()
    expect(page).to_have_url(f"{address}/runs/small/articles/a2?after=a1")
    page.get_by_role("button", name="Undo").click()
    expect(page).to_have_url(f"{address}{ARTICLE}?saved=1")
    assert desk.open("small", "a1").verdict == "open"


def test_a_password_is_asked_for_and_slows_down_guessing(page, desk):
    set_password(desk.database, SECRET)
    with served(desk, password=True) as address:
        page.goto(f"{address}{ARTICLE}")
        page.get_by_label("Your name").fill("Bo")
        page.get_by_label("Password").fill("wrong")
        press(page, "Enter")
        expect(page.get_by_role("alert")).to_have_text("That is not the password.")
        page.get_by_label("Your name").fill("Bo")
        page.get_by_label("Password").fill(SECRET)
        press(page, "Enter")
        expect(page).to_have_url(f"{address}{ARTICLE}")
        page.get_by_role("button", name="Log out").click()
        expect(page).to_have_url(f"{address}/login")


@pytest.mark.parametrize(
    "place", ["/", f"/runs/{RUN}", "/runs/small", ARTICLE, "/help", "/search?q=Rat"]
)
def test_a_phone_shows_every_page_whole(phone, address, place):
    phone.goto(f"{address}{place}")
    assert fits(phone)
    assert phone.locator("h1").count() == 1
