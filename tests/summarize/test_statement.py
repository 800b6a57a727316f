import time

import pytest

from pipeline.summarize.statement import bare, is_statement


@pytest.mark.parametrize(
    "text",
    [
        "Wie konnte es so weit kommen?",
        "Ein Ortsbesuch.",
        "Mehr dazu im Video zum Thema",
        "Der Minister sagte am Montag in Berlin:",
        '"Wir haben die Brücke zu spät geprüft.',
        "„Wir haben die Brücke zu spät geprüft.",
        "Das Haus ist sicher und wird erhalten.»",
        "(2024): Moore und Seen im Wandel, wie sie waren.",
        "[Die Karte wird jeden Morgen neu geladen.]",
    ],
)
def test_questions_and_fragments_are_no_statements(text):
    assert not is_statement(text)


@pytest.mark.parametrize(
    "text",
    [
        "Die aktuelle Lage am Hafen im Überblick.",
        "Eine Straße in Neuhafen nahe der alten Grenze.",
        "Moorchronologie des Trebsower Sees und seiner Zuflüsse.",
        "Zum ersten Mal seit elf Jahren mit neuen Fähren.",
        "Nicht der einzige Satz in dem Brief, der Petra Lohse missfallen dürfte.",
        "Eine Fähre, an der in Neuhafen viele hängen.",
    ],
)
def test_lines_without_a_verb_are_no_statements(text):
    assert not is_statement(text)


@pytest.mark.parametrize(
    "text",
    [
        "Ein Überblick mit interaktiven Karten und Bildern.",
        "Ein Überblick, worum es bei der Wahl in Neuhafen geht.",
        "Im Interview erklärt Lohse, was das für die Fähren bedeutet.",
        "Die wichtigsten Infos zu den Fähren gibt es hier jeden Morgen.",
        "Wir erklären Ihnen alles zum Stand der Arbeiten am Hafen.",
        "Wir zeigen, wie die Fähre nach dem Umbau aussieht.",
        "Im Hafen-Blog können Sie alles Wichtige noch einmal nachlesen.",
        "Abonnieren Sie den Podcast, wo immer es ihn gibt.",
        "Hinweis zur Karte: Die Stadt ergänzt die Zahlen jeden Morgen.",
        "Die Grafik zeigt, wie oft die Fähre ausgefallen ist.",
    ],
)
def test_teasers_are_no_statements(text):
    assert not is_statement(text)


@pytest.mark.parametrize(
    "text",
    [
        "Die Brücke bleibt zwei Jahre gesperrt.",
        "„Wir prüfen jeden Träger“, sagte Petra Lohse.",
        '„Wir prüfen jeden Träger", sagte Petra Lohse.',
        "«Wir prüfen jeden Träger», sagte Petra Lohse.",
        "Im Interview mit der Zeitung kündigte Lohse ihren Abschied an.",
        "In dem Video ist eine Fähre zu sehen.",
        "Das Wichtigste ist: Neuhafen braucht mehr Fähren.",
        "Wir geben nicht auf, sagte Petra Lohse am Montag.",
        "Die Antworten der Stadt sind lang.",
        "Die Fähre, der Hafen und die Brücke bleiben in der Hand der Stadt.",
        "Das Land, das Ministerium sowie Gemeinden übernahmen rund 50 Prozent.",
        "Experten meinen, dass die Brücke hält.",
        "Der Stadt zufolge versicherte Lohse, dass die Brücke hält.",
    ],
)
def test_complete_sentences_are_statements(text):
    assert is_statement(text)


def test_english_needs_no_german_verb():
    assert is_statement("The Mayor of Newport Opens a New Bridge.", "en")
    assert not is_statement("Moorchronologie des Trebsower Sees und seiner Zuflüsse.")


def test_bare_text_has_no_closing_marks():
    assert bare("„Wir prüfen (alles.)“ ") == "„Wir prüfen (alles."


@pytest.mark.parametrize(
    "unit", ["können Sie ", "Im Interview ", "a", "a ", "der e ", "„", "a, der b "]
)
def test_no_text_takes_long(unit):
    start = time.perf_counter()
    is_statement(unit * 20_000 + ".")
    assert time.perf_counter() - start < 1
