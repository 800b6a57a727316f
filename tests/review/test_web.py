import html
import re
import sqlite3
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from pipeline.review.desk import Desk
from pipeline.review.segments import with_pairs
from pipeline.review.web.access import plan_access
from pipeline.review.web.app import create_app
from pipeline.review.web.guard import HEADERS
from pipeline.review.web.passwords import MOST_FAILURES, set_password
from tests.records import write_pairs
from tests.review.conftest import RUN, full

BASE = "http://127.0.0.1:8017"
ARTICLE = "/runs/small/articles/a1"
SECRET = "a good long password"


class Browser(TestClient):
    """A browser that fills in the forms of the page it looks at."""

    def fill(self, address, page=None, **fields):
        """Post the form of a page that goes to `address`, by default that of the page itself."""
        named = {key.replace("__", "."): value for key, value in fields.items()}
        data = {**hidden(page or self.get(address).text, address), **named}
        return self.post(address, data=data, follow_redirects=False)


def hidden(page, address):
    """The hidden fields of the first form of a page that goes to `address`."""
    forms = page.split("<form")[1:]
    form = next(one for one in forms if f'action="{address}"' in one.partition(">")[0])
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))


def browser(desk, peer="127.0.0.1", **options):
    options = {"host": "127.0.0.1", "port": 8017, "editor": "Ada", **options}
    app = create_app(desk, plan_access(**options))
    base = BASE if "names" not in options else "http://desk.example"
    return Browser(app, base_url=base, client=(peer, 999), raise_server_exceptions=False)


@pytest.fixture
def ada(desk):
    return browser(desk)


def test_every_page_says_what_it_should(ada):
    for address, words in {
        "/": ["small", RUN, "0 of 3 decided"],
        f"/runs/{RUN}": ["Warning strike", "Same story", "Undo last move"],
        f"/runs/{RUN}?show=held": ["No article here."],
        ARTICLE: ["Der Rat tagt heute.", "The council meets today.", "12 has no counterpart"],
        "/search?q=regn": ["<mark>regnet</mark>", "Found for"],
        "/search?q=xyzzy": ["Nothing was found."],
        "/search": ["Search"],
        "/help": ["Editor&#39;s desk", "<kbd>j</kbd>"],
        "/edited.jsonl": [],
    }.items():
        response = ada.get(address)
        assert response.status_code == 200, address
        for word in words:
            assert word in response.text, (address, word)


def test_every_answer_carries_the_safe_headers(ada):
    for address in ("/", "/static/desk.js", "/nowhere", ARTICLE):
        headers = ada.get(address).headers
        assert {name: headers.get(name) for name in HEADERS} == HEADERS
    assert "unsafe" not in HEADERS["Content-Security-Policy"]


def test_ids_are_unique(ada):
    for address in ("/", f"/runs/{RUN}", ARTICLE, "/help", "/search?q=Rat"):
        ids = re.findall(r'\sid="([^"]+)"', ada.get(address).text)
        assert len(ids) == len(set(ids)), address


def test_no_page_has_script_or_style_of_its_own(ada):
    for address in ("/", f"/runs/{RUN}", ARTICLE, "/help", "/search?q=Rat"):
        page = ada.get(address).text
        assert re.findall(r"<script(?![^>]*src=\"/static/)", page) == []
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page)
        links = re.findall(r'(?:href|src|action)="([^"]*)"', page)
        outside = [one for one in links if not one.startswith(("/", "#"))]
        assert all(".example/" in one for one in outside)


def test_summary_sentences_are_linked_to_their_evidence(ada):
    page = ada.get(ARTICLE).text
    assert 'data-evidence="s2"' in page
    assert 'href="#article-s2"' in page
    assert 'id="article-s2"' in page


@pytest.mark.parametrize("key", ["kicker", "headline", "summary.0", "article.s2"])
def test_what_no_repair_could_mend_is_marked(out, key):
    doubted = with_pairs(
        full(1),
        lambda one, pair: pair.model_copy(
            update={"status": "degraded", "de": pair.de or "Rat"} if one == key else {}
        ),
    )
    write_pairs(out / "doubted" / "pairs.jsonl", [doubted])
    desk = Desk(out)
    desk.refresh()
    ada, address = browser(desk), "/runs/doubted/articles/a1"
    page = ada.get(address).text
    assert page.count("uncertain translation") == 1
    assert re.search(rf'name="{key}"[^>]* class="[^"]*degraded"', page)
    ada.fill(address, page, do="save", **{key: "Mended by hand."})
    assert "uncertain translation" not in ada.get(address).text


def test_each_text_field_has_its_label_and_description(ada):
    page = ada.get(ARTICLE).text
    ids = set(re.findall(r'\sid="([^"]+)"', page))
    assert len(ids) == len(re.findall(r'\sid="', page))
    fields = re.findall(r'<textarea id="([^"]+)"[^>]*aria-describedby="([^"]+)"', page)
    assert len(fields) == 4
    for field, described in fields:
        assert f'<label class="hidden" for="{field}">' in page
        assert set(described.split()) <= ids


def test_an_edit_is_saved_and_shown_with_who_made_it(ada, desk):
    answer = ada.fill(ARTICLE, do="save", summary__0="It sits today.")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{ARTICLE}?saved=1")
    page = ada.get(answer.headers["location"]).text
    assert "Saved." in page
    assert "The machine wrote: The council meets today." in page
    assert "<del>The council meets</del> <ins>It sits</ins> today." in page
    assert desk.history("small", "a1")[0].name == "Ada"
    assert '"en": "It sits today."' in ada.get("/edited.jsonl").text


def test_accepting_goes_on_to_the_next_open_article(ada, desk):
    answer = ada.fill(ARTICLE, do="accept")
    following = answer.headers["location"]
    assert following.endswith("?after=a1")
    page = ada.get(following).text
    assert "Council meets, part 1: Accepted." in page
    undone = ada.fill(ARTICLE, page, do="undo")
    assert undone.status_code == 303
    assert desk.open("small", "a1").verdict == "open"
    for one in ("a1", "a2", "a3"):
        answer = ada.fill(f"/runs/small/articles/{one}", do="reject")
    assert answer.headers["location"] == "/runs/small?after=a3"
    assert "3 of 3 decided" in ada.get("/runs/small?after=a3").text
    ada.fill(ARTICLE, do="accept")
    changed = ada.fill(ARTICLE, do="save", headline="New").headers["location"]
    assert "Saved. The article is open again" in ada.get(changed).text
    ada.fill(ARTICLE, do="accept")
    ada.fill(ARTICLE, do="hold")
    assert "open again" not in ada.get(ada.fill(ARTICLE, do="save").headers["location"]).text
    ada.fill(ARTICLE, do="reject")
    reopened = ada.fill(ARTICLE, do="reopen")
    assert reopened.headers["location"] == f"{ARTICLE}?saved=1"


def test_two_editors_see_both_texts_and_choose(desk, ada):
    bo = browser(desk, editor="Bo")
    old = bo.get(ARTICLE).text
    ada.fill(ARTICLE, do="save", summary__0="It sits <today>.")
    answer = bo.fill(ARTICLE, old, do="save", summary__0="It convenes.", headline="Mine")
    assert answer.status_code == 409
    assert "It sits &lt;today&gt;." in answer.text
    assert ">It convenes.</textarea>" in answer.text
    assert "Someone else was faster" in answer.text
    assert desk.open("small", "a1").text("summary.0") == "It sits <today>."
    chosen = bo.fill(ARTICLE, answer.text, do="save", summary__0="It convenes.", headline="Mine")
    assert chosen.status_code == 303
    assert desk.open("small", "a1").text("summary.0") == "It convenes."
    assert [change.name for change in desk.history("small", "a1")] == ["Bo", "Bo", "Ada"]


@pytest.mark.parametrize("do", ["save", "accept"])
def test_what_was_written_on_a_sentence_that_has_gone_is_shown(desk, ada, out, do):
    old = ada.get(ARTICLE).text
    desk.save("small", "a1", 0, {"article.s2": "It sits."}, "Bo")
    write_pairs(out / "small" / "pairs.jsonl", [full(1).model_copy(update={"article": None})])
    desk.refresh()
    answer = ada.fill(ARTICLE, old, do=do, article__s2="It <i>convenes</i> again.")
    assert answer.status_code == 409
    assert "no longer has this sentence" in answer.text
    assert "readonly" in answer.text
    assert "It &lt;i&gt;convenes&lt;/i&gt; again.</textarea>" in answer.text


def test_who_empties_a_text_is_told_and_loses_nothing(desk, ada):
    answer = ada.fill(ARTICLE, do="accept", summary__0=" ", headline="<b>Mine</b>")
    assert answer.status_code == 422
    assert "its German would go out instead" in answer.text
    assert "&lt;b&gt;Mine&lt;/b&gt;</textarea>" in answer.text
    assert "The council meets today." in answer.text
    ada.fill(ARTICLE, answer.text, do="save", summary__0="It sits.", headline="<b>Mine</b>")
    saved = desk.open("small", "a1")
    assert (saved.text("summary.0"), saved.text("headline")) == ("It sits.", "<b>Mine</b>")


def test_a_verdict_on_what_was_changed_meanwhile_is_asked_again(desk, ada):
    old = ada.get(ARTICLE).text
    desk.save("small", "a1", 0, {"headline": "New"}, "Bo")
    answer = ada.fill(ARTICLE, old, do="accept")
    assert answer.status_code == 409
    assert "Look at it again before you decide" in answer.text
    assert desk.open("small", "a1").verdict == "open"


def test_stories_are_moved_and_moved_back(desk, ada):
    page = ada.get("/runs/small").text
    first, second = (one.article.id for one in desk.stories("small")[:2])
    answer = ada.fill("/runs/small/move", page, story=second, to="0")
    assert answer.headers["location"] == f"/runs/small?page=1#story-{second}"
    assert desk.stories("small")[0].article.id == second
    stale = ada.fill("/runs/small/move", page, story=first, to="0")
    assert stale.status_code == 409
    assert "was changed meanwhile" in stale.text
    ada.fill("/runs/small/move", ada.get("/runs/small").text, undo="1")
    assert desk.stories("small")[0].article.id == first


def test_forms_of_others_are_refused(desk, ada):
    page = ada.get(ARTICLE).text
    good = hidden(page, ARTICLE)
    for data, headers, status in (
        ({**good, "csrf": "x"}, {}, 403),
        ({"version": "0"}, {}, 403),
        (good, {"Origin": "https://evil.example"}, 403),
        (good, {"Origin": "null"}, 403),
        (good, {"Origin": "http://["}, 403),
        ({**good, "version": "x"}, {}, 400),
        ({**good, "do": "burn"}, {}, 400),
    ):
        data = {"do": "accept", **data}
        assert ada.post(ARTICLE, data=data, headers=headers).status_code == status, data
    stranger = browser(desk)
    assert stranger.post(ARTICLE, data={**good, "do": "accept"}).status_code == 403
    assert ada.post(ARTICLE, json=good).status_code == 415
    long = {**good, "summary.0": "x" * 4_000_001}
    assert ada.post(ARTICLE, data=long).status_code == 413
    odd = ada.post(
        ARTICLE,
        content=b"a=%ff",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert odd.status_code == 400
    assert desk.open("small", "a1").verdict == "open"
    same = ada.post(
        ARTICLE, data={**good, "do": "accept"}, headers={"Origin": BASE}, follow_redirects=False
    )
    assert same.status_code == 303


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "[::1", "a:b:c"])
def test_another_hosts_name_is_refused(ada, host):
    answer = ada.get("/", headers={"Host": host})
    assert answer.status_code == 403
    assert "--name" in answer.text


def test_what_is_not_there_is_a_page_too(ada):
    for address in ("/runs/no", "/runs/small/articles/no", "/nowhere", "/static/no", "/runs/../x"):
        answer = ada.get(address)
        assert answer.status_code == 404
        assert "There is no such run or article here." in answer.text
    assert ada.get("/runs/small?page=x").status_code == 400
    assert ada.get("/runs/small?page=-7").status_code == 200
    assert ada.get("/runs/small?after=no").status_code == 200
    assert ada.delete(ARTICLE).status_code == 405
    for address in ("/docs", "/redoc", "/openapi.json"):
        assert ada.get(address).status_code == 404


def test_a_broken_run_is_said_and_keeps_nobody_from_the_others(ada, out):
    (out / "broken").mkdir()
    (out / "broken" / "pairs.jsonl").write_text("nonsense\n", "utf-8")
    answer = ada.get("/")
    assert answer.status_code == 200
    assert "line 1 is no record" in answer.text
    assert 'href="/runs/small"' in answer.text
    assert ada.get("/runs/broken").status_code == 404


def test_a_database_that_fails_is_said(ada, desk):
    with sqlite3.connect(desk.database.path) as db:
        db.execute("DROP TABLE texts")
    answer = ada.get(ARTICLE)
    assert answer.status_code == 500
    assert "cannot be used" in answer.text


def test_german_and_english_light_and_dark(ada):
    page = ada.get("/", headers={"Accept-Language": "fr, de;q=0.9, en;q=0.1"}).text
    assert '<html lang="de" data-theme="auto">' in page
    assert "Läufe" in page
    answer = ada.get(
        "/view?language=de&theme=dark&back=/runs/small%3Fpage%3D1", follow_redirects=False
    )
    assert answer.headers["location"] == "/runs/small?page=1"
    ada.get("/view?language=de")
    ada.get("/view?theme=dark&language=xx")
    page = ada.get(ARTICLE).text
    assert '<html lang="de" data-theme="dark">' in page
    assert "Zusammenfassung" in page


@pytest.mark.parametrize("back", ["https://evil.example", "//evil.example", "/\\evil.example", "x"])
def test_no_page_sends_elsewhere(ada, back):
    answer = ada.get(f"/view?theme=dark&back={quote(back)}", follow_redirects=False)
    assert answer.headers["location"] == "/"


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}{% raw %}",
    "\u202egnp.exe\u2066\x07",
    "x" * 4000,
    "שלום 👩‍👩‍👧 ﷽",
    "</textarea><script>alert(1)</script>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(out, text):
    bad = full(1, de=text, en=text)
    bad = bad.model_copy(
        update={
            "url": 'javascript:alert(1)//"><script>',
            "byline": text,
            "headline": bad.headline.model_copy(update={"en": text, "de": text}),
        }
    )
    write_pairs(out / "bad" / "pairs.jsonl", [bad])
    desk = Desk(out)
    desk.refresh()
    client = browser(desk, editor="Eve")
    client.fill("/runs/bad/articles/a1", do="save", summary__0=f"{text}.")
    word = re.search(r"\w{3,}", text)
    pages = ["/runs/bad", "/runs/bad/articles/a1", f"/search?q={quote(word[0] if word else 'x')}"]
    for address in pages:
        page = client.get(address).text
        assert not re.search(r"<script>|<img|javascript:|\u202e|\u2066|\x07", page)
        assert ">49<" not in page
    old = client.get("/runs/bad/articles/a1").text
    kept = html.unescape(re.search(r'name="summary.0"[^>]*>(.*?)</textarea>', old)[1])
    assert kept == desk.open("bad", "a1").text("summary.0")


def test_beyond_this_machine_nobody_gets_in_without_the_password(desk):
    set_password(desk.database, SECRET)
    client = browser(desk, host="0.0.0.0", names=["desk.example"], peer="10.1.2.3")
    first = client.get(ARTICLE, follow_redirects=False)
    assert first.headers["location"] == f"/login?back={quote(ARTICLE, safe='')}"
    assert client.post(ARTICLE, data={"do": "accept"}).status_code == 403
    page = client.get(first.headers["location"]).text
    assert "Der Rat" not in page
    for fields, words in (
        ({"name": "Bo", "password": "wrong"}, "That is not the password."),
        ({"name": " ", "password": SECRET}, "Please give your name."),
    ):
        answer = client.fill("/login", page, **fields)
        assert answer.status_code == 403
        assert words in answer.text
        page = answer.text
    assert client.fill("/login", page, csrf="x", name="Bo", password=SECRET).status_code == 403
    page = client.get(first.headers["location"]).text
    answer = client.fill("/login", page, name="Bo", password=SECRET)
    assert (answer.status_code, answer.headers["location"]) == (303, ARTICLE)
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    client.fill(ARTICLE, do="hold")
    assert desk.history("small", "a1")[0].name == "Bo"
    page = client.get("/").text
    assert "Log out" in page
    token = client.cookies["depesche-8017"]
    assert client.fill("/logout", page).headers["location"] == "/login"
    client.cookies.set("depesche-8017", token)
    assert client.get("/", follow_redirects=False).status_code == 303


def test_guessing_passwords_is_slowed_down(desk):
    set_password(desk.database, SECRET)
    client = browser(desk, password=True)
    page = client.get("/login").text
    for _ in range(MOST_FAILURES):
        page = client.fill("/login", page, name="Bo", password="guess").text
    answer = client.fill("/login", page, name="Bo", password=SECRET)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 301
    other = browser(desk, password=True, peer="10.9.9.9")
    page = other.get("/login").text
    assert other.fill("/login", page, name="Bo", password="guess").status_code == 403


def test_a_proxys_header_names_the_editor_and_nobody_elses(desk):
    options = {"header": "X-Remote-User", "names": ["desk.example"]}
    proxy = browser(desk, **options)
    user = {"X-Remote-User": "Jürgen".encode()}
    assert proxy.get("/").status_code == 403
    assert proxy.get("/", headers={"X-Remote-User": " "}).status_code == 403
    answer = proxy.get(ARTICLE, headers={**user, "X-Forwarded-Proto": "https"})
    assert "Jürgen" in answer.text
    assert "Secure" in answer.headers["set-cookie"]
    stranger = browser(desk, peer="10.1.1.1", **options)
    answer = stranger.get("/", headers=user)
    assert answer.status_code == 403
    assert "proxy" in answer.text
    assert "set-cookie" not in answer.headers
