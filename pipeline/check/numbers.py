"""Numbers: every number of the German stands in the English, and none besides.

The comparison is by value, not by digits: 1.500 is 1,500, 21.30 Uhr is 9:30 p.m., 3,4 Mrd. is
3.4 billion, dreiundzwanzig is 23, 15 Meter may be 50 feet. A number may be said twice or once;
rounding is not forgiven.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from pipeline.article import Finding
from pipeline.check import numerals_de, numerals_en
from pipeline.check.conversions import is_converted
from pipeline.check.protected import without_protected
from pipeline.check.quantities import Mention, unmatched

NAME = "numbers"

_DIGITS = re.compile(r"\d+")
_SEPARATOR = re.compile(r"[ ./:,()+–-]{1,3}")
_POINTED = re.compile(r"\d+(?:[.,]\d+){0,2}")  # 12,500 and 12.500 are not the same number
_GROUPS = 6  # runs of digits that may make one telephone number, file number or list
_LONG_ENOUGH = 5  # digits that do not agree by chance
_ROUND_THE_CLOCK = re.compile(r"\b(?:24/7|24[- ]hours?)\b", re.IGNORECASE)
# One disease and its virus, whose names stand for each other and for "Corona".
_EPIDEMIC = re.compile(r"\b(?:COVID-19|SARS-CoV-2)\b", re.IGNORECASE)
_CODE = re.compile(r"\b[A-Z][A-Za-z]*\d+\b")
_FEW = 2.0  # in words: "two men" may stand for "die Männer"


def check_numbers(de: str, en: str) -> list[Finding]:
    """Numbers that one language has and the other lacks.

    An error where digits were exchanged for other digits; a warning where a number only lacks
    a counterpart, for a translator may say "the year after" or "both".
    """
    de, en = without_protected(de), without_protected(en)
    if "rund um die Uhr" in de:
        en = _ROUND_THE_CLOCK.sub(" ", en)
    if "corona" in de.lower() or "covid" in de.lower():
        de, en = _EPIDEMIC.sub(" ", de), _EPIDEMIC.sub(" ", en)
    german, english = numerals_de.read(de), numerals_en.read(en)
    missing = [m for m in unmatched(german, english) if not _verbatim(m, en)]
    added = [m for m in unmatched(english, german) if not _verbatim(m, de)]
    if not missing and not added:
        return _codes(de, en)
    missing, added = _without_sequences(missing, de, added, en)
    missing, added = (
        [m for m in missing if not any(is_converted(m, de, other, en) for other in english)],
        [other for other in added if not any(is_converted(m, de, other, en) for m in german)],
    )
    return _compared(_once(missing), added)


def _codes(de: str, en: str) -> list[Finding]:
    """Names with a number (HS2, TV2, A8) that became another: their digits alone say too little."""
    missing = [code for code in _CODE.findall(de) if code not in en]
    added = [code for code in _CODE.findall(en) if code not in de]
    return [
        Finding(NAME, "error", f"{code} has no counterpart; the English has {other}")
        for code in dict.fromkeys(missing)
        for other in dict.fromkeys(added)
        if code.rstrip("0123456789") == other.rstrip("0123456789")
    ]


def _compared(missing: Sequence[Mention], added: list[Mention]) -> list[Finding]:
    findings: list[Finding] = []
    for mention in missing:
        other = _exchanged(mention, added)
        if other is None:
            if not _is_few(mention):
                findings.append(Finding(NAME, "warning", f"{mention.text} has no counterpart"))
            continue
        added.remove(other)
        certain = mention.digits and other.digits
        detail = f"{mention.text} has no counterpart; the English has {other.text}"
        findings.append(Finding(NAME, "error" if certain else "warning", detail))
    for mention in _once(added):
        if not _is_few(mention):
            detail = f"the English has {mention.text}, which the German lacks"
            findings.append(Finding(NAME, "warning", detail))
    return findings


def _is_few(mention: Mention) -> bool:
    return not mention.digits and _FEW in mention.readings


def _verbatim(mention: Mention, text: str) -> bool:
    """Whether a number in words stands as it is in the other text, as in a foreign title."""
    return not mention.digits and re.search(rf"\b{mention.text}\b", text, re.IGNORECASE) is not None


def _without_sequences(
    missing: list[Mention], de: str, added: list[Mention], en: str
) -> tuple[list[Mention], list[Mention]]:
    """The mentions but for parts of a sequence of digits that both have, however it is parted.

    Telephone and file numbers, lists of results: 0800/6888000 and 0800/688 8000.
    """
    german, english = _sequences(de), _sequences(en)
    shared = german.keys() & english.keys()
    if not shared:
        return missing, added
    here = [span for digits in shared for span in german[digits]]
    there = [span for digits in shared for span in english[digits]]
    return [m for m in missing if not _within(m, here)], [m for m in added if not _within(m, there)]


def _within(mention: Mention, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= mention.start and mention.end <= end for start, end in spans)


@lru_cache(maxsize=64)
def _sequences(text: str) -> dict[str, list[tuple[int, int]]]:
    """Neighbouring runs of digits joined, five digits or more, and where they stand."""
    runs = list(_DIGITS.finditer(text))
    found: dict[str, list[tuple[int, int]]] = {}
    for first, run in enumerate(runs):
        joined = run.group()
        last = run
        for following in (None, *runs[first + 1 : first + _GROUPS]):
            if following is not None:
                if not _SEPARATOR.fullmatch(text, last.end(), following.start()):
                    break
                joined, last = joined + following.group(), following
            if len(joined) >= _LONG_ENOUGH and not _POINTED.fullmatch(
                text, run.start(), last.end()
            ):
                found.setdefault(joined, []).append((run.start(), last.end()))
    return found


def _once(mentions: Sequence[Mention]) -> list[Mention]:
    """Each expression once: the two halves of "3:1" are one mistake, not two."""
    return list({(m.start, m.text): m for m in mentions}.values())


def _exchanged(mention: Mention, added: Sequence[Mention]) -> Mention | None:
    """The number that most likely stands where this one should: written alike, else the first."""
    alike = [other for other in added if other.digits == mention.digits]
    return next(iter(alike or added), None)
