from __future__ import annotations

import time
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from pipeline.errors import SourceError
from pipeline.sources.feed import FeedReader
from pipeline.sources.jsondoc import JsonReader
from tests.sources.inputs import TEXT, FakeWeb, articles, given, texts

FEED = "https://muster.example/feed.xml"
PAGE = "https://muster.example/rat.html"
LONG = "".join(f"<p>{TEXT} Das war die {number}. Lesung.</p>" for number in range(6))


def rss(*items: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Musterblatt</title>'
        + "".join(f"<item>{item}</item>" for item in items)
        + "</channel></rss>"
    )


STUB = (
    "<title>Rat ber&#228;t &amp;amp; streitet</title><link>https://muster.example/rat.html</link>"
    "<guid isPermaLink='false'>7</guid>"
    "<pubDate>Sat, 25 Apr 2026 20:43:28 +0200</pubDate><dc:creator>Jana Probst</dc:creator>"
    f"<description>{TEXT} [mehr]</description>"
)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b'<?xml version="1.0"?>\n<rss version="2.0">', True),
        (b"\xef\xbb\xbf<feed xmlns='http://www.w3.org/2005/Atom'>", True),
        (b"<rdf:RDF xmlns='http://purl.org/rss/1.0/'>", True),
        ('<?xml version="1.0" encoding="UTF-16"?><rss version="0.91">'.encode("utf-16"), True),
        (b"<!-- x --><atom:feed>", True),
        (b"<html><body>ein <rss> im Text", False),
        (b"Der Feed: <rss>", False),
        (b"<opml><outline/></opml>", False),
    ],
)
def test_accepts(head, expected):
    assert FeedReader().accepts("x", head) is expected


def test_a_stub_in_a_file_stays_a_teaser_and_says_so():
    web = FakeWeb({PAGE: TEXT})
    (article,) = articles(FeedReader(), given(rss(STUB), "feed.xml", web=web))
    assert web.asked == []
    assert texts(article) == [TEXT]
    assert article.headline == "Rat berät & streitet"
    assert article.byline == "Jana Probst"
    assert article.source == "feed.xml#1"
    assert article.published == datetime(2026, 4, 25, 20, 43, 28, tzinfo=ZoneInfo("Europe/Berlin"))
    assert article.notes == (
        "[mehr]",
        "partial: only the feed's teaser; the page was not fetched",
    )


def test_a_stub_on_the_web_is_read_from_its_page():
    web = FakeWeb({PAGE: "Die ganze Geschichte steht hier. " + TEXT})
    (article,) = articles(FeedReader(), given(rss(STUB), FEED, FEED, web))
    assert article.blocks[0].text.startswith("Die ganze Geschichte")
    assert (article.source, article.headline, article.byline) == (
        PAGE,
        "Rat berät & streitet",
        "Jana Probst",
    )
    assert article.published and article.published.hour == 20
    assert [url for url, _ in web.asked] == [PAGE]
    assert web.asked[0][1]
    assert web.known == {(FEED, "7")}


def test_a_page_that_cannot_be_had_leaves_the_teaser_with_the_reason():
    (article,) = articles(FeedReader(), given(rss(STUB), FEED, FEED, FakeWeb()))
    assert texts(article) == [TEXT]
    assert article.notes == (
        "[mehr]",
        "partial: only the feed's teaser; its page: has no such page",
    )
    no_page = f"<title>A</title><description>{TEXT}</description><link>javascript:x</link>"
    (article,) = articles(FeedReader(), given(rss(no_page), FEED, FEED, FakeWeb()))
    assert article.url is None and "no page is named" in article.notes[0]


def test_a_whole_article_in_the_feed_is_not_asked_for():
    whole = (
        "<title>Rat</title><link>https://muster.example/a</link>"
        f"<description>{TEXT}</description><content:encoded><![CDATA[<figure><img src='x'>"
        "<figcaption>Das Rathaus. Foto: Muster</figcaption></figure><h3>Streit um Schulen</h3>"
        f"{LONG}<ul><li>Punkt eins</li></ul><blockquote><p>„Es reicht.“</p></blockquote>"
        "]]></content:encoded>"
    )
    web = FakeWeb()
    (article,) = articles(FeedReader(), given(rss(whole), FEED, FEED, web))
    assert web.asked == []
    kinds = [block.kind for block in article.blocks]
    assert kinds == ["paragraph", "heading", *["paragraph"] * 6, "list", "quote"]
    assert article.lead == TEXT
    assert "Das Rathaus. Foto: Muster" in article.notes
    assert not any(note.startswith("partial") for note in article.notes)


def test_a_text_that_breaks_off_is_a_stub_however_long():
    cut = f"<title>A</title><description>{(TEXT + ' ') * 8}[…]</description>"
    (article,) = articles(FeedReader(), given(rss(cut)))
    assert article.notes[-1].startswith("partial")


def test_only_new_entries_if_that_is_asked_for():
    other = STUB.replace(">7<", ">8<").replace("rat.html", "neu.html")
    web = FakeWeb({PAGE: TEXT, "https://muster.example/neu.html": TEXT + " Neu."}, only_new=True)
    first = list(FeedReader().read(given(rss(STUB), FEED, FEED, web)))
    second = list(FeedReader().read(given(rss(other, STUB), FEED, FEED, web)))
    assert [item.source for item in (*first, *second)] == [PAGE, "https://muster.example/neu.html"]


def test_atom():
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://muster.example/">'
        "<entry><id>tag:1</id><title type='html'>Rat &amp;lt;b&amp;gt;tagt</title>"
        "<link rel='alternate' href='rat.html'/><updated>2026-04-25T18:00:00Z</updated>"
        f"<author><name>Kim Nord</name></author><summary>{TEXT}</summary></entry></feed>"
    )
    (article,) = articles(FeedReader(), given(atom, FEED))
    assert (article.url, article.byline) == (PAGE, "Kim Nord")
    assert article.published and article.published.isoformat() == "2026-04-25T20:00:00+02:00"


@pytest.mark.parametrize("version", ["0.91", "0.92"])
def test_old_rss(version):
    old = (
        f'<rss version="{version}"><channel><item><title>Rat tagt</title><link>{PAGE}</link>'
        f"<description>{TEXT}</description></item></channel></rss>"
    )
    (article,) = articles(FeedReader(), given(old))
    assert (article.headline, article.url) == ("Rat tagt", PAGE)


def test_rss_1():
    rdf = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns="http://purl.org/rss/1.0/"><item rdf:about="a"><title>Rat tagt</title>'
        f"<link>{PAGE}</link><description>{TEXT}</description></item></rdf:RDF>"
    )
    (article,) = articles(FeedReader(), given(rdf))
    assert article.headline == "Rat tagt"


def test_a_feed_in_latin_1():
    data = rss(STUB.replace("ber&#228;t", "berät")).replace("UTF-8", "ISO-8859-1")
    (article,) = articles(FeedReader(), given(data.encode("latin-1")))
    assert article.headline == "Rat berät & streitet"


def test_json_feed():
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [
            {"id": "1", "url": PAGE, "title": "Rat", "content_html": LONG, "summary": TEXT,
             "date_published": "2026-04-25T20:00:00+02:00", "authors": [{"name": "Kim Nord"}]},
            {"id": "2", "url": "neu.html", "content_text": TEXT, "author": {"name": "Jo Ost"}},
            "kein Objekt",
        ],
    }  # fmt: skip
    first, second = articles(JsonReader(), given(feed, FEED, FEED, FakeWeb()))
    assert (first.byline, first.headline, first.url) == ("Kim Nord", "Rat", PAGE)
    assert first.published and not first.notes
    assert second.byline == "Jo Ost" and second.url == "https://muster.example/neu.html"
    assert second.notes[0].startswith("partial")
    with pytest.raises(SourceError, match="without entries"):
        list(JsonReader().read(given(feed | {"items": []})))


@pytest.mark.parametrize(
    "data",
    [
        "<rss version='2.0'><channel><title>leer</title></channel></rss>",
        "<rss version='2.0'>" + " " * 9_000_000,
        "<rss version='2.0'><channel>" + "<item/>" * 500_000,
        "<rss version='2.0' " + "a='b' " * 30_000 + ">",
    ],
)
def test_feeds_that_are_none_or_too_much(data):
    begin = time.monotonic()
    with pytest.raises(SourceError):
        list(FeedReader().read(given(data)))
    assert time.monotonic() - begin < 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_neither_explode_nor_open_files(encoding):
    doctype = '<!DOCTYPE r [<!ENTITY a "ha">'
    for name, inner in ("ba", "cb", "dc", "ed", "fe"):
        doctype += f'<!ENTITY {name} "{f"&{inner};" * 100}">'
    doctype += '<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    bomb = rss("<title>&f;&x;</title>").replace("?><rss", f"?>{doctype}<rss")
    bomb = bomb.replace("UTF-8", encoding)
    begin = time.monotonic()
    with pytest.raises(SourceError, match="entities"):
        list(FeedReader().read(given(bomb.encode(encoding))))
    assert time.monotonic() - begin < 1


def test_hundreds_of_entries_are_quick():
    items = [STUB.replace(">7<", f">{number}<") for number in range(300)]
    begin = time.monotonic()
    assert len(list(FeedReader().read(given(rss(*items))))) == 300
    assert time.monotonic() - begin < 5


@settings(max_examples=60, deadline=None)
@examples(st.data())
def test_damaged_feeds_give_articles_or_a_reason(data):
    feed = rss(
        STUB, f"<title>A</title><content:encoded><![CDATA[{LONG}]]></content:encoded>"
    ).encode()
    start = data.draw(st.integers(0, len(feed)))
    length = data.draw(st.integers(0, 200))
    noise = data.draw(st.binary(max_size=20))
    try:
        list(FeedReader().read(given(feed[:start] + noise + feed[start + length :])))
    except SourceError as error:
        assert error.remedy
