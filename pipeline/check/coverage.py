"""Coverage: nothing of the German is left out, nothing is added, judged by length.

The bounds are quantiles of the length ratio in human and machine translations of news: beyond
the error bounds lie about two lines in a thousand, beyond the warning bounds one in a hundred.
The ratio of a short line says less than that of a long one.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.article import Finding

NAME = "coverage"
_SHORTEST = 15  # characters; below this the ratio says nothing


@dataclass(frozen=True, slots=True)
class _Bounds:
    """Length ratios, English to German in characters, that are still likely."""

    up_to: int
    error_below: float
    warning_below: float
    warning_above: float
    error_above: float


_BOUNDS = (
    _Bounds(up_to=40, error_below=0.42, warning_below=0.52, warning_above=1.85, error_above=2.40),
    _Bounds(up_to=80, error_below=0.48, warning_below=0.60, warning_above=1.45, error_above=1.80),
    _Bounds(up_to=140, error_below=0.53, warning_below=0.64, warning_above=1.32, error_above=1.50),
    _Bounds(
        up_to=10**9, error_below=0.58, warning_below=0.66, warning_above=1.22, error_above=1.40
    ),
)


def check_coverage(de: str, en: str) -> list[Finding]:
    """English that is missing, or much shorter or longer than its German makes likely."""
    german, english = len(de.strip()), len(en.strip())
    if not german:
        return []
    if not english:
        return [Finding(NAME, "error", "the English is missing")]
    if german < _SHORTEST:
        return _check_short(german, english)
    ratio = english / german
    bounds = next(b for b in _BOUNDS if german <= b.up_to)
    detail = f"the English has {english} characters, the German {german}"
    if ratio < bounds.warning_below:
        severe = ratio < bounds.error_below
        return [Finding(NAME, "error" if severe else "warning", f"{detail}: something is left out")]
    if ratio > bounds.warning_above:
        severe = ratio > bounds.error_above
        return [Finding(NAME, "error" if severe else "warning", f"{detail}: something is added")]
    return []


def _check_short(german: int, english: int) -> list[Finding]:
    if english > 40 + 2 * german:
        detail = f"the English has {english} characters, the German {german}: something is added"
        return [Finding(NAME, "error", detail)]
    return []
