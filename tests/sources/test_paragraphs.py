from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.sources.paragraphs import Piece, is_heading, paragraphs, pieces


def kinds(*lines: str) -> list[str]:
    return [piece.kind for piece in pieces(lines)]


def test_blank_lines_part_paragraphs_even_if_they_hold_spaces():
    assert paragraphs("eins\n \nzwei\ndrei\n\n\nvier\n") == [["eins"], ["zwei", "drei"], ["vier"]]


def test_without_blank_lines_each_line_is_a_paragraph():
    text = "Rat tagt heute\nDer Rat hat getagt.\nEr kam zu keinem Ergebnis."
    assert paragraphs(text) == [[line] for line in text.split("\n")]


def test_hard_wrapped_lines_are_one_paragraph():
    lines = [
        "Der Rat der Stadt Musterstadt hat am Dienstag über den Haushalt",
        "beraten. Eine Entscheidung fiel nicht, weil mehrere Mitglieder",
        "noch Fragen haben. Die Sitzung wird fortgesetzt.",
    ]
    assert list(pieces(lines)) == [Piece("paragraph", " ".join(lines))]
    assert paragraphs("\n".join(lines)) == [lines]


def test_wrapped_lines_that_all_begin_with_capitals_are_known_by_their_even_width():
    lines = [
        "Am Dienstag beriet der Rat der Stadt Musterstadt öffentlich den neuen",
        "Haushalt. Gegen Mittag kam es zum Streit. Danach verließ die größte",
        "Fraktion den Saal.",
    ]
    assert kinds(*lines) == ["paragraph"]


@pytest.mark.parametrize(
    "text",
    [
        "Trumm - der Angeschlagene",
        '"Spezifische Gründe" weniger wichtig',
        '"Wir reden, und wir handeln nicht“',
        "Veraltete Technik?",
        "2.000 Gäste aus 12 Ländern",
        'Fraktion: "Größte Erhöhung seit Jahren"',
        "18:17 Uhr - Partei gewinnt umkämpften Sitz in Musterstadt",
        "07:53 Uhr - Muster und Söhne?",
        "Rat gibt keine Auskunft -",
        "Ohio: J.D. Muster",
    ],
)
def test_headings(text):
    assert is_heading(text)
    assert kinds(text) == ["heading"]


@pytest.mark.parametrize(
    "text",
    [
        "Der Rat hat getagt.",
        '"Das kostet uns viel Kraft."',
        "Drei Wege sind denkbar:",
        "Ob es ihn stört? Wohl kaum.",
        "und dann kam der Regen",
        "Ein sehr langer Satz ohne Punkt, der " + "immer weiter " * 10 + "geht",
        "Er kam. Sie ging",
    ],
)
def test_text_is_no_heading(text):
    assert not is_heading(text)


def test_lines_without_an_end_are_a_list():
    assert kinds("Vizechef tot", "Osten bereitet sich vor", "USA sichern Hilfe zu") == ["list"] * 3
    assert kinds("Hilfe und Rat", "IBAN: DE00 1234 5678", "BIC: MUSTERXX") == ["list"] * 3


def test_three_short_sentences_on_lines_of_their_own_are_a_list():
    assert (
        kinds("Kommunen nehmen mehr ein.", "Unfälle bleiben gleich.", "Es reicht nicht.")
        == ["list"] * 3
    )


def test_a_heading_right_above_its_paragraph_stays_one():
    assert kinds("Neue Regeln", "Der Rat hat neue Regeln beschlossen.") == ["heading", "paragraph"]


def test_marks_are_taken_off():
    assert list(pieces(["## Neue Regeln"])) == [Piece("heading", "Neue Regeln", "##")]
    assert list(pieces(["> Das ist so"])) == [Piece("quote", "Das ist so", ">")]
    assert list(pieces(["- Brot", "- Milch"])) == [
        Piece("list", "Brot", "-"),
        Piece("list", "Milch", "-"),
    ]
    assert kinds("## Neue Regeln", "Der Rat hat sie beschlossen") == ["heading", "heading"]


def test_numbered_lines_are_a_list_and_keep_their_numbers():
    assert list(pieces(["1. Brot kaufen.", "2. Milch kaufen."])) == [
        Piece("list", "1. Brot kaufen."),
        Piece("list", "2. Milch kaufen."),
    ]
    assert kinds("1) Erst lesen.") == ["list"]


@pytest.mark.parametrize(
    "text",
    [
        '"Wir bedauern das sehr." (Ole Kern, Vorstand der Muster AG)',
        "„Es war ein Fehler.“",
        "»Nie wieder!« – Jana Probst",
    ],
)
def test_a_paragraph_that_is_one_quotation_is_a_quote(text):
    assert kinds(text) == ["quote"]


def test_a_paragraph_with_a_quotation_is_a_paragraph():
    assert kinds('"Es war ein Fehler", sagte sie. "Ein großer."') == ["paragraph"]


@settings(deadline=None)  # the first example may load a model
@given(st.text())
def test_paragraphs_and_pieces_lose_no_character(text):
    found = [piece.mark + piece.text for group in paragraphs(text) for piece in pieces(group)]
    assert "".join("".join(found).split()) == "".join(text.split())
