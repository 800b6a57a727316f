"""Stems: beginnings of words that inflected forms share, cheap enough for every word of a night."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.check.words import lowered

_SHORTEST = 4  # letters that a stem keeps
_GERMAN = re.compile(r"(?:ern|en|er|es|em|st|te|e|n|s|t)$")
_ENGLISH = re.compile(r"(?:ings?|edly|ed|ies|es|s|y|e|ly)$")
_LONGEST = 40  # letters, for what is no word at all
_FOLDED = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})


@lru_cache(maxsize=4096)
def german_stem(word: str) -> str:
    """The stem of a German word in lower case; umlauts are folded, since plurals take them."""
    return _cut(word.translate(_FOLDED), _GERMAN)


@lru_cache(maxsize=4096)
def english_stem(word: str) -> str:
    """The stem of an English word in lower case; a genitive's s is dropped."""
    return _cut(word.removesuffix("'s").removesuffix("'"), _ENGLISH)


def _cut(word: str, endings: re.Pattern[str]) -> str:
    stem = endings.sub("", word, count=1)
    return (stem if len(stem) >= _SHORTEST else word)[:_LONGEST]


@lru_cache(maxsize=512)
def german_stems(text: str) -> tuple[str, ...]:
    """The stems of a German text in order."""
    return tuple(map(german_stem, lowered(text)))


@lru_cache(maxsize=512)
def english_stems(text: str) -> tuple[str, ...]:
    """The stems of an English text in order."""
    return tuple(map(english_stem, lowered(text)))
