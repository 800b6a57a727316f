"""Translation quality on sets with references, with other systems beside ours.

A set is a group of files in one folder, one segment a line: `NAME.de` is the German, `NAME.en` the
reference, and each `NAME.SYSTEM.en` the output of another system. Scores are sacrebleu's BLEU
(Papineni et al. 2002) and chrF (Popović 2015), with their signatures (Post 2018).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import DepescheError, UsageError
from pipeline.evaluate.comet import comet, require_comet

OURS = "depesche"


@dataclass(frozen=True, slots=True)
class ParallelSet:
    """German segments, their references, and what other systems made of them."""

    name: str
    german: list[str]
    reference: list[str]
    systems: dict[str, list[str]]

    def head(self, lines: int | None) -> ParallelSet:
        """The first `lines` segments only."""
        systems = {name: output[:lines] for name, output in self.systems.items()}
        return ParallelSet(self.name, self.german[:lines], self.reference[:lines], systems)


@dataclass(frozen=True, slots=True)
class Score:
    """BLEU and chrF of one system on one set, and COMET if it was asked for."""

    set: str
    system: str
    segments: int
    bleu: float
    chrf: float
    comet: float | None = None


@dataclass(frozen=True, slots=True)
class TranslationReport:
    """Scores of all systems on all sets, and the signatures that make them comparable."""

    scores: list[Score]
    bleu_signature: str
    chrf_signature: str


def find_sets(folder: Path) -> list[ParallelSet]:
    """The sets in `folder`. Raises UsageError if there is none, or files differ in length."""
    sets = [_read_set(german) for german in sorted(folder.glob("*.de"))]
    if not sets:
        raise UsageError(
            f"there is no set in {folder}", "put NAME.de and NAME.en there, a segment a line"
        )
    return sets


def evaluate(
    sets: Sequence[ParallelSet],
    translate: Callable[[Sequence[str]], list[str]],
    comet_model: str | None = None,
) -> TranslationReport:
    """Score `translate` and the systems that lie beside each set, with COMET if a model is named.

    Raises ValueError if a system's output has not as many segments as the reference: sacrebleu
    would score those that both have, and say nothing.
    """
    try:
        from sacrebleu.metrics.bleu import BLEU
        from sacrebleu.metrics.chrf import CHRF
    except ImportError as error:
        raise DepescheError(
            "scoring needs sacrebleu", "pip install 'depesche[evaluate]'"
        ) from error

    if comet_model:
        require_comet()  # before the time that translating takes
    bleu, chrf = BLEU(), CHRF()
    scores = []
    for one in sets:
        for system, output in {OURS: translate(one.german), **one.systems}.items():
            if len(output) != len(one.reference):
                raise ValueError(f"{system}: {len(output)} of {len(one.reference)} segments")
            scores.append(
                Score(
                    set=one.name,
                    system=system,
                    segments=len(output),
                    bleu=round(bleu.corpus_score(output, [one.reference]).score, 2),
                    chrf=round(chrf.corpus_score(output, [one.reference]).score, 2),
                    comet=(
                        comet(one.german, output, one.reference, comet_model)
                        if comet_model
                        else None
                    ),
                )
            )
    return TranslationReport(scores, str(bleu.get_signature()), str(chrf.get_signature()))


def _read_set(german: Path) -> ParallelSet:
    name = german.stem
    source = _lines(german)
    files = {
        path.name[len(name) + 1 : -len(".en")]: _lines(path)
        for path in sorted(german.parent.glob(f"{name}.*.en"))
    }
    reference = german.with_suffix(".en")
    if not reference.exists():
        raise UsageError(f"{reference} is missing", f"put the reference of {german.name} there")
    one = ParallelSet(name, source, _lines(reference), files)
    for label, output in {"reference": one.reference, **files}.items():
        if len(output) != len(source):
            raise UsageError(
                f"{name}: {label} has {len(output)} lines, the German {len(source)}",
                "make them the same segments",
            )
    return one


def _lines(path: Path) -> list[str]:
    # Not splitlines: a segment may hold a separator that it would take for a line's end. Only the
    # last line's end is dropped, since an empty last segment counts.
    return path.read_text("utf-8").removesuffix("\n").split("\n")
