"""Places whose names look like words: a model may translate Küssnacht, or write Fournheim.

A place stands behind a bare preposition ("aus Viernheim") and ends as German names do, behind
something that is no word by itself: an Altenheim or an Autobahnbrücke is none. A few that are made
of words are kept by name. Headings leave articles out and so are passed over.
"""

from __future__ import annotations

import re

from pipeline.check import gazetteer
from pipeline.check.lexicon import is_common_german
from pipeline.check.names import is_spelt
from pipeline.check.stems import english_stems, german_stem
from pipeline.check.translations import translations_as_a_whole

_BEHIND = re.compile(
    r"\b(?:[Ii]n|[Aa]us|[Bb]ei|[Nn]ach|[Vv]on|[Bb]is|[Nn]ahe) ([A-ZÄÖÜ][a-zäöüß]+)\b(?![- ]und |-)"
)
_MADE_OF_WORDS = frozenset(("Küssnacht", "Spielfeld", "Himmelpforten", "Feuchtwangen"))
_ENDING = re.compile(
    r"(?:berg|burg|dorf|bach|thal|hausen|kirchen|heim|brück|furt|weiler|münde|rode|born|wangen"
    r"|bruck|ried|wil|zell|hofen|stetten|stedt|städt|hagen)$"
)
_SHORTEST = 3  # letters before the ending
_SENTENCE = re.compile(r"[.!?…][\"“”»«’')]*\s*$")


def missing_places(de: str, en: str) -> list[str]:
    """Places of a German sentence that the English neither spells nor has another name for."""
    if not _SENTENCE.search(de):
        return []
    found = dict.fromkeys(match[1] for match in _BEHIND.finditer(de))
    return [name for name in found if _is_place(name) and not _is_rendered(name, en)]


def _is_place(name: str) -> bool:
    if name in _MADE_OF_WORDS:
        return True
    before = _ENDING.sub("", name)
    return _SHORTEST <= len(before) < len(name) and not _is_word(before)


def _is_word(text: str) -> bool:
    stems = {german_stem(form.lower()) for form in (text, text.removesuffix("s"), f"{text}e")}
    return is_common_german(text) or any(translations_as_a_whole(stem) for stem in stems)


def _is_rendered(place: str, en: str) -> bool:
    stem = german_stem(place.lower())
    return (
        is_spelt(place, en, fuzzy=True)
        or bool(gazetteer.of_german(place.lower()))
        or not translations_as_a_whole(stem).isdisjoint(english_stems(en))
    )
