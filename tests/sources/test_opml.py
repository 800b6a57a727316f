import pytest

from pipeline.errors import SourceError
from pipeline.sources.opml import OpmlReader
from tests.sources.inputs import TEXT, FakeWeb, articles, given

FEEDS = ["https://a.example/feed", "https://b.example/feed"]
LIST = (
    '<?xml version="1.0"?><opml version="2.0"><body><outline text="Politik">'
    f'<outline type="rss" xmlUrl="{FEEDS[0]}"/></outline><outline xmlUrl=" {FEEDS[1]} "/>'
    f'<outline xmlUrl="{FEEDS[0]}"/><outline text="kein Feed"/></body></opml>'
)


@pytest.mark.parametrize(
    ("head", "expected"), [(LIST.encode(), True), (b"<rss>", False), (b"Das <opml>-Format", False)]
)
def test_accepts(head, expected):
    assert OpmlReader().accepts("x", head) is expected


def test_each_feed_is_read_once():
    web = FakeWeb({FEEDS[0]: TEXT, FEEDS[1]: TEXT + " Neu."})
    found = articles(OpmlReader(), given(LIST, web=web))
    assert [article.source for article in found] == FEEDS


def test_without_network_a_list_is_of_no_use():
    with pytest.raises(SourceError, match="off limits"):
        list(OpmlReader().read(given(LIST)))


@pytest.mark.parametrize(
    "data", ["<opml/>", "<opml", "<opml>" + "<outline>" * 100_000, "", '<opml><outline xmlUrl=""/>']
)
def test_lists_without_feeds(data):
    with pytest.raises(SourceError) as caught:
        list(OpmlReader().read(given(data, web=FakeWeb())))
    assert caught.value.remedy
