from dataclasses import replace

from pipeline.check.glossary import Term
from pipeline.models.engine import Decoding, Hypothesis
from pipeline.models.late import Late
from pipeline.translate.lines import translate_lines
from pipeline.translate.segments import Segment
from pipeline.translate.seq2seq import Seq2SeqTranslator
from tests.fakes import FakeEngine

GREEDY = Decoding(beam=1)

TABLE = {"Der": "The", "Rat": "council", "tagt.": "meets.", "tagt": "meets", "heute": "today"}


def translator(limit=20):
    return Seq2SeqTranslator(FakeEngine(TABLE, limit), Decoding(beam=1))


def test_segments_come_back_in_order_and_equal_ones_are_asked_once():
    one = translator()
    segments = [
        Segment("Der Rat tagt."),
        Segment("3:1"),
        Segment("Der Rat tagt."),
        Segment("Rat tagt", heading=True),
    ]
    english = [t.text for t in one.translate(segments)]
    assert english == ["The council meets.", "3:1", "The council meets.", "Council meets"]
    assert one.engine.asked.count("Der Rat tagt.") == 1
    assert "3:1" not in one.engine.asked


def test_a_sentence_longer_than_the_model_is_translated_clause_by_clause():
    one = translator(limit=8)
    text = "Der Rat tagt heute, " * 6 + "Der Rat tagt."
    [result] = one.decode([text], Decoding(beam=1))
    assert result.text.count("council") == 7
    assert all(n <= 8 for n in one.engine.count(one.engine.asked))
    assert result.finished


def test_nothing_to_translate_is_nothing_asked():
    one = translator()
    assert one.translate([]) == []
    assert one.engine.asked == []


def test_lines_stay_lines():
    one = translator()
    lines = ["Der Rat tagt. Der Rat tagt heute.", "", "  ", "3:1"]
    assert translate_lines(lines, one) == [
        "The council meets. The council meets today.".replace("today.", "heute."),
        "",
        "",
        "3:1",
    ]


class Copying(FakeEngine):
    """Gives the German back: what the checks never let pass."""

    def generate(self, texts, decoding, prefixes=()):
        return [self._answer(text) for text in texts]


def test_what_no_decoding_mends_is_put_to_the_second_model_which_is_loaded_once_and_only_then():
    loaded = []

    def second():
        loaded.append(1)
        return FakeEngine({"Der": "The", "Rat": "council", "tagt": "meets", "heute.": "today."})

    late = Late(second)
    good = Seq2SeqTranslator(FakeEngine({"Der": "The", "Hund": "dog", "bellt.": "barks."}), GREEDY)
    assert replace(good, second=late).translate([Segment("Der Hund bellt.")])[0].rung == "first"
    assert loaded == []
    weak = Seq2SeqTranslator(Copying(), GREEDY, second=late)
    for _ in range(2):
        (said,) = weak.translate([Segment("Der Rat tagt heute.")])
        assert (said.text, said.status, said.rung) == (
            "The council meets today.",
            "repaired",
            "second",
        )
    assert loaded == [1]


def test_a_term_of_the_glossary_is_put_where_it_belongs():
    class Steered(FakeEngine):
        def generate(self, texts, decoding, prefixes=()):
            right = "On Monday the coalition decided."
            if not prefixes:
                return [Hypothesis("On Monday the lamp decided.", -0.3, 6, True)]
            fit = {True: (right, -0.3), False: ("Coalition and so on.", -2.0)}
            return [Hypothesis(*fit[right.startswith(p)], 6, True) for p in prefixes]

    ours = Seq2SeqTranslator(Steered(), Decoding(), terms=(Term("Ampel", ("coalition",)),))
    (said,) = ours.translate([Segment("Am Montag hat die Ampel entschieden.")])
    assert (said.text, said.rung) == ("On Monday the coalition decided.", "prescribed")
