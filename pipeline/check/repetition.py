"""Repetition: loops, and phrases said twice that the German says once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.article import Finding

NAME = "repetition"

_TOKEN = re.compile(r"[^\W_]+(?:['’.,][^\W_]+)*")
_FAR = 6  # words that may not stand twice anywhere
_GERMAN_FAR = 3  # as many twice in the German explain it
_LOOP_LONGEST = 12  # words in the unit of a loop
_TIMES = {1: 4, 2: 3}  # how often a unit of so many words must stand; longer ones, twice


def check_repetition(de: str, en: str) -> list[Finding]:
    """An error for a loop or a long phrase repeated, unless the German repeats itself too."""
    english = _tokens(en)
    if len(set(english)) == len(english):
        return []
    german = _tokens(de)
    loop = _loop(english)
    if loop and not _loop(german):
        return [Finding(NAME, "error", f"“{' '.join(loop)}” is repeated at once")]
    phrase = _phrase_twice(english, _FAR)
    if phrase and not _phrase_twice(german, _GERMAN_FAR):
        return [Finding(NAME, "error", f"“{' '.join(phrase)}” is said twice")]
    stutter = _stutter(english)
    if stutter and not _stutter(german):
        return [Finding(NAME, "warning", f"“{stutter} {stutter}”")]
    return []


def _tokens(text: str) -> list[str]:
    return [match.group().lower() for match in _TOKEN.finditer(text)]


def _loop(tokens: Sequence[str]) -> Sequence[str] | None:
    """A unit that follows itself: one word four times, two words three times, three words twice."""
    before: dict[str, list[int]] = {}
    for end, token in enumerate(tokens):
        # Only where the last word stands shortly before can a unit have just been repeated.
        for last in before.get(token, ())[-_LOOP_LONGEST:]:
            size = end - last
            times = _TIMES.get(size, 2)
            start = end + 1 - size * times
            if size <= _LOOP_LONGEST and start >= 0:
                unit = tokens[end + 1 - size : end + 1]
                if all(tokens[i : i + size] == unit for i in range(start, end, size)):
                    return unit
        before.setdefault(token, []).append(end)
    return None


def _phrase_twice(tokens: Sequence[str], size: int) -> Sequence[str] | None:
    """The first run of `size` tokens that stands again later, without overlap."""
    seen: dict[tuple[str, ...], int] = {}
    for start in range(len(tokens) - size + 1):
        run = tuple(tokens[start : start + size])
        if seen.setdefault(run, start) + size <= start:
            return run
    return None


def _stutter(tokens: Sequence[str]) -> str | None:
    """A word of function said twice in a row: "the the"."""
    for word, following in pairwise(tokens):
        if word == following and word in _FUNCTION:
            return word
    return None


_FUNCTION = frozenset(("the", "a", "an", "of", "to", "and", "with", "for", "at", "from", "by"))
