"""Parts of the German that the English may have left out, and the German without them.

A translation that renders a part is less likely once the part is gone; one that left it out is
not, and its end is more likely. `second_look` compares that.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from pipeline.check.alignment import align
from pipeline.check.omission import span, widest_gap
from pipeline.check.words import words

_FEWEST, _REST = 3, 2  # words of a clause, and of what remains without a part
_BORDER = re.compile(r"[,;:–—]\s|(?<=\s)-\s|\s(?=(?:und|oder|aber|sowie|wobei|während|sodass)\s)")
_END = re.compile(r"[.!?…]?[\"“”„«»'’)]*\s*$")
_LOOSE = " ,;:–—-"


class Part(NamedTuple):
    """A part of the German, and the German without it."""

    text: str
    rest: str


def gap_part(de: str, en: str) -> Part | None:
    """The run of words without a counterpart; None if there is none, or little besides."""
    gap = widest_gap(align(de, en).german)
    spoken = words(de)
    if gap.start == gap.end or len(spoken) - (gap.end - gap.start) < _REST:
        return None
    start, end = span(de, gap)
    return Part(de[start:end], " ".join((de[:start] + de[end:]).split()))


def clause_parts(de: str, en: str) -> list[Part]:
    """The clause with the most words without a counterpart, and the last one; none of a short text.

    A clause lies between commas, colons, dashes and conjunctions, and has three words or more.
    """
    ending = _END.search(de)
    assert ending is not None, "the pattern matches nothing at all"
    body_end = ending.start()
    borders = [0, *(found.end() for found in _BORDER.finditer(de, 0, body_end)), body_end]
    spoken, odds = words(de), align(de, en).german
    found: list[tuple[float, Part]] = []
    for start, end in pairwise(borders):
        inside = [n for n, word in enumerate(spoken) if start <= word.start < end]
        if len(inside) >= _FEWEST and len(spoken) - len(inside) >= _REST:
            before = de[:start] if end < body_end else de[:start].rstrip(_LOOSE)
            part = Part(de[start:end].strip(_LOOSE), before + de[end:])
            found.append((sum(odds[n] for n in inside), part))
    if not found:
        return []
    heaviest = max(found, key=lambda scored: scored[0])[1]
    return list(dict.fromkeys((heaviest, found[-1][1])))
