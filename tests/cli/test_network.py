"""Which commands fetch, and that --offline keeps them from it."""

import json

import pytest

from tests.sources.webserver import Server, running

PAGE = (
    "<html><body><article><h1>Rat streitet</h1><p>Der Rat von Musterstadt hat am Dienstag lange"
    " über den Haushalt beraten.</p><p>Die Sitzung dauerte bis in die Nacht, weil alle über die"
    " Schulen stritten.</p></article></body></html>"
)


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("DEPESCHE_PRIVATE_HOSTS", "127.0.0.1")
    with running() as started:
        yield started


def page(server: Server) -> str:
    return server.serve("/rat.html", PAGE.encode(), Content_Type="text/html")


def test_an_address_is_fetched(depesche, server):
    result = depesche("extract", page(server))
    assert result.status == 0
    assert json.loads(result.out)["headline"] == "Rat streitet"


@pytest.mark.parametrize("command", ["run", "article", "extract", "summarize"])
def test_offline_means_offline(depesche, server, profile, tmp_path, command):
    options = [] if command == "extract" else ["--config", profile]
    if command == "run":
        options += ["-o", tmp_path]
    result = depesche(command, page(server), "--offline", *options)
    assert result.status == 1
    assert "the network is off limits" in result.err
    assert server.asked == []


def test_private_hosts_stay_closed_by_default(depesche, server, monkeypatch):
    monkeypatch.delenv("DEPESCHE_PRIVATE_HOSTS")
    result = depesche("extract", page(server))
    assert result.status == 1
    assert "DEPESCHE_PRIVATE_HOSTS=127.0.0.1" in result.err
    assert server.asked == []


def test_each_run_takes_what_is_new_and_a_quiet_night_is_no_failure(
    depesche, server, profile, tmp_path
):
    item = f"<item><link>{page(server)}</link><description>Der Rat tagt.</description></item>"
    feed = server.serve("/feed", f"<rss version='2.0'><channel>{item}</channel></rss>".encode())
    taken = []
    for name in ("monday", "tuesday"):
        result = depesche(
            "run", feed, "--new", "--run", name, "-o", tmp_path, "--config", profile, "-q"
        )
        assert result.status == 0, result.err
        taken.append((tmp_path / name / "pairs.jsonl").read_text("utf-8").count("\n"))
    assert taken == [1, 0]


def test_what_failed_is_new_to_the_next_run(depesche, server, profile, tmp_path):
    url = page(server).replace("rat", "later")
    item = f"<item><link>{url}</link><title>Rat</title></item>"
    feed = server.serve("/feed", f"<rss version='2.0'><channel>{item}</channel></rss>".encode())
    base = ("run", feed, "--new", "-o", tmp_path, "--config", profile, "-q", "--run")
    assert depesche(*base, "monday").status == 1
    server.serve("/later.html", PAGE.encode(), Content_Type="text/html")
    assert depesche(*base, "tuesday").status == 0
    assert (tmp_path / "tuesday" / "pairs.jsonl").read_text("utf-8").count("\n") == 1


def feed_of(server, path, *links):
    items = "".join(f"<item><link>{link}</link><title>Rat</title></item>" for link in links)
    return server.serve(path, f"<rss version='2.0'><channel>{items}</channel></rss>".encode())


def records(tmp_path, name):
    return (tmp_path / name / "pairs.jsonl").read_text("utf-8").count("\n")


def test_what_two_feeds_have_is_new_once(depesche, server, profile, tmp_path):
    one, other = (feed_of(server, path, page(server)) for path in ("/one", "/other"))
    base = ("--new", "-o", tmp_path, "--config", profile, "-q", "--run")
    assert depesche("run", one, other, *base, "monday").status == 0
    assert depesche("run", one, other, *base, "tuesday").status == 0
    assert (records(tmp_path, "monday"), records(tmp_path, "tuesday")) == (1, 0)


def test_what_an_earlier_run_of_the_name_wrote_is_not_what_this_one_did(
    depesche, server, profile, tmp_path
):
    whole = "<title>Rat</title><description>Der Rat tagt heute lange.</description>"
    later = page(server).replace("rat", "later")
    base = ("--new", "-o", tmp_path, "--config", profile, "-q", "--run")

    def serve(item):
        text = f"<rss version='2.0'><channel><item>{item}</item></channel></rss>"
        return server.serve("/feed", text.encode())

    assert depesche("run", serve(f"<guid>1</guid>{whole}"), *base, "monday").status == 0
    feed = serve(f"<guid>2</guid><link>{later}</link><title>Spaeter</title>")
    assert depesche("run", feed, *base, "monday").status == 1
    server.serve("/later.html", PAGE.encode(), Content_Type="text/html")
    assert depesche("run", feed, *base, "tuesday").status == 0
    assert records(tmp_path, "tuesday") == 1
