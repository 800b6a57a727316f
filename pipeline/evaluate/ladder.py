"""What the ladder of repair mends of a translator's own mistakes, and what the checks cost.

A loop or an omission is what the checks for lost text call an error. Segments that pass at the
first attempt must come out of the ladder as they went in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import process_time

from pipeline.check.omission import omissions
from pipeline.check.pair import check_pair
from pipeline.errors import DepescheError
from pipeline.evaluate.checks import LOST
from pipeline.evaluate.translation import ParallelSet
from pipeline.models.engine import Hypothesis
from pipeline.translate.segments import Segment
from pipeline.translate.seq2seq import Seq2SeqTranslator


@dataclass(frozen=True, slots=True)
class LadderScore:
    """The ladder on one set; chrF against the references, times in seconds of CPU.

    lost: segments whose first translation has a loop or an omission, by the checks' errors.
    mended: those of which nothing is lost any more. touched: segments whose English the ladder
    changed. untouched_alike: whether all others came out as they went in.
    """

    set: str
    segments: int
    lost: int
    mended: int
    touched: int
    untouched_alike: bool
    chrf_touched_before: float
    chrf_touched_after: float
    translation_seconds: float
    check_seconds: float

    @property
    def share_mended(self) -> float:
        """Of what was lost, how much was mended."""
        return round(self.mended / self.lost, 3) if self.lost else 1.0

    @property
    def cost(self) -> float:
        """What the checks cost, as a share of the translation's time."""
        spent = self.translation_seconds
        return round(self.check_seconds / spent, 3) if spent else 0.0


@dataclass(frozen=True, slots=True)
class LadderReport:
    """The ladder on several sets."""

    rows: list[LadderScore]


def evaluate(one: ParallelSet, translator: Seq2SeqTranslator) -> LadderScore:
    """Translate a set without the ladder and with it."""
    start = process_time()
    first = translator.decode(one.german, translator.decoding)
    translated = process_time()
    lost = _lost(one.german, first)
    checked = process_time()
    after = [t.text for t in translator.translate([Segment(text) for text in one.german])]
    after_lost = _lost(one.german, [Hypothesis(text, 0.0, 0, finished=True) for text in after])
    before = [said.text for said in first]
    touched = [n for n, pair in enumerate(zip(before, after, strict=True)) if pair[0] != pair[1]]
    found = [
        check_pair(one.german[n], before[n], first[n], terms=translator.terms) for n in touched
    ]
    return LadderScore(
        set=one.name,
        segments=len(first),
        lost=sum(lost),
        mended=sum(was and not still for was, still in zip(lost, after_lost, strict=True)),
        touched=len(touched),
        untouched_alike=all(found),  # whatever was touched had a finding
        chrf_touched_before=_chrf(one, before, touched),
        chrf_touched_after=_chrf(one, after, touched),
        translation_seconds=round(translated - start, 2),
        check_seconds=round(checked - translated, 2),
    )


def _lost(german: Sequence[str], outputs: Sequence[Hypothesis]) -> list[bool]:
    """Whether the checks for lost text find an error, for each output."""
    omitted = omissions([(de, said.text) for de, said in zip(german, outputs, strict=True)])
    findings = [
        check_pair(de, said.text, said, omission=omission)
        for de, said, omission in zip(german, outputs, omitted, strict=True)
    ]
    return [any(f.severity == "error" and f.name in LOST for f in some) for some in findings]


def _chrf(one: ParallelSet, english: list[str], places: list[int]) -> float:
    try:
        from sacrebleu.metrics.chrf import CHRF
    except ImportError as error:
        raise DepescheError(
            "scoring needs sacrebleu", "pip install 'depesche[evaluate]'"
        ) from error
    if not places:
        return 0.0
    said, wanted = [english[n] for n in places], [one.reference[n] for n in places]
    return round(float(CHRF().corpus_score(said, [wanted]).score), 2)
