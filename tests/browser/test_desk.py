"""The desk as an editor has it: a real server, a real browser, and the keyboard alone."""

import socket
import threading
import time

import httpx
import pytest
import uvicorn

from pipeline.review.web.access import plan_access
from pipeline.review.web.app import create_app
from tests.browser.chromium import PROGRAM, Chromium
from tests.review.conftest import desk, out, prepared  # noqa: F401  # fixtures

needs_chromium = pytest.mark.skipif(PROGRAM is None, reason="there is no chromium here")


@pytest.fixture
def address(desk):  # noqa: F811
    """The address of a desk that is served on this machine."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        app = create_app(desk, plan_access("127.0.0.1", port, "Ada"))
        config = uvicorn.Config(app, log_level="error", server_header=False, proxy_headers=False)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{port}"
        server.should_exit = True
        thread.join()


@pytest.fixture
def browser(tmp_path):
    with Chromium(tmp_path / "profile") as chromium:
        yield chromium


def test_a_real_server_answers(address):
    answer = httpx.get(address)
    assert answer.status_code == 200
    assert "server" not in answer.headers
    assert httpx.get(address, headers={"Host": "evil.example"}).status_code == 403


@needs_chromium
def test_an_editor_needs_no_mouse(browser, address, desk):  # noqa: F811
    browser.go(f"{address}/runs/small")
    browser.press("j")
    browser.wait("document.activeElement.textContent === 'Council meets, part 1'")
    browser.press("Enter")
    browser.wait("location.pathname === '/runs/small/articles/a1'")

    browser.press("j")
    browser.press("j")
    browser.wait("document.activeElement.id === 'summary-0'")
    assert browser.ask("document.getElementById('article-s2').classList.contains('lit')")
    browser.press("e")
    browser.wait("document.activeElement.name === 'summary.0'")
    browser.ask("document.activeElement.select()")
    browser.type("It sits today; j, a and x are letters here.")
    browser.press("a")
    browser.press("Enter", ctrl=True)
    browser.wait("document.querySelector('[role=status]')?.textContent === 'Saved.'")
    assert desk.open("small", "a1").text("summary.0").endswith("letters here.a")

    browser.press("a")
    browser.wait("location.search === '?after=a1'")
    assert desk.open("small", "a1").verdict == "accepted"
    browser.press("u")
    browser.wait("location.pathname === '/runs/small/articles/a1'")
    assert desk.open("small", "a1").verdict == "open"

    browser.press("l")
    browser.wait("location.pathname === '/runs/small'")
    browser.press("j")
    browser.press("J")
    browser.wait("location.hash.startsWith('#story-')")
    assert [one.article.id for one in desk.stories("small")] == ["a2", "a1", "a3"]
    browser.wait("document.activeElement.textContent === 'Council meets, part 1'")
    browser.press("u")
    browser.wait("!location.hash.slice('#story-'.length)")
    assert [one.article.id for one in desk.stories("small")] == ["a1", "a2", "a3"]

    browser.press("?")
    browser.wait("document.getElementById('help').open")
    browser.press("Escape")
    browser.wait("!document.getElementById('help').open")
    browser.press("/")
    browser.wait("document.activeElement.id === 'q'")
    browser.type("regnet")
    browser.press("Enter")
    browser.wait("document.querySelector('mark')?.textContent === 'regnet'")

    requests = [e["params"] for e in browser.events if e["method"] == "Network.requestWillBeSent"]
    assert requests
    assert all(one["request"]["url"].startswith(address) for one in requests)
    complaints = [e for e in browser.events if e["method"] == "Log.entryAdded"]
    assert complaints == []


@needs_chromium
@pytest.mark.parametrize("page", ["/", "/runs/small", "/runs/small/articles/a1", "/help"])
def test_everything_that_can_be_used_has_a_name(browser, address, page):
    browser.go(f"{address}{page}")
    nodes = browser.nodes()
    usable = {"button", "link", "textbox", "searchbox", "checkbox", "DisclosureTriangle"}
    assert not [node for node in nodes if node[0] in usable and not node[1].strip()]
    roles = [role for role, _ in nodes]
    assert {"banner", "main", "navigation", "search"} <= set(roles)
    assert browser.ask("document.querySelectorAll('h1').length") == 1
    assert browser.ask("document.documentElement.scrollWidth <= innerWidth")
