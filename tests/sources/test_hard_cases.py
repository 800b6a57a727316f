"""The forty hard classes of real German news text, one test each, numbered as they were collected.

Each text is written for this test in the manner of a real one. A class is understood if the article
that comes out has its text where a reader would look for it, and loses nothing.
"""

from __future__ import annotations

import json
import re

import pytest

from pipeline.article import Article
from pipeline.check.numbers import check_numbers
from pipeline.sources.fragments import read_fragment
from pipeline.sources.jsondoc import JsonReader
from pipeline.sources.plaintext import read_text
from pipeline.text.normalize import normalize
from pipeline.text.sentences import split
from tests.sources.inputs import given

TOP = (
    "Rat tagt bis in die Nacht\n\nIn Haldenburg wird wieder gestritten. Es geht um die Schulen.\n\n"
)
BODY = "Der Rat hat am Dienstag lange beraten. Am Ende gab es eine Mehrheit für den Entwurf."


def article(text: str) -> Article:
    return read_text("x", text)


def texts(found: Article) -> list[str]:
    return [block.text for block in found.blocks]


def kinds(found: Article) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in found.blocks]


def sentences(text: str) -> list[str]:
    return [sentence.strip() for sentence in split(normalize(text))]


def api(*parts: dict[str, object]) -> Article:
    """A story of the tagesschau interface."""
    story = {"sophoraId": "a", "title": "Rat tagt", "content": list(parts)}
    (found,) = JsonReader().read(given(json.dumps({"news": [story]}), "a.json"))
    assert isinstance(found, Article), found
    return found


# A. Article furniture


def test_01_byline_as_a_sentence():
    found = article(f"{TOP}Von Ada Kern, ARD-Studio Haldenburg\n\n{BODY}")
    assert found.byline == "Ada Kern, ARD-Studio Haldenburg"
    assert not any("Ada Kern" in text for text in texts(found))


def test_02_byline_with_an_abbreviation_and_two_authors():
    found = article(f"{TOP}Von Ada Kern, rbb, und Timo Voß, WDR, zzt. Quern\n\n{BODY}")
    assert found.byline == "Ada Kern, rbb, und Timo Voß, WDR, zzt. Quern"
    assert texts(found)[1:] == [BODY]


def test_03_byline_at_the_end_of_the_lead():
    lead = "Die Brücke ist eigentlich längst gesperrt. Von M. Kern (NDR), R. Voß und J. Thode (rbb)"
    found = article(f"Brücke hält\n\n{lead}\n\n{BODY}")
    assert found.lead == "Die Brücke ist eigentlich längst gesperrt."
    assert found.byline == "M. Kern (NDR), R. Voß und J. Thode (rbb)"


def test_04_byline_over_two_paragraphs():
    found = article(f"{TOP}von\n\nMDR AKTUELL\n\n{BODY}")
    assert found.byline == "MDR AKTUELL"
    assert texts(found)[1:] == [BODY]


def test_05_contributor_credit_at_the_end():
    found = article(f"{TOP}{BODY}\n\nMit Informationen von Ada Kern, ARD-Hauptstadtstudio Berlin")
    assert texts(found)[-1] == BODY
    assert "Mit Informationen von Ada Kern, ARD-Hauptstadtstudio Berlin" in found.notes


def test_06_broadcast_note():
    note = "Über dieses Thema berichtete der Wilsefunk am 09. November 2026 um 11:00 Uhr."
    found = article(f"{TOP}{BODY}\n\n{note}")
    assert texts(found)[-1] == BODY
    assert note in found.notes


def test_07_programme_note_with_pipes():
    note = "Dieses Thema im Programm:WF 1 Nord | Regional Haldenburg | 09.11.2026 | 15:00 Uhr"
    found = article(f"{TOP}{BODY}\n\n{note}")
    assert texts(found)[-1] == BODY
    assert note in found.notes


def test_08_teaser_links_are_not_glued():
    links = '<a href="/a">Vier Festnahmen in Quern</a><a href="/b">Rat vertagt sich erneut</a>'
    found = read_fragment(f"<p>{BODY}</p><p>{links}</p>")
    assert not any("QuernRat" in block.text for block in found.blocks)


def test_09_list_items_are_not_glued():
    found = read_fragment(f"<ul><li>Pegel fällt</li><li>Bahn fährt</li></ul><p>{BODY}</p>")
    assert [b.text for b in found.blocks] == ["Pegel fällt", "Bahn fährt", BODY]


def test_10_subheading_without_a_stop():
    found = article(f"{TOP}{BODY}\n\nTewes - die Angeschlagene\n\nFür einen Moment war es still.")
    assert kinds(found)[2:] == [
        ("heading", "Tewes - die Angeschlagene"),
        ("paragraph", "Für einen Moment war es still."),
    ]


def test_11_subheading_that_is_a_quote():
    found = article(
        f'{TOP}{BODY}\n\n"Wir haben uns verrechnet"\n\n"Brücken brauchen Zeit", sagt sie.'
    )
    assert ("heading", '"Wir haben uns verrechnet"') in kinds(found)
    assert texts(found)[-1] == '"Brücken brauchen Zeit", sagt sie.'


def test_12_subheading_that_is_a_question():
    found = article(f"{TOP}{BODY}\n\nVeraltete Technik?\n\n{BODY} Das Werk ist von 1931.")
    assert ("heading", "Veraltete Technik?") in kinds(found)


def test_13_interview_turns_keep_who_speaks():
    found = article(
        "Leere Läden\n\nEine Geografin im Gespräch über Städte und ihre Läden, die leer stehen.\n\n"
        "wilsefunk.de: Die Auszählung läuft noch. Was sehen Sie?\n\n"
        "Thode: Sehr viel Packpapier. Das ist besonders.\n\n"
        "wilsefunk.de: Woran liegt das?\n\nThode: An der Miete."
    )
    spoken = [(block.speaker, block.text) for block in found.blocks if block.speaker]
    assert [who for who, _ in spoken] == ["wilsefunk.de", "Thode", "wilsefunk.de", "Thode"]
    assert spoken[0][1].startswith("wilsefunk.de: Die Auszählung läuft noch.")
    assert found.blocks[1].sentences[0].clean == "wilsefunk.de: Die Auszählung läuft noch."


def test_14_liveblog_title_marks():
    found = article(
        f" date 2026-11 Hochwasser ++ Deich hält stand ++ Stand: 14.11.2026 18:17 Uhr\n\n{BODY}"
    )
    assert found.headline == "Deich hält stand"
    assert found.notes.count("++") == 2


def test_15_liveblog_entries_in_order_of_time():
    entries = (("18:17", "Pegel fällt"), ("12:10", "Deich hält"), ("07:05", "Sturm zieht ab"))
    text = "\n\n".join(f"{time} Uhr - {what}\n\n{BODY}" for time, what in entries)
    found = article(f"Hochwasser\n\nDie Lage an der Wilse im Überblick.\n\n{text}")
    assert [text for kind, text in kinds(found) if kind == "heading"] == [
        *["07:05 Uhr - Sturm zieht ab", "12:10 Uhr - Deich hält", "18:17 Uhr - Pegel fällt"]
    ]
    assert found.lead == "Die Lage an der Wilse im Überblick."


def test_16_quotation_of_the_interface():
    quote = (
        '"Wir bedauern das sehr, wir suchen nun Busse." (Ada Kern, Vorständin der Wilsetalbahn AG)'
    )
    found = api(
        {"type": "text", "value": BODY}, {"type": "quotation", "quotation": {"text": quote}}
    )
    assert kinds(found) == [("paragraph", BODY), ("quote", quote)]


def test_17_boxes_and_promotion():
    promo = "Hochwasser 2026: Bilder und Stimmen. Alle Entwicklungen im Liveblog."
    box = {"type": "box", "box": {"title": "Hochwasser", "text": f'{promo} <a href="/x">mehr</a>'}}
    found = api({"type": "text", "value": BODY}, box, {"type": "text", "value": "Es regnet."})
    assert texts(found) == [BODY, "Es regnet."]
    assert any(promo in note for note in found.notes)
    assert promo in article(f"{TOP}{BODY}\n\n{promo}\n\nEs regnet.").notes


def test_18_bank_data_byte_for_byte():
    block = "Hilfe für Quern\nIBAN: DE02 1203 0000 0000 2020 51\nBIC: BYLADEM1001"
    found = article(f"{TOP}{BODY}\n\n{block}\n\nAlle Spenden kommen an.")
    joined = "\n".join(texts(found))
    assert "DE02 1203 0000 0000 2020 51" in joined
    assert "BIC: BYLADEM1001" in joined


# B. Sentence boundaries


SENTENCES = {
    "19 ordinal date": "Sie müssen am 6. Dezember in eine Stichwahl.",
    "20 ordinal and noun": "Ab dem 33. Lebensjahr sinkt sie, bis zum 40. Lebensjahr.",
    "21 regnal number": "Nach Queen Elizabeth II. eine Einladung von Charles III. zu haben.",
    "22 legal citation": "Es folgt aus Art. 2 Abs. 2 S. 1 Grundgesetz bzw. Art. 1 EMRK.",
    "23 court file": "Das entschied das Gericht (Beschl. v. 16.12.2026, Az. 5 L 379/26.F).",
    "24 Mrd. and Mio.": "Es flossen 90 Mrd. Dollar und 500 Mio. Euro in Netze.",
    "25 z. B. and noun": "Brennbares Material wie z. B. Plastik lag herum.",
    "26 St. and FC": "Quern spielt gegen den FC St. Lorenz in St. Pölten.",
    "27 anonymised person": "Dem Beamten Michael B. wird Verrat zur Last gelegt.",
    "29 question in a quote": "„Was steht uns zur Verfügung?“, fragt Thode.",
    "29 calls in a quote": 'Er hatte "Kämpft! Kämpft! Kämpft!" gerufen.',
    "31 goals": "Tore: Krawez (9.), Jarre (30.), Konopka (40./Elfmeter) bzw. Korn (62.).",
}


@pytest.mark.parametrize("case", SENTENCES)
def test_what_is_one_sentence(case):
    assert sentences(f"{SENTENCES[case]} Danach war Ruhe.") == [SENTENCES[case], "Danach war Ruhe."]


def test_28_quote_of_several_sentences():
    text = '„Einen Nenner gibt es nicht. Das kostet einiges an Kraft", sagt die Fachfrau Neumann.'
    found = article(f"{TOP}{BODY}\n\n{text}")
    assert texts(found)[-1] == text
    assert "".join(sentence.text for sentence in found.blocks[-1].sentences) == text


def test_30_ellipsis_as_an_end():
    assert sentences("Die Folgen könnten groß sein... Wenn sich das zeigt, wird es teuer.") == [
        "Die Folgen könnten groß sein...",
        "Wenn sich das zeigt, wird es teuer.",
    ]


def test_31_results_are_lists_of_numbers():
    text = "7. Runde: Quern - Haldenburg 3:1 (3:0). Tore: Krawez (9.), Jarre (30.)."
    assert check_numbers("Quern gewann mit 3:1 (3:0).", "Quern won 3:1 (3:0).") == []
    assert "".join(split(text)) == text


# C. Quotes, characters, encoding


def test_32_quotes_the_wrong_way_round():
    text = "“Spannung schaffen und die Spannung halten“, so der Kenner. Danach ging er."
    assert sentences(text) == [
        "“Spannung schaffen und die Spannung halten“, so der Kenner.",
        "Danach ging er.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "»Das Spiel ist aus«, sagte sie.",
        "«Was gestern war, sollte nicht sein», schrieb er.",
        "Sie nannte es eine ‚bequeme Lage‘ und ging.",
    ],
)
def test_33_guillemets_in_both_directions(text):
    assert sentences(f"{text} Das war alles.") == [text, "Das war alles."]
    assert normalize(text) == text


def test_34_soft_hyphens():
    found = article(f"{TOP}{BODY}\n\nDer Geschlechts\u00adeintrag ist unpro\u00adblematisch.")
    assert texts(found)[-1] == "Der Geschlechtseintrag ist unproblematisch."


def test_35_decomposed_umlauts():
    assert normalize("fu\u0308r die Bru\u0308cke") == "für die Brücke"
    assert article(f"{TOP}{BODY} Fu\u0308r Quern.").id == article(f"{TOP}{BODY} Für Quern.").id


def test_36_letters_that_only_look_latin():
    assert normalize("Anwältin \u041carija Belova") == "Anwältin Marija Belova"
    assert normalize("die Stadt Москва") == "die Stadt Москва"


def test_37_spaces_line_ends_and_wrong_decoding():
    raw = (
        "Öffentliche\u00a0Stellen: 873\u202fFälle, 84\u2007Prozent.\r\n\r\nBisher schÃ¶n Ã¼ber\r\n"
    )
    assert normalize(raw) == "Öffentliche Stellen: 873 Fälle, 84 Prozent.\n\nBisher schön über\n"


# D. Numbers, words, language


@pytest.mark.parametrize(
    ("german", "english", "wrong"),
    [
        ("11 059,50 Punkte", "11,059.50 points", "11.05950 points"),
        ("3828,11 Zähler", "3,828.11 points", "382,811 points"),
        ("7.380,10€", "€7,380.10", "€7.38"),
        ("11.000 Beschäftigte", "11,000 employees", "11 employees"),
        ("98’767 Dollar", "98,767 dollars", "98.767 dollars"),
    ],
)
def test_38_formats_of_numbers(german, english, wrong):
    text = f"Am Abend waren es {german}."
    assert sentences(f"{text} Das ist viel.") == [text, "Das ist viel."]
    assert check_numbers(text, f"In the evening it was {english}.") == []
    assert check_numbers(text, f"In the evening it was {wrong}.") != []


@pytest.mark.parametrize(
    "form",
    [
        "Beamt*innen",
        "Gastarbeiter:innen",
        "GegnerInnen",
        "Kandidat_innen",
        "Autor/innen",
        "Gäst·innen",
    ],
)
def test_39_gender_forms(form):
    text = f"Viele {form} kamen nach Quern."
    found = article(f"{TOP}{BODY}\n\n{text}\n\nEs blieb ruhig.")
    assert text in texts(found)
    assert not any(block.speaker for block in found.blocks)
    assert sentences(f"{text} Es blieb ruhig.") == [text, "Es blieb ruhig."]


@pytest.mark.parametrize(
    "sentence",
    [
        "Es gebe Gründe für Zuversicht, sagte Generalsekretärin Thode.",
        "Die Menschen kommen aus der Ost- und Südstadt.",
        "Gestern räumte die Kandidatin Hanna Tewes ihre Niederlage gegen Ada Kern ein.",
        "Die UN-Menschenrechtsbeobachtungsmission ist vor Ort.",
    ],
)
def test_40_grammar_that_changes_what_is_true(sentence):
    assert sentences(f"{sentence} Mehr war nicht bekannt.") == [sentence, "Mehr war nicht bekannt."]
    found = article(f"{TOP}{BODY}\n\n{sentence}")
    assert texts(found)[-1] == sentence


def test_all_forty_are_here():
    tests = "\n".join(name for name in globals() if name.startswith("test_"))
    named = {*re.findall(r"test_(\d\d)_", tests), *(case[:2] for case in SENTENCES)}
    assert {int(number) for number in named} == set(range(1, 41))
