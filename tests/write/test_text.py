from pipeline.write.text import to_text
from tests.records import record


def test_english_stands_above_its_german():
    text = to_text(record(degraded=True))
    english, german = text.split("\n")[3:5]
    assert english == "The council meets today. [uncertain translation, see the German]"
    assert german == "    Der Rat tagt heute."


def test_control_characters_cannot_steer_a_terminal():
    text = to_text(record(headline="a\x1b[2Jb", en="c\u202ed", de="e\x07f"))
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "\x07" not in text
