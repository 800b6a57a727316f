"""Coverage: nothing of the German is left out, nothing is added.

What is left out shows in the alignment, the length and the eyes of a network (`omission`). What is
added shows in the length: beyond these bounds lie about one line in a thousand of human
translations of news.
"""

from __future__ import annotations

from pipeline.article import Finding, Severity
from pipeline.check.omission import Omission
from pipeline.check.words import excerpt

NAME = "coverage"
_SHORTEST = 15  # characters; below this neither length nor words say enough
# Log-odds of an omission. Above the first lie fewer than one in a hundred human translations.
DOUBTFUL, _CERTAIN = 1.3, 3.5
# Lengths of the German up to which these ratios of English to German hold: likely, possible.
_LONGER = ((40, 2.4, 3.0), (80, 1.7, 2.1), (140, 1.5, 1.8), (10**9, 1.4, 1.6))


def check_coverage(de: str, en: str, found: Omission) -> list[Finding]:
    """English that is missing, or much shorter or longer than its German makes likely.

    `found` is what speaks for an omission.
    """
    german, english = len(de.strip()), len(en.strip())
    if not german:
        return []
    if not english:
        return [Finding(NAME, "error", "the English is missing")]
    if german < _SHORTEST:
        return _check_short(german, english)
    if found.odds > DOUBTFUL:
        severity: Severity = "error" if found.odds > _CERTAIN else "warning"
        return [Finding(NAME, severity, _left_out(found.missing, german, english))]
    likely, possible = next((low, high) for up_to, low, high in _LONGER if german <= up_to)
    if english > likely * german:
        severe = english > possible * german
        detail = f"the English has {english} characters, the German {german}: something is added"
        return [Finding(NAME, "error" if severe else "warning", detail)]
    return []


def _left_out(missing: str, german: int, english: int) -> str:
    if missing:
        return f"“{excerpt(missing)}” seems to be left out"
    return f"the English has {english} characters, the German {german}: something is left out"


def _check_short(german: int, english: int) -> list[Finding]:
    if english > 40 + 2 * german:
        detail = f"the English has {english} characters, the German {german}: something is added"
        return [Finding(NAME, "error", detail)]
    return []
