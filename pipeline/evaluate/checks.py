"""How good the checks are: what they find of planted errors, and how often they cry wolf.

Good pairs, such as human translations, are damaged in twelve ways (`damage`). Recall is the share
of damaged pairs with a finding of the checks that are there for that damage; a false alarm is a
good pair with such a finding. Human translations do leave things out and change numbers, so some
of the false alarms are true.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from pipeline.check.evidence import Scorer
from pipeline.check.pair import check_pairs
from pipeline.evaluate.damage import DAMAGES
from pipeline.evaluate.translation import ParallelSet

LOST = frozenset(("coverage", "ending", "repetition", "language"))
"""The checks for text that was left out, cut, repeated or not translated."""

# The checks that are there for each damage.
_WANTED: Mapping[str, frozenset[str]] = {
    "number changed": frozenset(("numbers",)),
    "unit changed": frozenset(("units", "numbers")),
    "date shifted": frozenset(("dates", "numbers")),
    "name swapped": frozenset(("names",)),
    "negation dropped or added": frozenset(("negation",)),
    "clause cut": LOST,
    "sentence cut": LOST,
    "phrase repeated": LOST,
    "left in German": LOST,
    "quote lost": frozenset(("quotes",)),
    "speaker lost": LOST | {"speaker", "names", "modality"},
    "hedge lost": LOST | {"speaker", "modality"},
}
_ALARMS: Mapping[str, frozenset[str]] = {
    "numbers, of lines with digits": frozenset(("numbers",)),
    "names": frozenset(("names",)),
    "negation": frozenset(("negation",)),
    "left out, cut, repeated, untranslated": LOST,
}
_ANY = "any check"


@dataclass(frozen=True, slots=True)
class Recall:
    """Of so many pairs damaged in one way, the share found by the right checks, and by any."""

    set: str
    damage: str
    pairs: int
    found: float
    found_by_any: float


@dataclass(frozen=True, slots=True)
class FalseAlarms:
    """The share of good pairs that some checks object to."""

    set: str
    checks: str
    pairs: int
    share: float


@dataclass(frozen=True, slots=True)
class CheckReport:
    """Recall and false alarms on one set of pairs."""

    set: str
    pairs: int
    recall: list[Recall]
    false_alarms: list[FalseAlarms]


def evaluate(
    name: str,
    pairs: Sequence[tuple[str, str]],
    scorer: Scorer | None = None,
    damages: Sequence[str] = tuple(DAMAGES),
) -> CheckReport:
    """Check good pairs, German and English, as they are and damaged. Chance is seeded by place.

    `scorer` gives evidence of omissions; without it the words alone decide.
    """
    good = _names(pairs, scorer)
    return CheckReport(
        set=name,
        pairs=len(pairs),
        recall=[_recall(name, damage, pairs, scorer) for damage in damages],
        false_alarms=[
            *(_alarms(name, label, pairs, good) for label in _ALARMS),
            FalseAlarms(name, _ANY, len(good), _share(bool(names) for names in good)),
        ],
    )


def together(reports: Sequence[CheckReport]) -> CheckReport:
    """Several reports as one, set by set."""
    return CheckReport(
        set=", ".join(report.set for report in reports),
        pairs=sum(report.pairs for report in reports),
        recall=[row for report in reports for row in report.recall],
        false_alarms=[row for report in reports for row in report.false_alarms],
    )


def halves(one: ParallelSet) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The pairs of a set in two halves: one to develop on, one to be measured on."""
    pairs = list(zip(one.german, one.reference, strict=True))
    middle = len(pairs) // 2
    return pairs[:middle], pairs[middle:]


def as_markdown(reports: Sequence[CheckReport]) -> str:
    """The reports as one Markdown table, a column a set; recall of the right checks alone."""
    head = ["", *(f"{report.set} ({report.pairs})" for report in reports)]
    rows = [head, ["---"] * len(head)]
    for cells in zip(*(report.recall for report in reports), strict=True):
        rows.append([cells[0].damage, *(f"{c.found:.3f} of {c.pairs}" for c in cells)])
    for place, label in enumerate((*_ALARMS, _ANY)):
        shares = (report.false_alarms[place].share for report in reports)
        rows.append([f"*false alarms:* {label}", *(f"{share:.1%}" for share in shares)])
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _names(pairs: Sequence[tuple[str, str]], scorer: Scorer | None) -> list[frozenset[str]]:
    return [frozenset(f.name for f in findings) for findings in check_pairs(pairs, scorer)]


def _recall(
    name: str, damage: str, pairs: Sequence[tuple[str, str]], scorer: Scorer | None
) -> Recall:
    bad = []
    for place, (de, en) in enumerate(pairs):
        damaged = DAMAGES[damage](de, en, Random(place))  # noqa: S311
        if damaged is not None and damaged != en:
            bad.append((de, damaged))
    found = _names(bad, scorer)
    return Recall(
        set=name,
        damage=damage,
        pairs=len(found),
        found=_share(bool(names & _WANTED[damage]) for names in found),
        found_by_any=_share(bool(names) for names in found),
    )


def _alarms(
    name: str, label: str, pairs: Sequence[tuple[str, str]], good: Sequence[frozenset[str]]
) -> FalseAlarms:
    counted = [
        names
        for (de, en), names in zip(pairs, good, strict=True)
        if "digits" not in label or re.search(r"\d", de + en)
    ]
    return FalseAlarms(name, label, len(counted), _share(bool(n & _ALARMS[label]) for n in counted))


def _share(found: Iterable[bool]) -> float:
    counted = list(found)
    return round(sum(counted) / len(counted), 4) if counted else 0.0
