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


def _speaks_german(words: list[str]) -> bool:
    """Whether function words alone settle it, which spares loading the model for most articles."""
    found = [word for word in map(str.lower, words) if word in _MARKERS]
    return len(found) >= 20 and len(set(found)) >= 8 and len(found) > len(words) * 0.15


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(NAMES)
    return identifier
