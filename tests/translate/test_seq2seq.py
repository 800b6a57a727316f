from pipeline.models.engine import Decoding
from pipeline.translate.lines import translate_lines
from pipeline.translate.segments import Segment
from pipeline.translate.seq2seq import Seq2SeqTranslator
from tests.fakes import FakeEngine

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
    assert english == ["The council meets.", "3:1", "The council meets.", "council meets"]
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
