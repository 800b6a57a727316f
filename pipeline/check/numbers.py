"""Numbers: every number of the German stands in the English, and none besides.

The comparison is by value, not by digits: 1.500 is 1,500, 21.30 Uhr is 9:30 p.m., 3,4 Mrd. is
3.4 billion, dreiundzwanzig is 23. A number may be said twice or once; rounding is not forgiven.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.article import Finding
from pipeline.check import numerals_de, numerals_en
from pipeline.check.protected import without_protected
from pipeline.check.quantities import Mention, unmatched

NAME = "numbers"


def check_numbers(de: str, en: str) -> list[Finding]:
    """Numbers that one language has and the other lacks.

    An error where digits were exchanged for other digits; a warning where a number only lacks
    a counterpart, for a translator may say "the year after" or "both".
    """
    german = numerals_de.read(without_protected(de))
    english = numerals_en.read(without_protected(en))
    missing = [m for m in unmatched(german, english) if not _verbatim(m, en)]
    added = [m for m in unmatched(english, german) if not _verbatim(m, de)]
    findings: list[Finding] = []
    for mention in _once(missing):
        other = _exchanged(mention, added)
        if other is None:
            findings.append(Finding(NAME, "warning", f"{mention.text} has no counterpart"))
            continue
        added.remove(other)
        certain = mention.digits and other.digits
        detail = f"{mention.text} has no counterpart; the English has {other.text}"
        findings.append(Finding(NAME, "error" if certain else "warning", detail))
    for mention in _once(added):
        detail = f"the English has {mention.text}, which the German lacks"
        findings.append(Finding(NAME, "warning", detail))
    return findings


def _verbatim(mention: Mention, text: str) -> bool:
    """Whether a number in words stands as it is in the other text, as in a foreign title."""
    return not mention.digits and re.search(rf"\b{mention.text}\b", text, re.IGNORECASE) is not None


def _once(mentions: Sequence[Mention]) -> list[Mention]:
    """Each expression once: the two halves of "3:1" are one mistake, not two."""
    return list({(m.start, m.text): m for m in mentions}.values())


def _exchanged(mention: Mention, added: Sequence[Mention]) -> Mention | None:
    """The number that most likely stands where this one should: written alike, else the first."""
    alike = [other for other in added if other.digits == mention.digits]
    return next(iter(alike or added), None)
