from __future__ import annotations

from typing import Any

import pytest

from pipeline.article import Rejected
from pipeline.sources.jsondoc import JsonReader
from tests.sources.inputs import TEXT, FakeWeb, articles, given, texts

PAGE = "https://muster.example/rat.html"
RECORD: dict[str, Any] = {
    "source": {"id": None, "name": "Das Musterblatt"},
    "author": "Kim Nord",
    "title": "Rat - und Haushalt - Musterblatt",
    "description": "Ein Vorspann über den Rat.",
    "url": PAGE,
    "publishedAt": "2026-04-25T18:00:00Z",
    "content": f"{TEXT} Und dann… [+1234 chars]",
}


def read_one(record: dict[str, Any], **more: Any) -> Any:
    (item,) = JsonReader().read(given({"status": "ok", "articles": [record]}, "n.json", **more))
    return item


def test_a_beginning_is_marked_as_one():
    (article,) = articles(JsonReader(), given({"articles": [RECORD]}, "n.json"))
    assert (article.headline, article.byline, article.url) == (
        "Rat - und Haushalt",
        "Kim Nord",
        PAGE,
    )
    assert article.published and article.published.isoformat() == "2026-04-25T18:00:00+00:00"
    assert texts(article) == ["Ein Vorspann über den Rat.", f"{TEXT} Und dann…"]
    assert set(article.notes) == {
        "[+1234 chars]",
        "Musterblatt",
        "partial: only its beginning; the page was not fetched",
    }


def test_on_the_web_the_page_is_read():
    article = read_one(RECORD, url="https://api.example", web=FakeWeb({PAGE: TEXT}))
    assert (texts(article), article.source) == ([TEXT], PAGE)


def test_a_whole_text_stays():
    article = read_one(RECORD | {"content": f"{TEXT} Ende."})
    assert texts(article)[-1] == f"{TEXT} Ende."
    assert article.notes == ("Musterblatt",)


def test_a_headline_alone_is_no_article():
    item = read_one(RECORD | {"content": None, "description": ""})
    assert isinstance(item, Rejected) and item.reason == "only a headline"


@pytest.mark.parametrize(
    ("title", "name", "expected"),
    [
        ("Rat tagt - WELT", "DIE WELT", "Rat tagt"),
        ("Rat tagt - NDR.de", "", "Rat tagt"),
        ("Rat tagt | Muster", "Muster", "Rat tagt"),
        ("Rat tagt - bis zum Morgen", "DIE WELT", "Rat tagt - bis zum Morgen"),
        ("Rat tagt", "DIE WELT", "Rat tagt"),
    ],
)
def test_the_outlet_is_no_part_of_the_headline(title, name, expected):
    assert read_one(RECORD | {"title": title, "source": {"name": name}}).headline == expected
