import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import SourceError
from pipeline.sources.html.extract import extract_page
from pipeline.sources.html.fallback import read_jsonld, rescue
from pipeline.sources.html.page import PageParts
from pipeline.sources.html.structured import read_structured
from pipeline.sources.html.tree import parse

PAGES = Path(__file__).parents[1] / "data" / "html"

FIRST = "Der Kreistag hat am Donnerstag über den Haushalt des kommenden Jahres beraten."
SECOND = "Die Schulden steigen um zwölf Millionen Euro, das ist mehr als im Jahr davor."
THIRD = "Am Ende stimmten alle Fraktionen bis auf eine dem Entwurf der Verwaltung zu."
TEXT = f"<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>"
LEAD = "Der Kreis Neustadt macht neue Schulden. Die Räte streiten über die Schwimmbäder."


def page(name: str) -> PageParts:
    return extract_page((PAGES / name).read_bytes())


def article(top: str, *, head: str = "", text: str = TEXT) -> PageParts:
    return extract_page(
        f"<html><head>{head}</head><body><article><h1>Der Haushalt</h1>{top}"
        f"<div>{text}</div></article></body></html>"
    )


def texts(parts: PageParts) -> list[str]:
    return [text for _, text in parts.blocks]


def test_portal() -> None:
    parts = page("portal.html")
    assert parts.headline == "Fährverkehr auf der Elbe: Neue Schiffe fahren mit Strom"
    assert parts.kicker == ""  # it stands in the headline already
    assert parts.lead.startswith("Zwei Reedereien stellen ihre Fähren")
    assert parts.byline == "Imke Petersen, Ole Brandt"
    assert parts.published == datetime(2025, 3, 11, 6, 30, tzinfo=timezone(timedelta(hours=1)))
    assert parts.url == "https://www.nordmorgen.example/wirtschaft/faehren-strom-100.html"
    assert parts.language == "de"
    assert not parts.paid
    assert not parts.partial
    assert [kind for kind, _ in parts.blocks] == [
        *["paragraph", "paragraph", "heading", "paragraph"],
        *["list", "list", "list", "quote", "paragraph", "list", "list", "paragraph"],
    ]
    assert parts.blocks[0][1].startswith("Wer in Glückstadt auf die Fähre wartet, hört künftig nur")
    assert "ohne Diesel über die Elbe" in parts.blocks[0][1]


def test_what_is_set_aside_on_the_portal_is_in_the_notes() -> None:
    parts = page("portal.html")
    body = " ".join([parts.lead, *texts(parts)])
    for furniture in (
        "Stand: 11.03.2025",
        "Von Imke Petersen",
        "Foto: Jan Krüger",
        "Der Anleger in Glückstadt wird umgebaut",
        "Mehr zum Thema",
        "Alle Nachrichten vom Hafen",
        "Newsletter",
        "berichtet seit 2012",
        "meine Enkel",
    ):
        assert furniture not in body
        assert furniture in " ".join(parts.notes)
    for outside in ("Cookies", "Alle Rechte vorbehalten"):
        assert outside not in " ".join([body, *parts.notes])


def test_page_of_twenty_years_ago() -> None:
    parts = page("old.html")
    assert parts.headline == "Gemeinderat beschließt neue Brücke über die Ache"
    assert parts.lead.startswith("Nach drei Jahren Streit")
    assert parts.published is not None
    assert parts.published.isoformat() == "2008-01-14T17:45:00+01:00"
    assert len(parts.blocks) == 3
    assert "Lärm und Staub – und" in parts.blocks[1][1]
    assert parts.byline == "Talbote Redaktion"
    assert parts.url is None


def test_paid_stub() -> None:
    parts = page("paid.html")
    assert parts.paid
    assert parts.partial
    assert parts.headline == "Streit um den Stausee"
    assert parts.kicker == "Wasserkraft"
    assert parts.published == datetime(2024, 8, 2, 5, tzinfo=UTC)
    assert texts(parts)[-1] == "Die Bauern haben davon aus dem Radio erfahren …"
    assert "Weiterlesen mit Abo" in parts.notes


@pytest.mark.parametrize(
    ("top", "head"),
    [
        (f'<p class="article__intro">{LEAD}</p>', ""),
        (f'<div class="vorspann"><p>{LEAD}</p></div>', ""),
        (f"<p>{LEAD}</p>", f'<meta name="description" content="{LEAD}">'),
        (f"<div><span>{LEAD}</span></div>", f'<meta property="og:description" content="{LEAD}">'),
        (f"<p><strong>{LEAD}</strong></p>", ""),
        (
            f"<h2>{LEAD}</h2>",
            '<script type="application/ld+json">{"@type": "NewsArticle", "alternativeHeadline": "'
            f'{LEAD}"}}</script>',
        ),
    ],
)
def test_lead(top: str, head: str) -> None:
    parts = article(top, head=head)
    assert parts.lead == LEAD
    assert texts(parts) == [FIRST, SECOND, THIRD]


def test_lead_of_two_paragraphs() -> None:
    parts = article(
        f'<div class="lead"><p>{LEAD}</p><p>Nun entscheidet der Landtag darüber.</p></div>'
    )
    assert parts.lead == f"{LEAD} Nun entscheidet der Landtag darüber."


def test_lead_with_a_dateline_that_the_description_leaves_out() -> None:
    head = f'<meta name="description" content="{LEAD}">'
    assert article(f"<p>Neustadt. {LEAD}</p>", head=head).lead == f"Neustadt. {LEAD}"


def test_description_that_the_page_does_not_show_is_no_lead() -> None:
    parts = article(
        "", head='<meta name="description" content="Alles über den Haushalt im Kreis.">'
    )
    assert parts.lead == ""
    assert texts(parts) == [FIRST, SECOND, THIRD]


def test_lead_that_stands_with_the_text() -> None:
    parts = article("", text=f'<p class="preface">{LEAD}</p>{TEXT}')
    assert parts.lead == LEAD
    assert texts(parts) == [FIRST, SECOND, THIRD]


def test_teaser_above_a_page_without_headline_is_no_lead() -> None:
    parts = extract_page(f'<div class="teaser"><p>{LEAD}</p></div><article>{TEXT}</article>')
    assert parts.headline == ""
    assert parts.lead == ""


@pytest.mark.parametrize(
    ("top", "head", "expected"),
    [
        ("<p>Von Eva Falk</p>", "", "Eva Falk"),
        ("<p>Von Eva Falk</p>", '<meta name="author" content="Neustädter Bote">', "Eva Falk"),
        ("<ul><li>Autorin/Autor Eva Falk</li></ul>", "", "Eva Falk"),
        ("", '<meta name="author" content="Eva Falk">', "Eva Falk"),
        ("", '<meta property="article:author" content="https://x.example/falk">', ""),
        ("<p>Von heute an gilt das neue Recht</p>", "", ""),
    ],
)
def test_byline(top: str, head: str, expected: str) -> None:
    assert article(top, head=head).byline == expected


@pytest.mark.parametrize(
    ("top", "head", "expected"),
    [
        ("<time datetime='2024-02-01T10:00:00Z'>heute</time>", "", "2024-02-01T10:00:00+00:00"),
        ("<p>Stand: 01.02.2024, 11:00 Uhr</p>", "", "2024-02-01T11:00:00+01:00"),
        ("", '<meta name="date" content="2024-02-01">', "2024-02-01T00:00:00+01:00"),
    ],
)
def test_published(top: str, head: str, expected: str) -> None:
    published = article(top, head=head).published
    assert published is not None
    assert published.isoformat() == expected


def test_no_date() -> None:
    assert article("").published is None


def test_address_is_resolved_and_must_be_one() -> None:
    link = '<html><head><link rel="canonical" href="{}"></head><body>' + TEXT
    known = "https://bote.example/a?utm_source=x"
    assert extract_page(link.format("/b"), known).url == "https://bote.example/b"
    assert extract_page(link.format("/b")).url is None
    assert extract_page(link.format("http://[kaputt"), known).url == known
    assert extract_page(link.format("javascript:alert(1)"), known).url == known


def test_language_is_what_the_page_declares() -> None:
    assert extract_page(f'<html lang="de-AT"><body>{TEXT}').language == "de"
    assert article("", head='<meta property="og:locale" content="de_DE">').language == "de"
    assert article("").language == ""


def test_text_comes_out_in_normal_form() -> None:
    parts = article("", text=f"<p>{FIRST} Der Bu\u0308rgermeister\u00a0sagte zu.</p>{TEXT}")
    assert texts(parts)[0].endswith("Der Bürgermeister sagte zu.")


def test_text_that_breaks_off_is_partial() -> None:
    assert article(
        "", text=f"{TEXT}<p>Der Landrat sagte dazu am Abend, er werde [+496 chars]</p>"
    ).partial
    assert not article("").partial


def test_text_that_only_trafilatura_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    root = parse(f"<p>{FIRST}</p>")
    other = [("paragraph", LEAD), ("paragraph", SECOND), ("paragraph", THIRD)]
    monkeypatch.setattr("pipeline.sources.html.fallback.read_trafilatura", lambda _: other)
    found = rescue(root, read_structured(root), [("paragraph", FIRST)], known=(LEAD,))
    assert found == other[1:]


def test_another_reading_that_only_repeats_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    root = parse("<p></p>")
    ours = [("paragraph", FIRST), ("paragraph", SECOND)]
    other = [("paragraph", f"{FIRST} {SECOND}"), ("paragraph", f"{SECOND} {FIRST}"), *ours]
    monkeypatch.setattr("pipeline.sources.html.fallback.read_trafilatura", lambda _: other)
    assert rescue(root, read_structured(root), list(ours), known=()) == ours


def test_text_that_stands_in_jsonld_only() -> None:
    body = f"{FIRST}\\n{SECOND}<br><b>{THIRD}</b>"
    node = f'{{"@type": "NewsArticle", "articleBody": "{body}"}}'
    markup = (
        f'<script type="application/ld+json">{node}</script><p>Bitte warten Sie einen Moment.</p>'
    )
    assert texts(extract_page(markup)) == [FIRST, SECOND, THIRD]
    assert read_jsonld(read_structured(parse("<p>x</p>"))) == []


@pytest.mark.parametrize(
    "markup",
    [
        "<ul><li><a href='/'>Start</a></li></ul>",
        "<table><tr><td>1</td><td>2</td></tr></table>",
        "nur drei Wörter",
    ],
)
def test_page_without_text_is_refused(markup: str) -> None:
    with pytest.raises(SourceError, match="no running text"):
        extract_page(markup)


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 50_000 + TEXT,
        "<b>" * 20_000 + TEXT,
        "<h1>" + "<span>x</span>" * 5_000 + "</h1>" + TEXT,
        "<title>" + "a | " * 50_000 + "</title>" + TEXT,
        '<div class="' + "aB-c " * 50_000 + '">' + TEXT,
        "<" * 50_000 + TEXT,
        "&" * 100_000 + TEXT,
        "<script>" * 50_000 + TEXT,
        "<p>" + "wort " * 50_000 + ".</p>",
        "<tr><td>a</td><td>b</td></tr>" * 5_000 + TEXT,
    ],
    ids=["div", "b", "span", "title", "class", "lt", "amp", "script", "long", "rows"],
)
def test_hostile_pages_end_soon(markup: str) -> None:
    depth = sys.getrecursionlimit()
    try:
        assert extract_page(markup).blocks
    except SourceError as error:
        assert error.remedy
    assert sys.getrecursionlimit() == depth


TAGS = st.sampled_from(
    [
        *["p", "div", "h1", "h2", "li", "ul", "table", "tr", "td"],
        *["b", "a", "article", "figure", "aside", "br", "blockquote"],
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(TAGS, st.booleans(), st.sampled_from(["", FIRST, SECOND, "Kurz"]))))
def test_any_nesting_of_tags_is_read_or_refused(pieces: list[tuple[str, bool, str]]) -> None:
    markup = "".join(f"<{'/' if end else ''}{tag}>{text}" for tag, end, text in pieces)
    try:
        parts = extract_page(markup)
    except SourceError as error:
        assert error.remedy
    else:
        assert all(text.strip() == text and text for _, text in parts.blocks)
