from dataclasses import replace

import pytest

from pipeline.article import Block, Sentence
from pipeline.summarize.cues import candidates, hangs, is_statement
from tests.summarize.samples import article


@pytest.mark.parametrize(
    "text",
    [
        "Er wies den Vorwurf zurück.",
        "Doch die Opposition sieht das anders.",
        "Dies belegen interne Unterlagen.",
        "Das teilte die Polizei am Abend mit.",
        "Die Bahn verweist derweil auf ihre Investitionen.",
        "Die Lage sei ernst, so der Minister.",
        "Man werde den Vorschlag prüfen, sagte der Regierungssprecher.",
        '"Das wird ein langer Winter für uns alle."',
        "Thimm: Das ist besonders wichtig.",
    ],
)
def test_these_need_the_sentence_before(text):
    assert hangs(text)


@pytest.mark.parametrize(
    "text",
    [
        "Die neue Regierung will das Gesetz im Herbst ändern.",
        "Das Gericht gab der Klägerin recht.",
        "Die meisten Häfen bleiben geschlossen.",
        '"Wir geben nicht auf", sagte Petra Lohse.',
        "Nach Angaben von Petra Lohse ist die Brücke sicher.",
        "Verletzt wurde niemand, teilte die Polizei mit.",
    ],
)
def test_these_stand_alone(text):
    assert not hangs(text)


def test_english_has_openers_of_its_own():
    assert hangs("He denied the charge.", "en")
    assert not hangs("Die Brücke was closed.", "en")
    assert not hangs("The bridge remains closed.", "en")


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
    ],
)
def test_questions_and_fragments_are_no_statements(text):
    assert not is_statement(text)


@pytest.mark.parametrize(
    "text",
    [
        "Die Brücke bleibt zwei Jahre gesperrt.",
        "„Wir prüfen jeden Träger“, sagte Petra Lohse.",
        '„Wir prüfen jeden Träger", sagte Petra Lohse.',
        "«Wir prüfen jeden Träger», sagte Petra Lohse.",
    ],
)
def test_complete_sentences_are_statements(text):
    assert is_statement(text)


def test_headings_are_no_candidates_and_do_not_count():
    found = candidates(article(["Die Brücke ist zu.", "Alle warten."], heading="Lange Sperrung"))
    assert [one.index for one in found] == [0, 1]
    assert [one.sentence.id for one in found] == ["s2", "s3"]


def test_an_interviewer_is_not_quoted():
    asks = ["tagblatt.de: Die Brücke ist seit Montag gesperrt.", "Was sagen Sie den Pendlern?"]
    answers = ["Lohse: Wir setzen drei Fähren ein und prüfen eine vierte."]
    found = candidates(article(asks, answers))
    assert [one.sound for one in found] == [False, False, True]


def test_a_known_speaker_who_asks_is_an_interviewer_too():
    asks = Block(
        "paragraph",
        (Sentence("s1", "Die Brücke ist seit Montag zu. "), Sentence("s2", "Was nun?")),
        speaker="tagblatt.de",
    )
    found = candidates(replace(article(["x"]), blocks=(asks,)))
    assert not found[0].sound


def test_a_pull_quote_is_not_the_articles_voice():
    quote = Block("quote", (Sentence("s1", "Die Brücke ist ein Trauerspiel für die Stadt."),))
    found = candidates(replace(article(["x"]), blocks=(quote,)))
    assert not found[0].sound


def test_cues_of_voice_and_time():
    one, other = candidates(
        article(["Wir haben am Montag entschieden, die Brücke zu sperren.", "Alle Fähren fahren."])
    )
    assert (one.first_person, one.when) == (True, True)
    assert (other.first_person, other.when) == (False, False)


def test_names_have_capitals_inside_of_a_sentence():
    (found,) = candidates(article(["Gestern hat Neuhafen die Brücke gesperrt."]))
    assert found.names == ("neuhafen", "brücke")
    assert "die" not in found.content
