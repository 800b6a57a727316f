import json

from pipeline.sources.html.structured import plain, read_structured
from pipeline.sources.html.tree import parse


def page(*nodes: object, metas: str = "") -> object:
    scripts = "".join(
        f'<script type="application/ld+json">{node if isinstance(node, str) else json.dumps(node)}'
        "</script>"
        for node in nodes
    )
    return read_structured(
        parse(f"<html><head>{metas}{scripts}</head><body><p>x</p></body></html>")
    )


def test_article_is_found_among_other_nodes() -> None:
    found = page(
        {"@type": "WebSite", "headline": "Die Seite"},
        {"@graph": [{"@type": ["NewsArticle", "ReportageNewsArticle"], "headline": "Der Artikel"}]},
        {"@type": "VideoObject", "headline": "Das Video", "datePublished": "2020-01-01"},
    )
    assert found.text("headline") == "Der Artikel"
    assert found.any_text("datePublished") == ""


def test_fullest_article_wins() -> None:
    found = page(
        {"@type": "NewsArticle", "headline": "Teaser"},
        {"@type": "NewsArticle", "headline": "Artikel", "datePublished": "2024-01-01"},
    )
    assert found.text("headline") == "Artikel"


def test_article_inside_main_entity() -> None:
    found = page({"@type": "WebPage", "mainEntity": {"@type": "Article", "headline": "Innen"}})
    assert found.text("headline") == "Innen"


def test_date_of_the_page_where_there_is_no_article() -> None:
    found = page({"@type": "WebPage", "datePublished": "2024-05-01"})
    assert found.any_text("datePublished") == "2024-05-01"


def test_authors_of_every_form() -> None:
    found = page(
        {"@type": "Person", "@id": "#a", "name": "Ada Berg"},
        {
            "@type": "NewsArticle",
            "author": [
                {"@id": "#a"},
                {"@id": "#unknown"},
                {"@type": "Person", "givenName": "Cem", "familyName": "Dal"},
                "Eva Falk",
                "Eva Falk",
                7,
            ],
        },
    )
    assert found.authors == ("Ada Berg", "Cem Dal", "Eva Falk")
    assert found.by_persons


def test_organization_is_no_person() -> None:
    found = page({"@type": "NewsArticle", "author": {"@type": "Organization", "name": "dpa"}})
    assert found.authors == ("dpa",)
    assert not found.by_persons


def test_paid() -> None:
    for value, expected in [(False, True), ("False", True), (True, False), ("true", False)]:
        assert page({"@type": "NewsArticle", "isAccessibleForFree": value}).paid is expected
    assert not page().paid


def test_entities_escaped_twice() -> None:
    assert plain("K&amp;uuml;hlt&uuml;rme ") == "Kühltürme"
    assert plain(["Erste", "Zweite"]) == "Erste"
    assert plain([]) == plain(None) == plain({"a": 1}) == ""


def test_broken_json_is_passed_over() -> None:
    found = page("{kaputt", "[" * 100_000, "", {"@type": "Article", "headline": "Gut"})
    assert found.text("headline") == "Gut"


def test_line_breaks_inside_json_strings_and_a_semicolon_after() -> None:
    assert (
        page('{"@type": "Article", "headline": "Zwei\nZeilen"};').text("headline") == "Zwei Zeilen"
    )


def test_huge_json_is_passed_over() -> None:
    assert page({"@type": "Article", "headline": "x" * 2_000_001}).text("headline") == ""


def test_metas_in_the_order_asked() -> None:
    found = page(
        metas='<meta property="og:title" content="OG"><meta name="Title" content="T">'
        '<meta name="empty" content=" "><meta itemprop="datePublished" content="2020">'
    )
    assert found.meta("empty", "title", "og:title") == "T"
    assert found.meta("datepublished") == "2020"
    assert found.meta("none") == ""
