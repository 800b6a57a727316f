from hypothesis import given
from hypothesis import strategies as st

from pipeline.check.clauses import split_clauses


def test_clauses_part_where_a_translator_could_pause():
    text = (
        "Der Rat stimmte am Abend zu, aber die Brücke bleibt vorerst gesperrt; das Geld fehlt noch."
    )
    assert split_clauses(text) == [
        "Der Rat stimmte am Abend zu,",
        "aber die Brücke bleibt vorerst gesperrt; das Geld fehlt noch.",
    ]


def test_a_short_sentence_stays_whole():
    assert split_clauses("Er kam, aber sie ging.") == ["Er kam, aber sie ging."]


@given(st.text())
def test_nothing_is_lost(text):
    assert "".join(" ".join(split_clauses(text)).split()) == "".join(text.split())
