"""Which language a text is in, offline, with py3langid (Lui and Baldwin 2012, langid.py)."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

NAMES = {
    "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": "English", "es": "Spanish",
    "fi": "Finnish", "fr": "French", "hr": "Croatian", "hu": "Hungarian", "it": "Italian",
    "lb": "Luxembourgish", "nl": "Dutch", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese",
    "ro": "Romanian", "ru": "Russian", "sv": "Swedish", "tr": "Turkish", "uk": "Ukrainian",
}  # fmt: skip
"""The candidates: the languages a German newsroom meets, by ISO 639-1 code."""

_SAMPLE = 8000
"""Characters that are looked at: enough to be sure, and a long liveblog costs no more."""

_SURE = 0.8
"""Probability above which a short text is believed to be in another language than German."""

_SHORT = 60
"""Letters under which the identifier guesses more than it knows."""

_MARKERS = frozenset(
    re.findall(
        r"\w+",
        """der die das und ist nicht ein eine einen einem einer dem den des auf für von mit zu im
        sich auch wird werden hat haben sind war wurde als dass bei nach wie über aus noch nur oder
        aber wenn zum zur vom sein ihre seine mehr""",
    )
)
"""Function words; a fifth of any German text are among them."""

_WORD = re.compile(r"[^\W\d_]+")
_FOREIGN_WORDS = """
    en the of and to that is for with they this from which but not have are be by it on who
    fr le la les et une dans pour que qui au par pas il avec ce sont sur ne plus elles
    it il di che la le del della un una per non con sono gli dei nel alla ha anche
    es el la los las de que y en un una por con para del se no su al lo como
    nl het een van ik te niet zijn voor met op aan er maar om hij deze ook naar
    lb mat fir ass déi vun sinn och op huet hunn wéi gëtt dës awer nach
"""
_FOREIGN = {
    code: frozenset(words)
    for code, *words in map(str.split, filter(str.strip, _FOREIGN_WORDS.splitlines()))
}
"""Function words of the languages that German pages mix in."""

_COMMON_GERMAN = _MARKERS | frozenset(
    ["in", "an", "am", "um", "im", "ins", "bis", "durch", "gegen", "er", "es", "sie", "man", "wo"]
)
_FEWEST_WORDS = 12
_FOREIGN_SHARE = 0.2
_DISTINCT = 4


def detect(text: str) -> str:
    """The ISO 639-1 code of a text's language, one of `NAMES`.

    A text that is too short to tell, or holds no letters at all, counts as German.
    """
    sample = text[:_SAMPLE]
    words = _WORD.findall(sample)
    if _speaks_german(words):
        return "de"
    letters = sum(map(len, words))
    if not letters:
        return "de"
    language, probability = _identifier().classify(" ".join(words))
    if letters < _SHORT and probability < _SURE:
        return "de"
    return str(language)


def is_german(text: str) -> bool:
    """Whether a text is German; Austrian and Swiss spelling are."""
    return detect(text) == "de"


def foreign(text: str) -> str:
    """The language of a paragraph that is certainly not German; empty if it is, or may be.

    Lists of names and results have words of no language: where function words do not say that it
    is another one, a paragraph counts as German.
    """
    words = [word.lower() for word in _WORD.findall(text)]
    if len(words) < _FEWEST_WORDS:
        return ""
    if sum(word[0] > "\u036f" for word in words) > len(words) / 2:  # Greek, Cyrillic and beyond
        return detect(text)
    german = sum(word in _COMMON_GERMAN for word in words)
    found = {code: [word for word in words if word in known] for code, known in _FOREIGN.items()}
    best = max(found, key=lambda code: len(found[code]))
    enough = len(found[best]) >= _FOREIGN_SHARE * len(words) and len(set(found[best])) >= _DISTINCT
    return best if enough and len(found[best]) > 2 * german else ""


def _speaks_german(words: list[str]) -> bool:
    """Whether function words alone settle it, which spares loading the model for most articles."""
    lower = [word.lower() for word in words]
    found = [word for word in lower if word in _MARKERS]
    if len(found) < 20 or len(set(found)) < 8:
        return False
    if len(found) > len(words) * 0.15:
        return True
    # Long compounds and many names: there are few of any function words, but hardly a foreign one.
    most = max(sum(word in known - _MARKERS for word in lower) for known in _FOREIGN.values())
    return len(found) > 4 * most


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(NAMES)
    return identifier
