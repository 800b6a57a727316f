from pipeline.evaluate.ladder import evaluate
from pipeline.evaluate.translation import ParallelSet
from pipeline.models.engine import Decoding, Hypothesis
from pipeline.translate.seq2seq import Seq2SeqTranslator
from tests.fakes import FakeEngine

GOOD = ("Der Rat tagt heute im Saal.", "The council meets in the hall today.")
LOOP = ("Der Rat sagte den Haushalt zu.", "The council promised the budget.")


class Looping(FakeEngine):
    """Repeats itself on one text, unless that is banned."""

    def generate(self, texts, decoding, prefixes=()):
        return [self.said(text, decoding) for text in texts]

    def said(self, text, decoding):
        right = dict([GOOD, LOOP])[text]
        loops = text == LOOP[0] and not decoding.no_repeat_ngram
        return Hypothesis(right + " the budget" * 9 if loops else right, -0.3, 9, finished=True)


def test_a_loop_is_mended_and_what_was_good_is_left_alone():
    one = ParallelSet("two", [GOOD[0], LOOP[0]], [GOOD[1], LOOP[1]], {})
    report = evaluate(one, Seq2SeqTranslator(Looping(), Decoding(beam=4)))
    assert (report.lost, report.mended, report.touched) == (1, 1, 1)
    assert report.untouched_alike
    assert report.chrf_touched_after == 100 > report.chrf_touched_before
    assert report.share_mended == 1.0


def test_a_set_without_mistakes_has_nothing_to_mend():
    one = ParallelSet("one", [GOOD[0]], [GOOD[1]], {})
    report = evaluate(one, Seq2SeqTranslator(Looping(), Decoding(beam=4)))
    assert (report.lost, report.touched, report.share_mended) == (0, 0, 1.0)
