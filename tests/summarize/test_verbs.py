import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.summarize.verbs import FINITE, OPENS_A_NOUN_PHRASE, has_finite_verb, is_no_verb


@pytest.mark.parametrize(
    "text",
    [
        "Die Fähre fährt heute nicht.",
        "Ab 2026 gelten neue, strengere Regeln.",
        "Experten erwarten Regen.",
        "Das bestätigte Bürgermeisterin Lohse.",
        "Das kündigten Fährleute an.",
        "Zum einen verweigerte Neuhafen den Fährleuten die Zufahrt.",
        "Die Stadt, in der viele leben, wächst.",
        "Im Winter frieren Menschen am Hafen.",
        "Mit der neuen Fähre rechnet Neuhafen im Mai.",
        "Die Zahl der Fähren verglich Lohse mit der von früher.",
        "Seit gestern gelten Regeln.",
        "Wer Geld hat, der wandert aus.",
    ],
)
def test_sentences_have_a_verb(text):
    assert has_finite_verb(text)


@pytest.mark.parametrize(
    "text",
    [
        "Die aktuelle Situation im Überblick.",
        "Ein Überblick mit interaktiven Karten und -Grafiken.",
        "Eine Autobahn in Polen nahe der Grenze.",
        "Weniger Geld für neue Fähren an der Küste.",
        "Zum ersten Mal seit elf Jahren.",
        "Tore: Ott (5.), Lohse (30./Elfmeter).",
        "",
    ],
)
def test_lines_have_none(text):
    assert not has_finite_verb(text)


def test_a_very_long_sentence_is_taken_to_have_one():
    assert has_finite_verb("Haus " * 200)


def test_words_that_are_surely_no_verbs():
    assert is_no_verb("nicht")
    assert is_no_verb("üblicherweise")
    assert not is_no_verb("kündigt")


def test_the_tables_do_not_contradict_each_other():
    assert not FINITE & OPENS_A_NOUN_PHRASE
    assert not [word for word in FINITE if is_no_verb(word)]


@given(st.text())
def test_any_text_has_an_answer(text):
    assert has_finite_verb(text) in (True, False)
