"""From addresses to articles, by way of a server on this machine."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.article import Article, Rejected
from pipeline.sources import Network, read
from pipeline.sources.fetch.polls import Polls
from tests.sources.inputs import TEXT
from tests.sources.webserver import Server, running

RULES = Network(private_hosts=frozenset(["127.0.0.1"]), pause=0, timeout=2, retries=0)


@pytest.fixture
def server() -> Iterator[Server]:
    with running() as started:
        yield started


def page(server: Server, path: str, headline: str) -> str:
    second = f"In {headline} blieb es bis zum Morgen ruhig, wie die Stadt gestern mitteilte."
    html = f"<html><body><article><h1>{headline}</h1><p>{TEXT}</p><p>{second}</p></article></body>"
    return server.serve(path, html.encode(), Content_Type="text/html")


def rss(*links: str) -> bytes:
    items = "".join(
        f"<item><title>{number}</title><link>{link}</link><guid>{link}</guid>"
        "<pubDate>Sat, 25 Apr 2026 20:43:28 +0200</pubDate>"
        f"<description>Der Rat von Musterstadt tagt zum {number}. Mal, wie er sagt.</description>"
        "</item>"
        for number, link in enumerate(links, 1)
    )
    return f"<rss version='2.0'><channel>{items}</channel></rss>".encode()


def headlines(sources: list[str], network: Network = RULES) -> list[str]:
    found = list(read(sources, network=network))
    assert all(isinstance(item, Article) for item in found), found
    return [item.headline for item in found if isinstance(item, Article)]


def test_a_page_is_read_from_its_address(server):
    url = page(server, "/a", "Rat streitet über Schulen")
    (article,) = read([url], network=RULES)
    assert isinstance(article, Article)
    assert (article.source, article.url) == (url, url)
    assert article.headline == "Rat streitet über Schulen"


def test_without_leave_nothing_is_fetched(server):
    (item,) = read([page(server, "/a", "Rat")])
    assert isinstance(item, Rejected) and "off limits" in item.reason
    assert "--offline" in item.remedy
    assert server.asked == []


def test_errors_of_the_web_are_reasons(server):
    items = list(
        read([server.url("/keine"), "ftp://a.example/x", "http://10.0.0.1/"], network=RULES)
    )
    reasons = [item.reason for item in items if isinstance(item, Rejected)]
    assert len(reasons) == 3
    for word, reason in zip(["no such page", "ftp", "private network"], reasons, strict=True):
        assert word in reason


def test_a_list_of_feeds_leads_to_feeds_and_pages(server, tmp_path):
    links = [page(server, f"/{name}", f"Streit in {name}") for name in ("Nord", "Ost")]
    feed = server.serve("/feed", rss(*links))
    path = tmp_path / "feeds.opml"
    path.write_text(f'<opml><outline xmlUrl="{feed}"/></opml>')
    assert headlines([str(path)]) == ["Streit in Nord", "Streit in Ost"]


def test_polling_again_asks_for_no_page_twice(server, tmp_path):
    feed = server.serve("/feed", rss(page(server, "/a", "Streit in Nord")))
    for _ in range(2):
        assert headlines([feed], replace(RULES, cache=tmp_path)) == ["Streit in Nord"]
    assert server.pages() == ["/feed", "/a", "/feed"]


def test_each_run_has_the_entries_that_no_other_run_has_done(server, tmp_path):
    nord, ost = page(server, "/a", "Streit in Nord"), page(server, "/b", "Streit in Ost")
    feed = server.serve("/feed", rss(nord))

    def polled(run, *done, only_new=True):
        rules = replace(RULES, cache=tmp_path, run=run, only_new=only_new, polls=Polls())
        found = headlines([feed], rules)
        rules.keep_polls(done.__contains__)
        return found

    assert polled("", nord) == ["Streit in Nord"]
    assert polled("monday") == ["Streit in Nord"]  # left by a stop, or failed
    assert polled("tuesday", nord) == ["Streit in Nord"]
    server.serve("/feed", rss(nord, ost))
    assert polled("wednesday", nord, ost) == ["Streit in Ost"]
    assert polled("wednesday", nord, ost) == ["Streit in Ost"]
    assert polled("wednesday", only_new=False) == ["Streit in Nord", "Streit in Ost"]
    assert polled("thursday") == []


def test_sitemaps_may_lead_to_sitemaps_but_not_forever(server):
    url = page(server, "/a", "Streit in Nord")
    pages = server.serve("/map", f"<urlset><url><loc>{url}</loc></url></urlset>".encode())
    index = f"<sitemapindex><sitemap><loc>{pages}</loc></sitemap></sitemapindex>"
    assert headlines([server.serve("/index", index.encode())]) == ["Streit in Nord"]
    loop = server.url("/rund")
    server.serve(
        "/rund", f"<sitemapindex><sitemap><loc>{loop}</loc></sitemap></sitemapindex>".encode()
    )
    (item,) = read([loop], network=RULES)
    assert isinstance(item, Rejected) and "too many addresses" in item.reason


def test_whatever_lies_at_an_address_goes_to_its_reader(server):
    url = server.serve("/a.jsonl", f'{{"text": "{TEXT}"}}\n{{"text": "{TEXT} Neu."}}\n'.encode())
    assert [item.source for item in read([url], network=RULES)] == [f"{url}:1", f"{url}:2"]
    (item,) = read([server.serve("/a.pdf", b"%PDF-1.7")], network=RULES)
    assert isinstance(item, Rejected) and "PDF" in item.reason
    (item,) = read([server.serve("/leer")], network=RULES)
    assert isinstance(item, Rejected) and item.reason == "empty"


def test_a_saved_feed_asks_for_nothing(server, tmp_path: Path):
    path = tmp_path / "feed.xml"
    path.write_bytes(rss(page(server, "/a", "Streit in Nord")))
    (article,) = read([str(path)], network=RULES)
    assert isinstance(article, Article) and article.notes[-1].startswith("partial")
    assert server.asked == []


def test_a_page_behind_a_wall_is_marked(server):
    html = (Path(__file__).parents[1] / "data" / "html" / "paid.html").read_bytes()
    (article,) = read([server.serve("/a", html, Content_Type="text/html")], network=RULES)
    assert isinstance(article, Article)
    assert any(note.startswith("partial: the page shows only") for note in article.notes)


def _drips(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", "1000000")
    handler.end_headers()
    while not handler.server.stopping.wait(0.02):
        handler.wfile.write(b"<p>")


def _lies_about_length(handler):
    handler.give(200, b"<html>", Content_Length="5000")
    handler.close_connection = True


def _redirects_in_a_circle(handler):
    handler.give(302, b"", Location="/a")


def _is_broken(handler):
    handler.give(503, b"")


def _packs_a_bomb(handler):
    handler.give(200, gzip.compress(b"\0" * 5_000_000), Content_Encoding="gzip")


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        (_drips, "does not answer in time"),
        (_lies_about_length, "broke the connection off"),
        (_redirects_in_a_circle, "redirects without end"),
        (_is_broken, "status 503"),
        (_packs_a_bomb, "limit of 1 MB"),
    ],
)
def test_whatever_a_server_does_ends_in_a_reason_and_the_rest_goes_on(server, behaviour, reason):
    server.answers["/a"] = behaviour
    rules = replace(RULES, deadline=1.0, retries=0, body_bytes=1_000_000)
    feed = server.serve("/feed", rss(server.url("/a"), page(server, "/b", "Rat streitet")))
    bad, good = read([server.url("/a"), server.url("/b")], network=rules)
    assert isinstance(bad, Rejected) and reason in bad.reason and bad.remedy
    assert isinstance(good, Article)
    teaser, whole = read([feed], network=rules)
    assert isinstance(teaser, Article) and any(reason in note for note in teaser.notes)
    assert isinstance(whole, Article) and whole.headline == "Rat streitet"
