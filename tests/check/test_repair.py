from dataclasses import dataclass, field, replace

from pipeline.check.evidence import CERTAIN, RULED_OUT
from pipeline.check.omission import omissions
from pipeline.check.repair import repair
from pipeline.models.engine import Decoding, Hypothesis

DE = "Am Montag kamen 20 Gäste in die alte Mühle, aber der Wirt hatte keinen Kuchen gebacken."
GOOD = "On Monday 20 guests came to the old mill, but the landlord had not baked a cake."
WRONG = "On Monday 30 guests came to the old mill, but the landlord had not baked a cake."
SHORT = "On Monday 20 guests."
LOOP = "On Monday 20 guests came to the mill, came to the mill, came to the mill, came to the mill."


def output(text: str, score: float = -0.3) -> Hypothesis:
    return Hypothesis(text, score, len(text.split()), finished=True)


@dataclass
class Translator:
    """Answers by a rule on the decoding, and remembers what it was asked."""

    rule: object
    calls: list = field(default_factory=list)

    def __call__(self, texts, decoding):
        self.calls.append((list(texts), decoding))
        return [output(self.rule(text, decoding)) for text in texts]


def test_a_good_translation_is_left_alone():
    translator = Translator(lambda text, decoding: "never asked")
    (done,) = repair([DE], [output(GOOD)], translator, base=Decoding(beam=1))
    assert (done.hypothesis.text, done.status, done.rung) == (GOOD, "ok", "first")
    assert translator.calls == []


def test_a_wider_beam_is_tried_first_and_only_for_what_wants_it():
    translator = Translator(lambda text, decoding: GOOD)
    done = repair([DE, DE], [output(WRONG), output(GOOD)], translator, base=Decoding(beam=1))
    assert [(r.status, r.rung) for r in done] == [("repaired", "beam"), ("ok", "first")]
    assert translator.calls == [([DE], Decoding(beam=4))]


def test_what_was_left_out_calls_for_a_length_penalty():
    translator = Translator(lambda text, d: GOOD if d.length_penalty > 1 else SHORT)
    (done,) = repair([DE], [output(SHORT)], translator, base=Decoding(beam=4))
    assert (done.status, done.rung) == ("repaired", "length")


def test_what_the_search_found_next_best_is_looked_at_first_and_costs_nothing():
    translator = Translator(lambda text, decoding: "never asked")
    others = [output(LOOP, -0.2), output(GOOD, -0.3)]
    first = replace(output(WRONG, -0.1), others=lambda: others)
    (done,) = repair([DE], [first], translator, base=Decoding(beam=4))
    assert (done.hypothesis.text, done.status, done.rung) == (GOOD, "repaired", "nbest")
    assert translator.calls == []


def test_a_loop_calls_for_the_ban_on_repeated_ngrams():
    translator = Translator(lambda text, d: GOOD if d.no_repeat_ngram == 4 else LOOP)
    (done,) = repair([DE], [output(LOOP)], translator, base=Decoding(beam=4))
    assert (done.status, done.rung) == ("repaired", "repetition")
    assert translator.calls[-1][1].repetition_penalty == 1.1


def test_clauses_are_translated_together_and_joined():
    pieces = {
        "Am Montag kamen 20 Gäste in die alte Mühle,": "On Monday 20 guests came to the mill,"
    }
    rest = "but the landlord had not baked a cake."
    translator = Translator(lambda text, d: WRONG if text == DE else pieces.get(text, rest))

    def split(text):
        return [*pieces, text.removeprefix(next(iter(pieces))).strip()]

    (done,) = repair([DE], [output(WRONG)], translator, base=Decoding(), split=split)
    assert (done.status, done.rung) == ("repaired", "split")
    assert done.hypothesis.text == "On Monday 20 guests came to the mill, " + rest
    assert len(translator.calls[-1][0]) == 2


def test_the_second_model_comes_last():
    translator = Translator(lambda text, decoding: WRONG)
    asked = []

    def second(texts):
        asked.extend(texts)
        return [output(GOOD) for _ in texts]

    (done,) = repair([DE], [output(WRONG)], translator, base=Decoding(), second=second)
    assert (done.status, done.rung) == ("repaired", "second")
    assert asked == [DE]


def test_what_cannot_be_repaired_is_degraded_and_the_likeliest_is_kept():
    translator = Translator(lambda text, decoding: WRONG)
    (done,) = repair([DE], [output(WRONG, score=-0.1)], translator, base=Decoding(beam=1))
    assert (done.status, done.rung) == ("degraded", "first")
    assert [finding.name for finding in done.findings] == ["numbers"]


def test_a_doubtful_number_is_worth_a_try_but_no_error():
    lost = "On Monday guests came to the old mill, but the landlord had not baked a cake."
    unhappy = Translator(lambda text, decoding: lost)
    (kept,) = repair([DE], [output(lost)], unhappy, base=Decoding(beam=1))
    assert (kept.status, kept.rung) == ("ok", "first")
    (done,) = repair([DE], [output(lost)], Translator(lambda t, d: GOOD), base=Decoding(beam=1))
    assert (done.status, done.rung) == ("repaired", "beam")


def test_headings_need_no_full_stop():
    translator = Translator(lambda text, decoding: "never asked")
    (done,) = repair(
        ["Brücke wird gesperrt."], [output("Bridge to close")], translator,
        base=Decoding(), headings=[True],
    )  # fmt: skip
    assert done.findings == ()


CUT = "The mayor has presented his budget."
DOUBTED = "Der Bürgermeister hat den Haushalt vorgestellt, weil der Rat tagt."
WHOLE = "The mayor has presented the budget because the council is in session."


def test_a_witness_hears_of_every_candidate_and_what_it_misses_is_repaired():
    heard = []

    def witness(pairs):
        heard.extend(en for de, en in pairs if de == DOUBTED)
        return [[-1.0] * 8 + ([-0.1, -0.01] if en == WHOLE else [-6.0, -9.0]) for _, en in pairs]

    assert RULED_OUT < omissions([(DOUBTED, CUT)])[0].odds < CERTAIN, (
        "or else the sample is no good"
    )
    translator = Translator(lambda text, d: WHOLE if d.length_penalty > 1 else CUT)
    given = {"base": Decoding(beam=4), "scorer": witness}
    (done,) = repair([DOUBTED], [output(CUT)], translator, **given)
    assert (done.hypothesis.text, done.status, done.rung) == (WHOLE, "repaired", "length")
    assert CUT in heard
