"""Protected terms: addresses, account numbers, hashtags and handles come out byte for byte."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from pipeline.article import Finding

NAME = "protected"
_SIGNS = re.compile(r"[@#/]|www\.|[A-Z]{2}\d{2}")
_PROTECTED = re.compile(
    r"(?:https?://|www\.)[^\s<>\"“”„»«]*[^\s<>\"“”„»«.,;:!?)\]'’]"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|\b[A-Z]{2}\d{2}(?: ?[A-Z\d]{3,4}){3,7}(?: ?[A-Z\d]{1,3})?\b"
    r"|(?<![\w&/#])#\w*[^\W\d]\w*"
    r"|(?<![\w.@])@\w[\w.]*\w"
    r"|\b(?:[a-z\d-]+\.)+(?:de|com|org|net|at|ch|eu|info)/[^\s<>\"“”„»«]*[^\s<>\"“”„»«.,;:!?)\]'’]"
)


@lru_cache(maxsize=512)
def protected_terms(text: str) -> tuple[str, ...]:
    """E-mail addresses, URLs, IBANs, hashtags and @handles of the text, in order."""
    if not _SIGNS.search(text):
        return ()
    return tuple(match.group() for match in _PROTECTED.finditer(text))


def without_protected(text: str) -> str:
    """The text with its protected terms blanked, so that their digits do not count as numbers."""
    return _PROTECTED.sub(" ", text) if _SIGNS.search(text) else text


def check_protected(de: str, en: str) -> list[Finding]:
    """An error for each protected term of the German that the English does not hold unchanged."""
    return [
        Finding(NAME, "error", f"{term} must stay as it is; the English does not have it")
        for term in missing_terms(de, en)
    ]


def missing_terms(de: str, en: str) -> list[str]:
    """The protected terms of the German that stand less often in the English."""
    wanted = Counter(protected_terms(de))
    return [term for term, count in wanted.items() if en.count(term) < count]
