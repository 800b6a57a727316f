"""Alignment: which words of a pair have a counterpart in the other language.

A word has one where the table of translations links it to a word of the other side, or where both
begin alike, as names do. That is no alignment word by word, but costs a fraction of a millisecond.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from pipeline.check.stems import english_stems, german_stems
from pipeline.check.translations import english_weights, german_weights, translations

# Signs that stand for words: "122.000 Euro" is "€122,000".
_SIGNS = {"€": "euro", "$": "dollar", "£": "pound", "%": "percent"}
_ALIKE = 5  # letters at the beginning that make two words one


class Alignment(NamedTuple):
    """For each word of both languages: the logarithm of the odds that its part was left out.

    Above zero where a word has no counterpart, below where it has one; words that say little,
    such as articles, are near zero either way. `reached` is the place of the last German word that
    the last words of the English render, or None.
    """

    german: tuple[float, ...]
    english: tuple[float, ...]
    reached: int | None


@lru_cache(maxsize=256)
def align(de: str, en: str) -> Alignment:
    """The alignment of a pair, by the words of `pipeline.check.words`."""
    german, english = german_stems(de), english_stems(en)
    spoken = set(english) | _signs(en)
    begun = {stem[:_ALIKE] for stem in english if len(stem) >= _ALIKE}
    rendered = [_is_rendered(stem, spoken, begun) for stem in german]
    known = (set(german) | _signs(de)).union(*map(translations, german))
    heard = {stem[:_ALIKE] for stem in german if len(stem) >= _ALIKE}
    renders = [
        stem in known or (len(stem) >= _ALIKE and stem[:_ALIKE] in heard) for stem in english
    ]
    return Alignment(
        german=tuple(german_weights(stem)[has] for stem, has in zip(german, rendered, strict=True)),
        english=tuple(
            english_weights(stem)[has] for stem, has in zip(english, renders, strict=True)
        ),
        reached=_reached(german, rendered, english, renders),
    )


def _signs(text: str) -> set[str]:
    return {word for sign, word in _SIGNS.items() if sign in text}


def has_counterpart(stem: str, en: str) -> bool:
    """Whether a word of the English may render a German stem."""
    english = english_stems(en)
    begun = {word[:_ALIKE] for word in english if len(word) >= _ALIKE}
    return _is_rendered(stem, set(english), begun)


def renders_any(stem: str, de: str) -> bool:
    """Whether an English stem may render a word of the German."""
    return any(stem in translations(word) for word in german_stems(de))


def _is_rendered(stem: str, spoken: set[str], begun: set[str]) -> bool:
    return (
        not translations(stem).isdisjoint(spoken)
        or stem in spoken
        or (len(stem) >= _ALIKE and stem[:_ALIKE] in begun)
    )


_LAST = 3  # words of the English that are taken for its end
_TELLING = 1.0  # what a word must be worth to tell where the English ends


def _reached(
    german: tuple[str, ...], rendered: list[bool], english: tuple[str, ...], renders: list[bool]
) -> int | None:
    ends = [
        stem
        for stem, has in zip(english, renders, strict=True)
        if has and english_weights(stem).absent > _TELLING
    ][-_LAST:]
    for place in range(len(german) - 1, -1, -1):
        stem = german[place]
        telling = rendered[place] and german_weights(stem).absent > _TELLING
        if telling and not translations(stem).isdisjoint(ends):
            return place
    return None
