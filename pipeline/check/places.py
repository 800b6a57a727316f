"""Places whose names are made of words: a model may translate Küssnacht or Spielfeld.

A place stands behind a bare preposition ("in Küssnacht") and ends as German names do. Headings
leave articles out, so that a home for the old stands there as a place does: they are passed over.
"""

from __future__ import annotations

import re

from pipeline.check import gazetteer
from pipeline.check.names import is_spelt
from pipeline.check.stems import english_stems, german_stem
from pipeline.check.translations import translations_as_a_whole

_PLACE = re.compile(
    r"\b(?:[Ii]n|[Aa]us|[Bb]ei|[Nn]ach|[Vv]on|[Bb]is|[Nn]ahe) "
    r"([A-ZÄÖÜ][a-zäöüß]+(?:berg|burg|dorf|bach|t(?:h)?al|hausen|kirchen|heim|brück(?:en)?|furt"
    r"|nacht|felden?|weiler|münde|rode|born|wangen|bruck|ried|wil|zell|hofen|stetten|st(?:adt|ädt|edt)"
    r"|hagen|hafen|see|stein|walde?))\b(?![- ]und |-)"
)
_SENTENCE = re.compile(r"[.!?…][\"“”»«’')]*\s*$")


def missing_places(de: str, en: str) -> list[str]:
    """Places of a German sentence that the English neither spells nor has another name for."""
    if not _SENTENCE.search(de):
        return []
    found = dict.fromkeys(match[1] for match in _PLACE.finditer(de))
    return [place for place in found if not _is_rendered(place, en)]


def _is_rendered(place: str, en: str) -> bool:
    stem = german_stem(place.lower())
    return (
        is_spelt(place, en, fuzzy=True)
        or bool(gazetteer.of_german(place.lower()))
        or not translations_as_a_whole(stem).isdisjoint(english_stems(en))
    )
