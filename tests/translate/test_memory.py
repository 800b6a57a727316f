from hypothesis import given
from hypothesis import strategies as st

from pipeline.translate.memory import Remembering, canonical, canonical_text
from pipeline.translate.segments import Segment
from tests.fakes import FakeTranslator


class Shelf:
    """A store in memory."""

    def __init__(self):
        self.held = {}

    def find(self, segments):
        return {segment: self.held[segment] for segment in segments if segment in self.held}

    def keep(self, translations):
        self.held |= translations


def test_only_what_is_new_is_translated_and_order_is_kept():
    model, shelf = FakeTranslator(), Shelf()
    translator = Remembering(model, shelf)
    translator.translate([Segment("Eins."), Segment("Zwei.")])
    done = translator.translate([Segment("Drei."), Segment("Zwei."), Segment("Eins.")])
    assert [t.text for t in done] == ["EN:Drei.", "EN:Zwei.", "EN:Eins."]
    assert [t.tokens for t in done] == [3, 0, 0]
    assert model.calls == [["Eins.", "Zwei."], ["Drei."]]
    translator.translate([Segment("Drei.")])
    assert len(model.calls) == 2, "where all is known the model is not even asked"


def test_segments_a_model_cannot_tell_apart_are_one_but_headings_are_not():
    model = FakeTranslator()
    translator = Remembering(model, Shelf())
    same = [Segment("„Ja“  sagt er."), Segment('"Ja" sagt\u00a0er.'), Segment("»Ja« sagt er.")]
    done = translator.translate([*same, Segment(same[0].text, heading=True)])
    assert len(model.calls[0]) == 2
    assert len({t.text for t in done[:3]}) == 1


def test_composed_and_decomposed_umlauts_are_one():
    assert canonical_text("Mu\u0308nchen") == canonical_text("München")


@given(st.text())
def test_the_canonical_form_is_its_own(text):
    once = canonical(Segment(text))
    assert canonical(once) == once
