from pipeline.record import Bilingual
from pipeline.write.text import to_text
from tests.records import record


def test_english_stands_above_its_german():
    text = to_text(record(degraded=True))
    english, german = text.split("\n")[3:5]
    assert english == "The council meets today. [uncertain translation, see the German]"
    assert german == "    Der Rat tagt heute."


def test_kicker_and_headline_are_marked_where_they_are_uncertain():
    kicker = Bilingual(de="Nicht schuldig", en="Guilty", status="degraded")
    first, *_ = to_text(record().model_copy(update={"kicker": kicker})).split("\n")
    mark = "[uncertain translation, see the German: “Nicht schuldig”]"
    assert first == f"Guilty {mark} · Council meets"
    assert to_text(record()).startswith("Budget · Council meets\n")


def test_control_characters_cannot_steer_a_terminal():
    text = to_text(record(headline="a\x1b[2Jb", en="c\u202ed", de="e\x07f"))
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "\x07" not in text
