from __future__ import annotations

import gzip
import ssl
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import httpcore2
import pytest

from pipeline.errors import SourceError
from pipeline.sources.fetch import Network
from pipeline.sources.fetch.fetcher import Fetcher
from tests.sources.webserver import Handler, Server, running

PAGE = "<p>Der Rat tagt über den Haushalt.</p>".encode()
RULES = Network(
    private_hosts=frozenset(["127.0.0.1", "muster.example"]),
    pause=0,
    timeout=2,
    deadline=5,
    retries=2,
)
OUTSIDER = replace(RULES, private_hosts=frozenset())


@pytest.fixture
def server() -> Iterator[Server]:
    with running() as started:
        yield started


class Sleeper:
    """Waits no time, and remembers for how long."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))


def fetch(url: str, rules: Network = RULES, sleep: Sleeper | None = None) -> bytes:
    with Fetcher(rules, sleep=sleep or Sleeper()) as fetcher:
        return fetcher.get(url).data


def refused(url: str, rules: Network = RULES, sleep: Sleeper | None = None) -> str:
    with pytest.raises(SourceError) as caught:
        fetch(url, rules, sleep)
    assert caught.value.remedy
    return caught.value.problem


def test_a_page_comes_whole_and_we_say_who_asks(server):
    seen = []

    def answer(handler: Handler) -> None:
        seen.append(dict(handler.headers))
        handler.give(200, PAGE, Content_Type="Text/HTML; charset=utf-8")

    server.answers["/a"] = answer
    with Fetcher(RULES) as fetcher:
        page = fetcher.get(server.url("/a#mitte"))
    assert (page.url, page.data, page.media_type) == (server.url("/a"), PAGE, "text/html")
    assert seen[0]["User-Agent"].startswith("Depesche/")
    assert seen[0]["Host"] == f"127.0.0.1:{server.port}"


def test_only_the_header_knows_the_charset(server):
    url = server.serve(
        "/a", "<p>Köln</p>".encode("latin-1"), Content_Type="text/html; charset=latin1"
    )
    assert fetch(url) == "<p>Köln</p>".encode()
    declared = '<meta charset="latin1"><p>Köln</p>'.encode("latin-1")
    assert fetch(server.serve("/b", declared, Content_Type="text/html; charset=x-no")) == declared
    assert fetch(server.serve("/c", b"\xe4", Content_Type="text/html; charset=x-no")) == b"\xe4"


def test_private_addresses_are_refused_by_default(server):
    url = server.serve("/a", PAGE)
    assert "private network" in refused(url, OUTSIDER)
    assert server.asked == []


def test_a_redirect_to_a_private_address_is_refused(server):
    """The first host may be asked, the second may not: each hop is checked on its own."""
    url = server.serve("/a", status=302, Location="http://innen.example/geheim")

    def resolve(host: str, port: int) -> list[str]:
        return ["10.0.0.1"] if host == "innen.example" else ["127.0.0.1"]

    with (
        Fetcher(RULES, resolve=resolve) as fetcher,
        pytest.raises(SourceError, match=r"innen\.example lies in a private network"),
    ):
        fetcher.get(url)
    assert server.pages() == ["/a"]


@pytest.mark.parametrize("host", ["localhost", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1"])
def test_no_spelling_of_this_machine_leads_to_it(server, host):
    """Even where its plain name is allowed."""
    target = server.url("/geheim").replace("127.0.0.1", host)
    server.serve("/geheim", PAGE)
    url = server.serve("/a", status=302, Location=target)
    assert refused(url, replace(RULES, retries=0))
    assert "/geheim" not in server.asked


def test_a_name_is_resolved_once_for_each_connection(monkeypatch):
    """DNS rebinding: what the name server says after the check is never connected to."""
    answers = [["9.9.9.9"], ["127.0.0.1"]]
    asked = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return answers[min(len(asked), 2) - 1]

    connected = []

    def connect(_: object, host: str, *__: object, **___: object) -> None:
        connected.append(host)
        raise httpcore2.ConnectError("no route")

    monkeypatch.setattr(httpcore2.SyncBackend, "connect_tcp", connect)
    rules = replace(OUTSIDER, retries=0)
    with (
        Fetcher(rules, resolve=resolve, sleep=Sleeper()) as fetcher,
        pytest.raises(SourceError, match="cannot be reached"),
    ):
        fetcher.get("http://muster.example/")
    assert (asked, connected) == (["muster.example"], ["9.9.9.9"])
    with (
        Fetcher(rules, resolve=resolve, sleep=Sleeper()) as fetcher,
        pytest.raises(SourceError, match="private network"),
    ):
        fetcher.get("http://muster.example/")
    assert connected == ["9.9.9.9"]


def test_the_next_address_of_a_host_is_tried(server):
    url = server.serve("/a", PAGE)
    with Fetcher(RULES, resolve=lambda *_: ["127.0.0.2", "127.0.0.1"]) as fetcher:
        assert fetcher.get(url.replace("127.0.0.1", "muster.example")).data == PAGE
    with (
        Fetcher(replace(RULES, retries=0), resolve=lambda *_: []) as fetcher,
        pytest.raises(SourceError, match="cannot be reached"),
    ):
        fetcher.get("http://muster.example/")


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://a.example/", "http://[", "http://"]
)
def test_redirects_lead_to_the_web_only(server, target):
    url = server.serve("/a", status=301, Location=target)
    assert refused(url)


def test_redirects_are_followed_and_counted(server):
    server.serve("/a", status=301, Location="/b")
    server.serve("/b", status=307, Location=server.url("/c"))
    server.serve("/c", PAGE)
    with Fetcher(RULES) as fetcher:
        assert fetcher.get(server.url("/a")).url == server.url("/c")
    server.serve("/rund", status=302, Location="/rund")
    assert refused(server.url("/rund")) == "redirects without end"
    assert server.asked.count("/rund") == RULES.redirects + 1


def test_a_server_that_drips_is_left_at_the_deadline(server):
    def drip(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        while not handler.server.stopping.wait(0.02):
            handler.wfile.write(b".")

    server.answers["/a"] = drip
    rules = replace(RULES, deadline=0.3, retries=0)
    begin = time.monotonic()
    assert "does not answer in time" in refused(server.url("/a"), rules)
    assert time.monotonic() - begin < 2


def test_headers_that_drip_are_left_too(server):
    def drip(handler: Handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not handler.server.stopping.wait(0.02):
            handler.wfile.write(b".")

    server.answers["/a"] = drip
    assert "in time" in refused(server.url("/a"), replace(RULES, deadline=0.3, retries=0))


def test_a_silent_server_times_out_and_is_asked_again(server):
    server.answers["/a"] = lambda handler: handler.server.stopping.wait(5) and None
    sleep = Sleeper()
    rules = replace(RULES, timeout=0.1, retries=1)
    assert "does not answer in time" in refused(server.url("/a"), rules, sleep)
    assert (server.pages(), sleep.slept) == (["/a", "/a"], [1.0])


def test_a_cut_connection_is_tried_again(server):
    def cut_once(handler: Handler) -> None:
        if len(server.pages()) > 1:
            handler.give(200, PAGE)
            return
        handler.give(200, PAGE[:5], Content_Length="500")
        handler.close_connection = True

    server.answers["/a"] = cut_once
    sleep = Sleeper()
    assert fetch(server.url("/a"), sleep=sleep) == PAGE
    assert sleep.slept == [1.0]


def test_packed_data_without_its_end_is_a_cut_connection(server):
    url = server.serve("/a", gzip.compress(PAGE * 50)[:-9], Content_Encoding="gzip")
    assert "broke the connection off" in refused(url)


def test_what_is_no_http_at_all(server):
    server.answers["/a"] = lambda handler: handler.wfile.write(b"SSH-2.0-OpenSSH_9.9\r\n\r\n")
    assert "broke the connection off" in refused(server.url("/a"))


def test_retries_back_off_and_end(server):
    sleep = Sleeper()
    assert "status 503" in refused(server.serve("/a", status=503), sleep=sleep)
    assert sleep.slept == [1.0, 2.0]
    assert server.pages() == ["/a"] * 3


@pytest.mark.parametrize("as_date", [False, True])
def test_retry_after_is_obeyed(server, as_date):
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=9), usegmt=True)

    def answer(handler: Handler) -> None:
        first = len(server.pages()) == 1
        handler.give(429, Retry_After=later if as_date else "9") if first else handler.give(
            200, PAGE
        )

    server.answers["/a"] = answer
    sleep = Sleeper()
    assert fetch(server.url("/a"), sleep=sleep) == PAGE
    assert sleep.slept == [pytest.approx(9, abs=1.5)]


def test_a_server_that_asks_for_an_hour_is_not_waited_for(server):
    sleep = Sleeper()
    url = server.serve("/a", status=429, Retry_After="3600")
    assert "asked too often" in refused(url, sleep=sleep)
    assert (sleep.slept, server.pages()) == ([], ["/a"])
    url = server.serve("/b", status=503, Retry_After="bald")
    refused(url, sleep=sleep)
    assert sleep.slept == [1.0, 2.0]


@pytest.mark.parametrize(
    ("status", "word"), [(404, "no such page"), (401, "login"), (402, "payment"), (418, "418")]
)
def test_what_will_not_pass_is_not_tried_again(server, status, word):
    assert word in refused(server.serve("/a", status=status))
    assert server.pages() == ["/a"]


def test_answers_are_limited_as_sent_and_as_unpacked(server):
    rules = replace(RULES, body_bytes=100_000)
    assert "limit of 0.1 MB" in refused(server.serve("/a", b"x" * 100_001), rules)
    assert len(fetch(server.serve("/b", b"x" * 100_000), rules)) == 100_000
    bomb = gzip.compress(b"\0" * 50_000_000)
    assert "limit of 0.1 MB" in refused(server.serve("/c", bomb, Content_Encoding="gzip"), rules)


def test_packed_answers_are_unpacked(server):
    assert fetch(server.serve("/a", gzip.compress(PAGE), Content_Encoding="gzip")) == PAGE
    assert "cannot be undone" in refused(server.serve("/b", PAGE, Content_Encoding="gzip"))
    assert "'br'" in refused(server.serve("/c", PAGE, Content_Encoding="br"))


def test_robots_are_kept_out_where_the_site_says_so(server):
    robots = b"User-agent: *\nDisallow: /intern/\n\nUser-agent: Depesche\nDisallow: /*.pdf$\n"
    server.serve("/robots.txt", robots)
    server.serve("/intern/a", PAGE)
    server.serve("/b.pdf", PAGE)
    with Fetcher(RULES) as fetcher:
        assert fetcher.get(server.url("/intern/a")).data == PAGE
        with pytest.raises(SourceError, match=r"robots\.txt"):
            fetcher.get(server.url("/b.pdf"))
    assert server.asked.count("/robots.txt") == 1
    assert "/b.pdf" not in server.asked


def test_a_broken_robots_file_keeps_us_out_and_is_asked_for_once(server):
    server.serve("/robots.txt", status=500)
    server.serve("/a", PAGE)
    with Fetcher(replace(RULES, retries=0)) as fetcher:
        for _ in range(2):
            with pytest.raises(SourceError, match="status 500"):
                fetcher.get(server.url("/a"))
    assert server.asked == ["/robots.txt"]


def test_robots_files_may_be_moved(server):
    server.serve("/robots.txt", status=301, Location="/r")
    server.serve("/r", b"User-agent: *\nDisallow: /\n")
    assert "robots.txt" in refused(server.serve("/a", PAGE))
    server.serve("/r", status=301, Location="/r")
    assert fetch(server.url("/a")) == PAGE


def test_requests_to_a_host_keep_their_distance(server):
    server.serve("/robots.txt", b"User-agent: *\nCrawl-delay: 7\n")
    server.serve("/a", PAGE)
    sleep = Sleeper()
    with Fetcher(replace(RULES, pause=1.5), sleep=sleep) as fetcher:
        fetcher.get(server.url("/a"))
        fetcher.get(server.url("/a"))
    assert sleep.slept == [pytest.approx(1.5, abs=0.4), pytest.approx(8.5, abs=0.8)]


def test_an_unchanged_page_is_not_sent_again(server, tmp_path):
    asked = []

    def answer(handler: Handler) -> None:
        asked.append((handler.headers["If-None-Match"], handler.headers["If-Modified-Since"]))
        if asked[-1][0]:
            handler.give(304)
        else:
            day = "Mon, 02 Nov 2026 06:00:00 GMT"
            handler.give(200, PAGE, ETag='"1"', Last_Modified=day, Content_Type="text/html")

    server.answers["/a"] = answer
    server.serve("/weiter", status=302, Location="/a")
    rules = replace(RULES, cache=tmp_path / "x" / "cache")
    for path in ("/a", "/a", "/weiter", "/weiter"):
        with Fetcher(rules) as fetcher:
            page = fetcher.get(server.url(path))
        assert (page.data, page.media_type, page.url) == (PAGE, "text/html", server.url("/a"))
    conditional = ('"1"', "Mon, 02 Nov 2026 06:00:00 GMT")
    assert asked == [(None, None), conditional, (None, None), conditional]


def test_a_304_that_nobody_asked_for_is_an_error(server):
    assert "304" in refused(server.serve("/a", status=304))


def test_a_page_with_the_stamp_of_last_time_is_not_asked_for(server, tmp_path):
    url = server.serve("/a", PAGE)
    for stamp in ("1", "1", "2", ""):
        with Fetcher(replace(RULES, cache=tmp_path)) as fetcher:
            assert fetcher.get(url, stamp).data == PAGE
    assert server.pages() == ["/a"] * 3


def test_certificates_are_checked(server):
    """A certificate that nobody vouches for; its key is worth nothing."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(Path(__file__).parents[1] / "data" / "self-signed.pem")
    server.socket = tls.wrap_socket(server.socket, server_side=True)
    server.serve("/a", PAGE)
    url = server.url("/a").replace("http://127.0.0.1", "https://muster.example")
    with (
        Fetcher(RULES, resolve=lambda *_: ["127.0.0.1"]) as fetcher,
        pytest.raises(SourceError, match=r"certificate of muster\.example is not valid"),
    ):
        fetcher.get(url)
    assert server.asked == []


def test_a_server_without_tls(server):
    url = server.url("/a").replace("http:", "https:")
    assert "cannot be reached" in refused(url, replace(RULES, retries=0))


def test_a_host_that_is_not_known():
    def resolve(host: str, port: int) -> list[str]:
        raise SourceError(f"the host {host} is not known", "check the address")

    with (
        Fetcher(RULES, resolve=resolve) as fetcher,
        pytest.raises(SourceError, match=r"muster\.example is not known"),
    ):
        fetcher.get("http://muster.example/")


def test_the_rules_of_the_environment(monkeypatch, tmp_path):
    monkeypatch.delenv("DEPESCHE_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert Network.from_environment() == Network(cache=tmp_path / "depesche")
    monkeypatch.setenv("DEPESCHE_CACHE", "/a")
    monkeypatch.setenv("DEPESCHE_PRIVATE_HOSTS", "Intern.example, 127.0.0.1,")
    rules = Network.from_environment(run="monday", only_new=True)
    assert rules.private_hosts == {"intern.example", "127.0.0.1"}
    assert (str(rules.cache), rules.run, rules.only_new) == ("/a", "monday", True)
