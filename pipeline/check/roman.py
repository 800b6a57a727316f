"""Roman numerals: Kategorie II may be category 2, Ludwig der Vierzehnte is Louis XIV."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.check.quantities import Mention

# Two letters or more: one alone is an initial, a size, a pronoun. What is beyond 39 is an acronym.
_ROMAN = re.compile(r"\b(?=[IVX]{2})(?P<tens>X{0,3})(?P<ones>IX|IV|V?I{0,3})\b")
_ONES = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")


def roman(text: str) -> Iterator[Mention]:
    """The numerals of a text, as counterparts of numbers in the other language."""
    for match in _ROMAN.finditer(text):
        value = float(10 * len(match["tens"]) + _ONES.index(match["ones"]))
        yield Mention(match[0], frozenset({value}), False, False, match.start(), match.end())
