from __future__ import annotations

import pytest

from pipeline.article import Article, Rejected
from pipeline.errors import SourceError
from pipeline.sources.sitemap import SitemapReader
from tests.sources.inputs import TEXT, FakeWeb, articles, given

MAP = "https://muster.example/news.xml"
PAGE = "https://muster.example/rat.html"


def sitemap(*entries: str) -> str:
    return (
        '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
        ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">'
        + "".join(f"<url>{entry}</url>" for entry in entries)
        + "</urlset>"
    )


def news(url: str = PAGE, language: str = "de") -> str:
    return (
        f"<loc> {url} </loc><lastmod>2026-04-25</lastmod><news:news><news:publication>"
        f"<news:name>Muster</news:name><news:language>{language}</news:language>"
        "</news:publication><news:publication_date>2026-04-25T20:00:00+02:00"
        "</news:publication_date><news:title>Rat tagt</news:title></news:news>"
        "<image:image><image:loc>https://muster.example/a.jpg</image:loc>"
        "<image:title>Bild</image:title></image:image>"
    )


@pytest.mark.parametrize(
    ("head", "expected"),
    [(sitemap().encode(), True), (b"<sitemapindex>", True), (b"<rss>", False), (b"x", False)],
)
def test_accepts(head, expected):
    assert SitemapReader().accepts("x", head) is expected


def test_pages_are_read_and_gaps_filled():
    web = FakeWeb({PAGE: TEXT})
    (article,) = articles(SitemapReader(), given(sitemap(news()), MAP, MAP, web))
    assert article.headline == "Rat tagt"
    assert article.published and article.published.isoformat() == "2026-04-25T20:00:00+02:00"
    assert web.asked == [(PAGE, "2026-04-25")]


def test_news_in_other_languages_are_not_asked_for():
    web = FakeWeb({PAGE: TEXT})
    data = sitemap(news("https://muster.example/en", "en"), news())
    assert len(articles(SitemapReader(), given(data, MAP, MAP, web))) == 1
    assert [url for url, _ in web.asked] == [PAGE]


def test_sitemaps_of_sitemaps():
    index = f"<sitemapindex><sitemap><loc>{MAP}</loc></sitemap></sitemapindex>"
    web = FakeWeb({MAP: TEXT}, only_new=True)
    for _ in range(2):
        (item,) = SitemapReader().read(given(index, "i", "i", web))
        assert isinstance(item, Article)


def test_only_new_pages_if_that_is_asked_for():
    web = FakeWeb({PAGE: TEXT}, only_new=True)
    reads = [list(SitemapReader().read(given(sitemap(news()), MAP, MAP, web))) for _ in range(2)]
    assert [len(found) for found in reads] == [1, 0]


def test_pages_that_cannot_be_had_are_named():
    (item,) = SitemapReader().read(given(sitemap(news()), MAP, MAP, FakeWeb()))
    assert isinstance(item, Rejected) and item.source == PAGE


@pytest.mark.parametrize("data", [sitemap(), "<urlset", sitemap("<loc/>"), ""])
def test_sitemaps_without_pages(data):
    with pytest.raises(SourceError):
        list(SitemapReader().read(given(data, web=FakeWeb())))


def test_without_network_a_sitemap_is_of_no_use():
    with pytest.raises(SourceError, match="off limits"):
        list(SitemapReader().read(given(sitemap(news()))))
