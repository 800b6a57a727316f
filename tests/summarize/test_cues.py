from dataclasses import replace

from pipeline.article import Block, Sentence
from pipeline.summarize.cues import candidates
from tests.summarize.samples import article


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


def test_what_leans_and_what_states_nothing_is_known_by_its_cue():
    one, two, three = candidates(
        article(
            [
                "Die Stadt Neuhafen sperrt die Elbbrücke.",
                "Hinterher hat sie Fähren bestellt und bezahlt.",
                "Ein Überblick mit Karten und Bildern.",
            ]
        )
    )
    assert (one.hangs, two.hangs) == (False, True)
    assert (one.sound, two.sound, three.sound) == (True, True, False)


def test_english_sentences_are_not_judged_by_german_verbs():
    (found,) = candidates(article(["The Mayor of Newport Opens a New Bridge."], language="en"))
    assert found.sound


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
