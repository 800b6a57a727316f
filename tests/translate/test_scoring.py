import pytest

from pipeline.check.evidence import opinions
from pipeline.check.omission import omissions
from pipeline.errors import ModelError
from pipeline.translate.scoring import embedded_scorer, if_possible, scorer_of


class FakeEngine:
    def __init__(self):
        self.asked = []

    def score(self, texts, outputs):
        self.asked.append((texts, outputs))
        return [(0.0, 0.0)] * len(texts)


def test_pairs_are_scored_in_the_form_that_translators_know():
    engine = FakeEngine()
    assert scorer_of(lambda: engine)([("„Ja“,\n sagt er.", "“Yes,” he says.")]) == [(0.0, 0.0)]
    assert engine.asked == [(['"Ja", sagt er.'], ['"Yes," he says.'])]


def test_no_engine_is_loaded_before_it_is_asked():
    def load():
        raise AssertionError("loaded")

    score = scorer_of(load)
    assert opinions([("Ja.", "Yes.")], score) == omissions([("Ja.", "Yes.")])
    with pytest.raises(AssertionError):
        score([("Ja.", "Yes.")])


def test_a_run_goes_on_by_the_words_where_the_witness_cannot_come(caplog):
    asked = []

    def failing(pairs):
        asked.append(pairs)
        raise ModelError("the cache cannot be written", "set DEPESCHE_CACHE")

    score = if_possible(failing)
    assert score([("Ja.", "Yes."), ("Nein.", "No.")]) == [(), ()]
    assert score([("Ja.", "Yes.")]) == [()]
    assert len(asked) == 1
    assert caplog.messages == [
        "omissions are judged by the words alone (the cache cannot be written): set DEPESCHE_CACHE"
    ]
    assert if_possible(lambda pairs: [(-1.0, -0.1)])([("Ja.", "Yes.")]) == [(-1.0, -0.1)]


def test_the_embedded_model_would_go_on_where_a_clause_was_cut():
    score = embedded_scorer()
    de = "Der Rat tagt heute in Bremen, weil der Haushalt fehlt."
    whole, cut = score(
        [
            (de, "The council meets in Bremen today because the budget is missing."),
            (de, "The council meets in Bremen today."),
        ]
    )
    assert sum(whole[-2:]) > sum(cut[-2:]) + 1


def test_what_is_said_of_a_pair_does_not_depend_on_its_company():
    score = embedded_scorer()
    pairs = [
        ("Der Rat tagt heute in Bremen, weil der Haushalt fehlt.", "The council meets today."),
        ("Niemand kam.", "Nobody came."),
        ("Die Ministerin lobte am Montag in Berlin den Bericht.", "The minister praised it."),
    ]
    together = score(pairs)
    assert [tuple(one) for one in together] == [tuple(score([pair])[0]) for pair in pairs]
