from __future__ import annotations

from typing import Any

import pytest

from pipeline.article import Rejected
from pipeline.sources.jsondoc import JsonReader
from tests.sources.inputs import TEXT, FakeWeb, articles, given, texts

URL = "https://www.muster.example/inland/rat-101.html"
DETAILS = "https://www.muster.example/api2/inland/rat-101.json"


def text(value: str) -> dict[str, Any]:
    return {"type": "text", "value": value}


STORY: dict[str, Any] = {
    "sophoraId": "rat-101",
    "title": "++ Rat streitet &amp; tagt ++",
    "topline": "Haushalt in Musterstadt",
    "date": "2026-04-25T20:00:00.000+02:00",
    "firstSentence": "Es wurde spät im Rathaus.",
    "shareURL": URL,
    "details": DETAILS,
    "type": "story",
    "teaserImage": {"title": "Rathaus"},
    "content": [
        text(f"<strong>{TEXT}</strong>"),
        text("<em>Von Jana Probst, ARD-Studio Musterstadt</em>"),
        {"type": "headline", "value": "<h2>Streit um Schulen</h2>"},
        text('Das sagte <a href="https://a.example" type="extern">die Stadt</a>.<br/><br/>Punkt.'),
        {"type": "box", "box": {"title": "Alles zur Wahl", "subtitle": "Wahlen",
                                "text": "Der Blog.", "link": "<a href='x'>mehr</a>", "source": ""}},
        {"type": "quotation", "quotation": {"text": "\"Es reicht uns.\" (Kim Nord, Schulamt)"}},
        text("<ul><li>Erster Beschluss des Rates</li><li>Zweiter Beschluss</li></ul>"),
        text('<ul><li><a href="https://a.example/1">Rat tagt wieder im Mai</a></li></ul>'),
        {"type": "related", "related": [{"topline": "Mai", "title": "Streit im Mai"}]},
        {"type": "image_gallery", "gallery": [{"title": "Das Rathaus am Abend."}, {"title": ""}]},
        {"type": "video", "video": {"title": "Der Rat im Film"}},
        {"type": "audio", "audio": {"title": "Zum Hören", "text": "Kim Nord im Gespräch"}},
        {"type": "socialmedia",
         "social": {"title": "Stadt via X", "shorttext": "Wir <b>tagen</b>"}},
        {"type": "htmlEmbed", "htmlEmbed": {"service": "karte", "url": "https://a.example"}},
        text("<strong>Dieses Thema im Programm:</strong><br />Radio Muster | 25.04.2026 | 14 Uhr"),
    ],
}  # fmt: skip


def read_one(story: dict[str, Any], **more: Any) -> Any:
    (item,) = JsonReader().read(given({"news": [story], "regional": []}, "api.json", **more))
    return item


def test_an_article_with_everything_beside_it():
    (article,) = articles(JsonReader(), given({"news": [], "regional": [STORY]}, "api.json"))
    assert (article.kicker, article.headline) == ("Haushalt in Musterstadt", "Rat streitet & tagt")
    assert article.byline == "Jana Probst, ARD-Studio Musterstadt"
    assert (article.url, article.source) == (URL, "api.json#rat-101")
    assert article.published and article.published.isoformat() == "2026-04-25T20:00:00+02:00"
    assert article.lead == TEXT
    assert [(block.kind, block.text) for block in article.blocks] == [
        ("paragraph", TEXT),
        ("heading", "Streit um Schulen"),
        ("paragraph", "Das sagte die Stadt."),
        ("paragraph", "Punkt."),
        ("quote", '"Es reicht uns." (Kim Nord, Schulamt)'),
        ("list", "Erster Beschluss des Rates"),
        ("list", "Zweiter Beschluss"),
    ]
    for note in ["++", "Wahlen\nAlles zur Wahl\nDer Blog.", "Rat tagt wieder im Mai",
                 "Mai\nStreit im Mai", "Das Rathaus am Abend.", "Der Rat im Film",
                 "Zum Hören\nKim Nord im Gespräch", "Stadt via X\nWir tagen",
                 "Es wurde spät im Rathaus."]:  # fmt: skip
        assert note in article.notes


def test_one_article_alone_is_an_answer_too():
    (article,) = articles(JsonReader(), given(STORY))
    assert article.headline == "Rat streitet & tagt"


def test_a_name_in_italics_is_the_author():
    story = STORY | {"content": [text(TEXT), text("<em>Kim Nord</em>"), text(TEXT + " Ende.")]}
    article = read_one(story)
    assert article.byline == "Kim Nord" and "Kim Nord" in article.notes
    assert len(article.blocks) == 2


def test_a_teaser_without_its_text():
    teaser = {key: value for key, value in STORY.items() if key != "content"}
    article = read_one(teaser)
    assert texts(article) == ["Es wurde spät im Rathaus."]
    assert article.notes[-1] == "partial: only the teaser; the page was not fetched"
    web = FakeWeb({DETAILS: TEXT})
    assert texts(read_one(teaser, url="https://www.muster.example/api2/news", web=web)) == [TEXT]


@pytest.mark.parametrize("change", [{"type": "video"}, {"firstSentence": ""}])
def test_recordings_are_set_aside(change):
    item = read_one(STORY | {"content": []} | change)
    assert isinstance(item, Rejected) and "recording" in item.reason


def test_what_is_missing_or_of_another_kind_does_no_harm():
    broken = {
        "sophoraId": 7,
        "title": None,
        "content": [
            "x",
            {"type": "box", "box": "x"},
            {"type": "quotation"},
            {"type": 3},
            text(TEXT),
        ],
        "date": "gestern",
    }
    article = read_one(broken)
    assert texts(article) == [TEXT]
    assert (article.source, article.published, article.url) == ("api.json#1", None, None)
