"""Every check on a German text and its English translation."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeline.article import Finding
from pipeline.check.coverage import check_coverage
from pipeline.check.dates import check_dates
from pipeline.check.ending import check_ending
from pipeline.check.evidence import Scorer, opinions
from pipeline.check.glossary import Term, check_glossary
from pipeline.check.language import check_language
from pipeline.check.likelihood import check_likelihood
from pipeline.check.modality import check_modality
from pipeline.check.names import check_names
from pipeline.check.negation import check_negation
from pipeline.check.numbers import check_numbers
from pipeline.check.omission import Omission, omissions
from pipeline.check.protected import check_protected
from pipeline.check.quotes import check_quotes
from pipeline.check.repetition import check_repetition
from pipeline.check.speaker import check_speaker
from pipeline.check.units import check_units
from pipeline.models.engine import Hypothesis

_CONTENT: tuple[Callable[[str, str], list[Finding]], ...] = (
    check_numbers,
    check_units,
    check_dates,
    check_names,
    check_negation,
    check_quotes,
    check_speaker,
    check_modality,
)


def check_pair(
    de: str,
    en: str,
    hypothesis: Hypothesis | None = None,
    *,
    heading: bool = False,
    terms: Sequence[Term] = (),
    omission: Omission | None = None,
) -> tuple[Finding, ...]:
    """What is wrong with the English of a German sentence or heading, errors first.

    `hypothesis` is the model's output that `en` was taken from, where there is one; `omission` is
    what speaks for one, if that is known already. English that is missing, a copy or still German
    is not searched for finer faults.
    """
    if omission is None:
        (omission,) = omissions([(de, en)])
    findings = check_protected(de, en) + check_coverage(de, en, omission) + check_language(de, en)
    findings += check_ending(de, en, omission, hypothesis, heading=heading)
    findings += check_repetition(de, en)
    if en.strip() and not any(f.name == "language" and f.severity == "error" for f in findings):
        for check in _CONTENT:
            findings += check(de, en)
        findings += check_glossary(de, en, terms)
    findings += check_likelihood(hypothesis)
    return tuple(sorted(findings, key=lambda finding: finding.severity != "error"))


def check_pairs(
    pairs: Sequence[tuple[str, str]], scorer: Scorer | None = None, *, terms: Sequence[Term] = ()
) -> list[tuple[Finding, ...]]:
    """What is wrong with each English of pairs from anywhere; errors first.

    `scorer` is asked for omissions where words and network leave doubt.
    """
    found = opinions(pairs, scorer) if scorer else omissions(pairs)
    return [
        check_pair(de, en, terms=terms, omission=omission)
        for (de, en), omission in zip(pairs, found, strict=True)
    ]
