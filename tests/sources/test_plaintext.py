from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.article import Article
from pipeline.sources.plaintext import PlainTextReader, read_text
from pipeline.text.normalize import normalize

LEAD = "Der Rat von Musterstadt streitet über den Haushalt. Am Abend soll eine Entscheidung fallen."
BODY = "Die Verhandlungen dauern seit Wochen an. Beide Seiten werfen einander Stillstand vor."
MORE = "Am Dienstag kam Bewegung in die Sache. Der Bürgermeister legte einen neuen Plan vor."
NOTE = "Über dieses Thema berichtete Radio Muster am 09. März 2023 um 11:00 Uhr."
HEADER = " date 2023-03 Haushalt in Musterstadt Rat streitet weiter Stand: 09.03.2023 11:31 Uhr"


def article(*paragraphs: str) -> Article:
    return read_text("a.txt", "\n\n".join(paragraphs))


def texts(found: Article, kind: str = "paragraph") -> list[str]:
    return [block.text for block in found.blocks if block.kind == kind]


def assert_nothing_lost(found: Article, text: str) -> None:
    parts = [found.kicker, found.headline, *found.notes, *(block.text for block in found.blocks)]
    assert Counter("".join("".join(parts).split())) == Counter("".join(normalize(text).split()))


def test_a_saved_article_is_read_as_a_whole():
    byline = "Von Jana Probst, ARD-Studio Musterstadt"
    found = article(HEADER, LEAD, byline, BODY, "Neuer Plan am Dienstag", MORE, NOTE)
    assert (found.kicker, found.headline) == ("Haushalt in Musterstadt", "Rat streitet weiter")
    assert found.published is not None
    assert found.published.isoformat() == "2023-03-09T11:31:00+01:00"
    assert found.byline == "Jana Probst, ARD-Studio Musterstadt"
    assert found.lead == LEAD == found.blocks[0].text
    assert texts(found) == [LEAD, BODY, MORE]
    assert texts(found, "heading") == ["Neuer Plan am Dienstag"]
    assert found.notes == ("date 2023-03", "Stand: 09.03.2023 11:31 Uhr", byline, NOTE)
    assert (found.source, found.url, found.language) == ("a.txt", None, "de")


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("von\n\nMDR AKTUELL", "MDR AKTUELL"),
        ("von\nJana Probst, MDR Data", "Jana Probst, MDR Data"),
        ("Petr Jeranek", "Petr Jeranek"),
        ("**Von Jana Probst**", "Jana Probst"),
        (
            "Von Jana Probst, rbb, und Ole Kern, zzt. Lwiw",
            "Jana Probst, rbb, und Ole Kern, zzt. Lwiw",
        ),
    ],
)
def test_bylines_never_get_through(byline, names):
    found = article(HEADER, LEAD, byline, BODY, MORE)
    assert found.byline == names
    assert byline in found.notes
    assert texts(found) == [LEAD, BODY, MORE] and not texts(found, "heading")


def test_a_byline_at_the_end_of_the_lead_is_cut_off():
    found = article(HEADER, f"{LEAD} Von J. Probst (NDR), O. Kern und T. Falk (rbb)", BODY)
    assert found.byline == "J. Probst (NDR), O. Kern und T. Falk (rbb)"
    assert found.lead == LEAD


def test_a_von_without_a_name_after_it_stays_text():
    assert "von" in texts(article(HEADER, LEAD, BODY, "von", MORE))


def test_a_name_that_the_article_speaks_of_is_a_heading():
    found = article(HEADER, LEAD, "Jana Probst", "Jana Probst siegte klar. Sie dankte allen.")
    assert found.byline == "" and texts(found, "heading") == ["Jana Probst"]
    noun = article(HEADER, LEAD, "Düstere Stimmung", BODY)
    assert texts(noun, "heading") == ["Düstere Stimmung"]


@pytest.mark.parametrize(
    "furniture",
    [
        NOTE,
        "Dieses Thema im Programm:NDR 9 | Aktuell | 09.11.2022 | 14:00 Uhr",
        "Dieses Thema im Programm:\nNDR 9 | Aktuell | 09.11.2022 | 14:00 Uhr",
        "Mit Informationen von Ole Kern, ARD-Hauptstadtstudio Berlin",
        "Wahl: Stimmen und Ergebnisse. Alle Entwicklungen im Liveblog.",
        "MDR/dpa (fef/dni)",
        "mehr",
        "***",
    ],
)
def test_furniture_goes_to_the_notes_verbatim(furniture):
    found = article(HEADER, LEAD, BODY, furniture, MORE)
    assert texts(found) == [LEAD, BODY, MORE]
    assert furniture in found.notes


@pytest.mark.parametrize(
    "links",
    [
        "Rat tagt wieder öffentlich",
        "Vier Räte tagen in der StadthalleNeuer Plan: Stadt setzt Verhandlungen fort",
        "FAQ: Was der Haushalt bedeutet\nEinigung bei der Grundsteuer kommt",
    ],
)
def test_lines_at_the_end_with_no_text_under_them_are_links(links):
    found = article(HEADER, LEAD, BODY, links, NOTE)
    assert texts(found) == [LEAD, BODY] and len(found.blocks) == 2
    assert found.notes[-len(links.split("\n")) :] == tuple(links.split("\n"))


@pytest.mark.parametrize(
    "ending",
    [
        "Hilfe und Rat\nIBAN: DE00 1234 5678 90\nBIC: MUSTERXX",
        "SV Muster - FC Beispiel 3:1\nTSV Probe - SC Test 0:0",
        "- Brot und Butter\n- Milch und Honig",
        "Was bedeutet das für die Stadt?",
    ],
)
def test_data_bullets_and_questions_at_the_end_are_text(ending):
    found = article(HEADER, LEAD, BODY, ending)
    assert len(found.blocks) == 2 + len(ending.split("\n"))


def test_a_lead_may_end_like_a_teaser():
    lead = LEAD * 2 + " Alle Entwicklungen im Liveblog."
    assert article(HEADER, lead, BODY).lead == lead


def test_a_liveblog_keeps_its_entries_and_gives_its_marks_to_the_notes():
    found = article(
        " date 2023-03 Wahl im Musterland ++ Rat ist gewählt ++ Stand: 09.03.2023 18:17 Uhr",
        LEAD,
        "Rat gewählt\nZweite Wahl am Sonntag\nBeteiligung hoch wie nie",
        "18:17 Uhr - Partei gewinnt umkämpften Sitz in Musterstadt",
        BODY,
        "++ Erste Zahlen liegen vor ++",
        MORE,
    )
    assert found.headline == "Rat ist gewählt"
    assert found.notes.count("++") == 4
    assert len(texts(found, "list")) == 3
    assert texts(found, "heading") == [
        "18:17 Uhr - Partei gewinnt umkämpften Sitz in Musterstadt",
        "Erste Zahlen liegen vor",
    ]


def test_an_interview_knows_its_speakers():
    found = article(
        HEADER,
        LEAD,
        "tagesschau.de: Was überrascht Sie?",
        "Ole Kern: Die Beteiligung. Sie ist hoch.",
        "tagesschau.de: Gilt das überall?",
        "Kern: Nein, nur im Süden.",
        "Das Gespräch führte Jana Probst, tagesschau.de",
    )
    assert [block.speaker for block in found.blocks] == [
        None,
        "tagesschau.de",
        "Ole Kern",
        "tagesschau.de",
        "Kern",
    ]
    assert found.byline == ""


def test_without_metadata_a_short_first_line_is_the_headline():
    found = article("Rat streitet weiter", LEAD, BODY)
    assert (found.kicker, found.headline, found.published) == ("", "Rat streitet weiter", None)
    assert found.lead == LEAD


def test_without_metadata_a_kicker_may_stand_above_the_headline():
    found = read_text("a.txt", f"Musterstadt\nRat streitet weiter über den Haushalt\n\n{BODY}")
    assert found.kicker == "Musterstadt"
    assert found.headline == "Rat streitet weiter über den Haushalt"
    assert texts(found) == [BODY]


def test_a_text_of_plain_sentences_has_no_headline():
    found = article(LEAD, BODY)
    assert found.headline == "" and texts(found) == [LEAD, BODY]


def test_one_line_is_text_and_no_headline():
    assert [block.text for block in article("Rat streitet weiter").blocks] == [
        "Rat streitet weiter"
    ]


def test_markdown_is_understood_and_its_marks_are_notes():
    found = article("# Rat streitet weiter", LEAD, "## Neuer Plan", "- Sparen\n- Bauen", MORE)
    assert found.headline == "Rat streitet weiter"
    assert texts(found, "heading") == ["Neuer Plan"]
    assert texts(found, "list") == ["Sparen", "Bauen"]
    assert found.notes == ("#", "##", "-", "-")


def test_the_time_may_stand_on_a_line_of_its_own():
    found = article("Rat streitet weiter", "Stand: 09.03.2023 11:31 Uhr", LEAD, BODY)
    assert found.published is not None and found.published.hour == 11
    assert found.headline == "Rat streitet weiter"
    first = read_text("a.txt", f"Stand: 09.03.2023 11:31 Uhr\n\nRat streitet weiter\n\n{LEAD}")
    assert first.published is not None and first.headline == "Rat streitet weiter"


def test_an_article_on_one_line_after_its_metadata_is_read():
    found = read_text("a.txt", f"{HEADER} {LEAD} {BODY}")
    assert found.headline == "Rat streitet weiter"
    assert texts(found) == [f"{LEAD} {BODY}"]


def test_windows_text_with_wrong_characters_reads_like_any_other():
    raw = f"{HEADER}\r\n\r\nDer Bu\u0308rgermeister\u00a0will spa\u00adren.\r\n\r\n{BODY}"
    assert texts(read_text("a.txt", raw))[0] == "Der Bürgermeister will sparen."


@pytest.mark.parametrize(
    "head",
    [b"<!DOCTYPE html><html>", b'\xef\xbb\xbf<?xml version="1.0"?>', b'{"title": "x"}', b"[{"],
)
def test_markup_and_json_are_left_to_other_readers(head):
    assert not PlainTextReader().accepts("a.txt", head)


@pytest.mark.parametrize(
    "head", [b"Der Rat tagt.", b"[Update] Der Rat", b"<3 sagt der Rat", b"%PDF"]
)
def test_everything_else_is_accepted(head):
    assert PlainTextReader().accepts("a", head)


paragraph = st.sampled_from(
    [
        HEADER,
        LEAD,
        BODY,
        NOTE,
        "Neuer Plan am Dienstag",
        "Von Jana Probst, NDR",
        "von",
        "MDR AKTUELL",
        "Petr Jeranek",
        "# Titel",
        "- Brot\n- Milch",
        "> Zitat",
        "tagesschau.de: Was nun?",
        "Kern: Nichts. (dpa)",
        "18:17 Uhr - Tor",
        "++ Eil ++",
        "Musterstadt (dpa) - Es regnet.",
        "Sieg pic.twitter.com/x",
        "***",
        "Ein\nzwei\ndrei",
        "Stand: 09.03.2023 11:31 Uhr",
    ]
)


@settings(deadline=None)  # the first example may load a model
@given(st.lists(paragraph), st.sampled_from(["\n", "\n\n", "\r\n \r\n"]))
def test_no_character_of_a_composed_article_is_lost(paragraphs, gap):
    text = gap.join(paragraphs)
    assert_nothing_lost(read_text("a.txt", text), text)


@settings(deadline=None)  # the first example may load a model
@given(st.text())
def test_no_character_of_any_text_is_lost(text):
    assert_nothing_lost(read_text("a.txt", text), text)


@settings(deadline=None)  # the first example may load a model
@given(st.lists(paragraph))
def test_neither_bylines_nor_broadcast_notes_are_ever_text(paragraphs):
    found = article(*paragraphs)
    assert not any("Über dieses Thema" in block.text for block in found.blocks)
    assert not any("Jana Probst" in block.text for block in found.blocks)
