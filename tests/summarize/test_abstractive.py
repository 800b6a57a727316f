from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.article import Sentence
from pipeline.models.engine import Decoding, Hypothesis, Limits, ModelCard
from pipeline.summarize import Abstractive, Extractive
from pipeline.summarize.abstractive import evidence
from tests.summarize.samples import BRIDGE, article


class Teller:
    """An engine that answers by a function of its input; a token a word, and one special one."""

    name = "torch"
    card = ModelCard("teller", "7")

    def __init__(self, answer: Callable[[str], str], limit: int = 500, ends: bool = True) -> None:
        self.limits = Limits(source=limit, target=100)
        self.calls: list[list[str]] = []
        self.decodings: list[Decoding] = []
        self._answer, self._ends = answer, ends

    def count(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) + 1 for text in texts]

    def generate(self, texts: Sequence[str], decoding: Decoding) -> list[Hypothesis]:
        assert all(size <= self.limits.source for size in self.count(texts))
        self.calls.append(list(texts))
        self.decodings.append(decoding)
        return [Hypothesis(self._answer(text), -0.1, 5, self._ends) for text in texts]


def first_sentence(text: str) -> str:
    return text.split(". ")[0].rstrip(".") + "."


def summarize(engine, *articles, sentences=3):
    return Abstractive(engine, Decoding(), sentences).summarize(articles)


def texts(summary):
    return [sentence.text for sentence in summary]


def test_a_short_article_is_asked_for_once():
    engine = Teller(lambda _: "Die Elbbrücke wird gesperrt. Fähren ersetzen sie.")
    (summary,) = summarize(engine, article(BRIDGE, heading="Lange Sperrung"))
    assert texts(summary) == ["Die Elbbrücke wird gesperrt.", "Fähren ersetzen sie."]
    assert engine.calls == [[" ".join(BRIDGE)]]


def test_sentences_rest_on_the_articles():
    engine = Teller(lambda _: "Neuhafen sperrt die Elbbrücke. Fähren sollen sie ersetzen.")
    (summary,) = summarize(engine, article(BRIDGE))
    assert [sentence.evidence for sentence in summary] == [("s1",), ("s8",)]


def test_what_the_article_does_not_say_is_left_out():
    engine = Teller(
        lambda _: "Neuhafen sperrt die Elbbrücke. Die Sperrung kostet 987 Millionen Euro."
    )
    (summary,) = summarize(engine, article(BRIDGE))
    assert texts(summary) == ["Neuhafen sperrt die Elbbrücke."]


def test_where_all_is_invented_the_article_speaks():
    engine = Teller(lambda _: "In Timbuktu starben 987 Elefanten.")
    assert summarize(engine, article(BRIDGE)) == Extractive(3).summarize([article(BRIDGE)])


def test_all_chunks_of_all_articles_go_in_one_call():
    engine = Teller(first_sentence, limit=40)
    summaries = summarize(engine, article(BRIDGE), article(BRIDGE[:2]))
    assert len(engine.calls[0]) > 2
    assert engine.calls[0][-1] == " ".join(BRIDGE[:2])
    assert all(summaries)


def test_parts_are_summarized_again_until_one_remains():
    engine = Teller(first_sentence, limit=40)
    (summary,) = summarize(engine, article(BRIDGE))
    assert len(engine.calls) == 2
    assert engine.calls[1][0].startswith(BRIDGE[0])
    assert texts(summary) == [BRIDGE[0]]


def test_a_model_that_does_not_shorten_comes_to_an_end():
    engine = Teller(lambda text: text, limit=25)
    (summary,) = summarize(engine, article(BRIDGE * 3))
    assert len(engine.calls) <= 4
    assert len(summary) == 3


def test_a_sentence_that_was_cut_off_is_dropped():
    engine = Teller(lambda _: "Die Elbbrücke wird gesperrt. Fähren ersetzen", ends=False)
    assert texts(summarize(engine, article(BRIDGE))[0]) == ["Die Elbbrücke wird gesperrt."]


def test_a_missing_full_stop_is_no_cut():
    engine = Teller(lambda _: "Neuhafen sperrt die Elbbrücke")
    assert texts(summarize(engine, article(BRIDGE))[0]) == ["Neuhafen sperrt die Elbbrücke"]


def test_a_sentence_is_said_once():
    engine = Teller(lambda _: "Die Brücke ist zu. Die Brücke ist zu! Fähren fahren.")
    assert texts(summarize(engine, article(BRIDGE))[0]) == ["Die Brücke ist zu.", "Fähren fahren."]


@pytest.mark.parametrize(("output", "ends"), [("", True), ("  … ", True), ("Die Brü", False)])
def test_where_the_model_says_nothing_the_article_speaks(output, ends):
    one = article(BRIDGE)
    (summary,) = summarize(Teller(lambda _: output, ends=ends), one)
    assert summary == Extractive().summarize([one])[0]


def test_an_empty_article_is_not_asked_for():
    engine = Teller(first_sentence)
    assert summarize(engine, article(), article(heading="Nur ein Titel")) == [(), ()]
    assert engine.calls == []


def test_no_more_sentences_than_asked_for():
    engine = Teller(lambda text: text)
    assert len(summarize(engine, article(BRIDGE), sentences=2)[0]) == 2


def test_decoding_is_bounded_unless_told_otherwise():
    engine = Teller(first_sentence)
    summarize(engine, article(BRIDGE), sentences=2)
    assert engine.decodings[0].max_new_tokens == 96
    assert engine.decodings[0].no_repeat_ngram == 3
    Abstractive(engine, Decoding(max_new_tokens=9, no_repeat_ngram=5)).summarize([article(BRIDGE)])
    assert engine.decodings[-1].max_new_tokens == 9
    assert engine.decodings[-1].no_repeat_ngram == 5
    summarize(engine, article(BRIDGE), sentences=9)
    assert engine.decodings[-1].max_new_tokens == engine.limits.target


def test_the_card_is_the_checkpoints():
    assert Abstractive(Teller(first_sentence), Decoding()).card == ModelCard("teller", "7")


SOURCES = [Sentence(f"s{i}", text) for i, text in enumerate(BRIDGE, 1)]


def test_a_fused_sentence_rests_on_several():
    fused = "Neuhafen sperrt die Elbbrücke wegen Risse in den Trägern, der Neubau kostet Millionen."
    assert evidence(fused, SOURCES) == ("s1", "s2", "s6")


def test_there_is_evidence_even_for_the_unheard_of():
    assert evidence("Marsmenschen landen.", SOURCES) == ("s1",)
    assert evidence("Marsmenschen landen.", []) == ()


@given(st.text())
def test_evidence_is_one_to_three_sentences_in_order(text):
    found = [int(source[1:]) for source in evidence(text, SOURCES)]
    assert 1 <= len(found) <= 3
    assert found == sorted(set(found))
