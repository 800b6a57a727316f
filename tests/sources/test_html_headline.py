import pytest

from pipeline.sources.html.headline import Headline, find_headline, split_kicker, strip_site
from pipeline.sources.html.rules import rule_for
from pipeline.sources.html.structured import read_structured
from pipeline.sources.html.tree import parse


def headline(
    body: str, *, og: str = "", jsonld: str = "", title: str = "", url: str = ""
) -> Headline:
    head = f"<title>{title}</title>" if title else ""
    head += f'<meta property="og:title" content="{og}">' if og else ""
    if jsonld:
        node = f'{{"@type": "NewsArticle", "headline": "{jsonld}"}}'
        head += f'<script type="application/ld+json">{node}</script>'
    root = parse(f"<html><head>{head}</head><body>{body}</body></html>")
    last = next(iter(root.iter("p")), None)
    return find_headline(root, read_structured(root), rule_for(url or None), url or None, last)


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<h1>Nur die Überschrift</h1>", ("", "Nur die Überschrift")),
        (
            '<h1><span class="dachzeile">Hafen</span> <span>Neue Fähren</span></h1>',
            ("Hafen", "Neue Fähren"),
        ),
        (
            '<h1><span>Hafen</span><span class="x">:</span><span>Neue Fähren</span></h1>',
            ("Hafen", "Neue Fähren"),
        ),
        (
            '<h1><span>Hafen<span class="sr-only">: </span></span>Neue Fähren</h1>',
            ("Hafen", "Neue Fähren"),
        ),
        ('<p class="topline">Hafen:</p><h1>Neue Fähren</h1>', ("Hafen", "Neue Fähren")),
        ("<h1><span>D</span>er Hafen wächst</h1>", ("", "Der Hafen wächst")),
        ("<h1>Der <em>neue</em> Hafen</h1>", ("", "Der neue Hafen")),
        ("<h1><span>Der</span> Hafen wächst</h1>", ("", "Der Hafen wächst")),
    ],
)
def test_split_kicker(markup: str, expected: tuple[str, str]) -> None:
    assert split_kicker(next(parse(markup).iter("h1"))) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Neue Fähren auf der Elbe | Hafenblatt", "Neue Fähren auf der Elbe"),
        ("Neue Fähren auf der Elbe – HB – 28.04.2023", "Neue Fähren auf der Elbe – HB"),
        ("Neue Fähren auf der Elbe | HB | 28.04.2023", "Neue Fähren auf der Elbe"),
        ("Neue Fähren auf der Elbe - hafenblatt.de", "Neue Fähren auf der Elbe"),
        ("Neue Fähren – und alte Sorgen", "Neue Fähren – und alte Sorgen"),
        ("Hafen | Neue Fähren", "Hafen | Neue Fähren"),
        ("", ""),
    ],
)
def test_strip_site(title: str, expected: str) -> None:
    assert strip_site(title, ("Hafenblatt", "www.hafenblatt.de")) == expected


def test_what_readers_see_wins_if_the_metadata_confirm_it() -> None:
    found = headline(
        "<h1>Das Original</h1><p>x</p>", og="Für soziale Medien", jsonld="Das Original"
    )
    assert found.text == "Das Original"


def test_kicker_stays_apart_if_the_metadata_leave_it_out() -> None:
    body = '<h1><span class="kicker">Hafen</span> <span>Neue Fähren</span></h1><p>x</p>'
    found = headline(body, og="Neue Fähren")
    assert (found.kicker, found.text) == ("Hafen", "Neue Fähren")


def test_kicker_is_not_said_twice() -> None:
    body = '<h1><span class="kicker">Hafen</span> <span>Neue Fähren</span></h1><p>x</p>'
    found = headline(body, og="Hafen: Neue Fähren")
    assert (found.kicker, found.text) == ("", "Hafen: Neue Fähren")


def test_metadata_that_agree_win_over_another_heading() -> None:
    found = headline("<h1>Lang und anders</h1><p>x</p>", og="Kurz | Blatt", jsonld="Kurz")
    assert found.text == "Lang und anders"
    found = headline(
        "<h1>Lang und anders</h1><p>x</p>", og="Der Kurztitel | Blatt", jsonld="Der Kurztitel"
    )
    assert found.text == "Der Kurztitel"


def test_metadata_that_contradict_each_other_lose() -> None:
    assert headline("<h1>Gesehen</h1><p>x</p>", og="Eins", jsonld="Zwei").text == "Gesehen"


def test_breadcrumb_is_no_headline() -> None:
    body = (
        "<nav><h1>Für Suchmaschinen</h1></nav><article><hgroup><h2>Für Leser</h2></hgroup>"
        "<p>Text.</p></article>"
    )
    assert headline(body, og="Für Suchmaschinen", jsonld="Für Leser").text == "Für Leser"


def test_second_level_heading_by_its_name() -> None:
    body = '<article><h2>Wetter</h2><h2 class="a__headline">Der Titel</h2><p>Text.</p></article>'
    assert headline(body).text == "Der Titel"


def test_breadcrumb_is_better_than_nothing() -> None:
    assert headline("<ul><li><h1>Im Pfad</h1></li></ul><p>Text.</p>").text == "Im Pfad"


def test_heading_after_the_text_is_none() -> None:
    assert headline("<p>Text.</p><h1>Netzwerk</h1>", title="Der Titel").text == "Der Titel"


def test_sites_that_need_a_rule() -> None:
    body = "<h1>Gesehen</h1><p>x</p>"
    kinds = {
        "https://www.zdf.de/a": "Sozial",
        "https://www.br.de/a": "Schema",
        "https://x.de": "Gesehen",
    }
    for url, expected in kinds.items():
        assert headline(body, og="Sozial", jsonld="Schema", url=url).text == expected
    assert rule_for("https://notbr.de/") is rule_for(None)


def test_no_headline_at_all() -> None:
    assert headline("<p>Text.</p>") == Headline("", "", None)
