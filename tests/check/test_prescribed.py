import pytest

from pipeline.check.glossary import Term
from pipeline.check.prescribed import beginnings, lacks_prescribed
from pipeline.check.repair import repair
from pipeline.models.engine import Decoding, Hypothesis

AMPEL = Term("Ampel", ("traffic-light coalition",))
BEHOERDE = Term("Kreisbehörde", ("district authority",))
DE = "Am Montag hat die Ampel den Haushalt beschlossen."
WRONG = "On Monday the lamp passed the budget."
RIGHT = "On Monday the traffic-light coalition passed the budget."


def said(text, score=-0.3):
    return Hypothesis(text, score, 10, finished=True)


def test_a_term_may_begin_wherever_a_word_does():
    found = beginnings(DE, WRONG, [AMPEL])
    assert found[0] == "Traffic-light coalition"
    assert "On Monday the traffic-light coalition" in found
    assert found[-1] == "On Monday the lamp passed the budget traffic-light coalition"
    assert beginnings(DE, RIGHT, [AMPEL]) == []


def test_only_a_hashtag_may_follow_the_full_stop():
    assert beginnings("Das war es. #Haushalt", "That was it.", [])[-1] == "That was it. #Haushalt"
    assert beginnings("Er kam nach Łódź.", "He came to LA.", [])[-1] == "He came to LA Łódź"


def test_in_a_long_text_the_likeliest_places_alone_are_tried():
    de = f"{DE[:-1]}, obwohl viele Gemeinden noch auf eine Antwort des Ministers warten, heißt es."
    en = f"{WRONG[:-1]}, although many municipalities still wait for the minister's reply, it says."
    found = beginnings(de, en, [AMPEL])
    assert "On Monday the traffic-light coalition" in found
    assert len(found) < len(en.split()) < 20


def test_where_the_german_term_was_kept_is_a_likely_place():
    de = "Nach langer Beratung hat dort im zweiten Anlauf auch die Kreisbehörde selbst zugestimmt."
    en = "After long and careful talks there the Kreisbehörde itself has also, in the end, agreed."
    begun = "After long and careful talks there the district authority"
    assert begun in beginnings(de, en, [BEHOERDE])


def test_a_plural_is_tried_where_the_german_may_be_one():
    found = beginnings("Die Kreisbehörden zögern.", "They wait.", [BEHOERDE])
    assert "District authorities" in found
    assert "District authority" in found


def test_addresses_come_first_and_keep_their_case():
    found = beginnings(
        "Die Ampel ist unter info@ampel.de erreichbar.", "The lamp can be reached.", [AMPEL]
    )
    assert found[0] == "info@ampel.de"
    assert not any("coalition" in begun for begun in found)


class Completing:
    """Completes by what stands in the good translation behind the prefix, else with nonsense."""

    def __init__(self, good):
        self.good = good
        self.asked = []

    def __call__(self, texts, prefixes, decoding):
        self.asked.append((len(prefixes), decoding.beam))
        return [
            said(self.good) if self.good.startswith(p) else said(f"{p} and so on.", -2.0)
            for p in prefixes
        ]


def never(texts, decoding):
    raise AssertionError("no other rung is called for")


def test_the_likeliest_place_wins_and_the_rung_is_named():
    complete = Completing(RIGHT)
    (kept,) = repair(
        [DE], [said(WRONG)], never, base=Decoding(beam=4), complete=complete, terms=[AMPEL]
    )
    assert (kept.hypothesis.text, kept.status, kept.rung) == (RIGHT, "repaired", "prescribed")
    assert kept.findings == ()
    (scouts, greedy), (last, beam) = complete.asked
    assert (greedy, last, beam) == (1, 1, 4)
    assert scouts > 5


def test_what_is_no_better_is_not_taken():
    complete = Completing("Never mind.")
    (kept,) = repair(
        [DE], [said(WRONG)], never, base=Decoding(beam=4), complete=complete, terms=[AMPEL]
    )
    assert kept.hypothesis.finished
    assert kept.rung == "first" or "coalition" in kept.hypothesis.text


@pytest.mark.parametrize("en", [RIGHT, "The traffic-light coalitions passed it on Monday."])
def test_a_translation_that_has_its_terms_is_left_alone(en):
    (kept,) = repair(
        [DE], [said(en)], never, base=Decoding(beam=4), complete=Completing(RIGHT), terms=[AMPEL]
    )
    assert not lacks_prescribed(kept.findings)
