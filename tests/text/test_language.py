from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.text import language
from pipeline.text.language import NAMES, detect, foreign, is_german

TEXTS = {
    "de": "Der Stadtrat hat am Dienstag über den Haushalt beraten und eine Entscheidung vertagt.",
    "en": "The town council met on Tuesday to discuss the budget and put off its decision.",
    "fr": "Le conseil municipal s'est réuni mardi pour discuter du budget de la commune.",
    "nl": "De gemeenteraad kwam dinsdag bijeen om over de begroting van volgend jaar te praten.",
    "it": "Il consiglio comunale si è riunito martedì per discutere il bilancio del prossimo anno.",
    "es": "El ayuntamiento se reunió el martes para hablar del presupuesto del próximo año.",
    "pl": "Rada miasta zebrała się we wtorek, aby omówić przyszłoroczny budżet gminy.",
    "lb": "De Gemengerot huet sech en Dënschdeg getraff fir iwwer de Budget ze schwätzen.",
}


@pytest.mark.parametrize(("code", "text"), TEXTS.items())
def test_detect_names_the_language(code, text):
    assert detect(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "Die Strasse ist gesperrt, weil der grosse Baum heute morgen auf die Gleise gefallen ist.",
        "Im Jänner hat die Landesregierung heuer die Förderung für Erdäpfelbauern beschlossen.",
        "Der CEO des Start-ups sprach im Live-Talk über Homeoffice, Meetings und Feedback.",
    ],
)
def test_swiss_austrian_and_modern_german_pass(text):
    assert is_german(text)


@pytest.mark.parametrize("text", ["", "12:30", "NATO", "Hallo", "Joe Muster, Anna Beispiel", "– …"])
def test_what_cannot_be_told_counts_as_german(text):
    assert detect(text) == "de"


def test_short_text_is_another_language_only_if_that_is_sure():
    assert detect("De trein is laat vandaag, zegt hij.") == "nl"
    assert detect("Ein Like für das Team") == "de"


def test_a_german_article_needs_no_model(monkeypatch):
    monkeypatch.setattr(language, "_identifier", lambda: pytest.fail("the model was loaded"))
    article = (
        "Der Rat hat sich auf einen Plan für die Stadt geeinigt. Es ist noch nicht klar, wie er "
        "mit dem Geld auskommt, das aus dem Fonds des Landes kommt. Die Bürger und die Vereine "
        "sind von der Lösung nur zum Teil überzeugt, aber sie wird von ihnen auch nicht bekämpft. "
        "Bei der Sitzung war nach Angaben der Stadt kein Platz mehr frei, als das Ergebnis kam."
    )
    assert detect(article) == "de"


def test_nor_do_long_compounds_and_many_names(monkeypatch):
    monkeypatch.setattr(language, "_identifier", lambda: pytest.fail("the model was loaded"))
    article = (
        "Verbandsvorsitzende Annemarie Köhler-Brandt kritisierte Verkehrsministerin Hanna Tewes, "
        "Bahnhofsvorplatz, Wochenmarkt, Stadtbibliothek: Ostbevern plant Umbauten für 2027. Mit "
        "der Wilsebrücke beginnt Musterstadts Bauprogramm, und Landrat Emil Sander hat es bereits "
        "genehmigt, sagte Pressesprecher Jonas Brandt. Fördermittelbescheide trafen nach "
        "Verwaltungsangaben noch nicht ein, wurden aber angekündigt, hieß es vom Regierungsbezirk. "
    )
    assert detect(article * 5) == "de"


def test_german_quotations_do_not_make_an_english_article_german():
    assert detect(TEXTS["en"] * 5 + " He said: Die Lage ist und bleibt ernst. ") == "en"


@settings(deadline=None)  # the first example may load a model
@given(st.text())
def test_detect_knows_only_its_candidates(text):
    assert detect(text) in NAMES


ENGLISH = (
    "The council of the city has voted for the budget, and it was not an easy evening for the "
    "mayor, who said that this is the last chance for the schools."
)
FRENCH = (
    "Le conseil de la ville est divisé sur le budget, et les écoles qui sont dans les quartiers "
    "du nord ne savent pas si elles vont rester ouvertes pour la rentrée."
)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (ENGLISH, "en"),
        (FRENCH, "fr"),
        (
            "Совет города принял бюджет, но школы на севере не знают, что с ними теперь будет.",
            "ru",
        ),
        ("Der Rat hat den Haushalt beschlossen, und die Schulen bleiben offen, sagte Tewes.", ""),
        ("Der Gemeinderat hat am Jänner-Termin beschlossen, dass die Strasse grösser wird.", ""),
        ("Krawez, Jarre, Konopka, Korn, Kern, Voss, Thode, Tewes, Brandt, Meyer, Harms, Kuhl", ""),
        ("Is this the end?", ""),
    ],
)
def test_foreign_paragraphs_are_told_only_where_it_is_certain(text, language):
    assert foreign(text) == language
