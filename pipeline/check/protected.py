"""Protected terms: addresses, account numbers, hashtags and handles come out byte for byte.

So do names in letters that neither German nor English has, which models that saw few of them
garble; English may leave their marks out (Łódź, Lodz). And places whose names are made of words.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

from pipeline.article import Finding
from pipeline.check.places import missing_places

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
# A word with a letter beyond Latin-1, which holds those of German, French and the north.
_FOREIGN = re.compile(r"(?<![\w-])[^\W\d_]*[Ā-ɏ][^\W\d_]*(?![\w-])")
_SHORTEST = 4  # letters of a name; ČTÚ and Kč have English of their own
_WITHOUT_MARKS = str.maketrans("ŁłĐđĦħŦŧıŒœ", "LlDdHhTtiOo")


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
    """The protected terms of the German that stand less often in the English, then its names."""
    wanted = Counter(protected_terms(de))
    missing = [term for term, count in wanted.items() if en.count(term) < count]
    foreign = [name for name in foreign_names(de) if not _is_spelt(name, en)]
    return missing + foreign + missing_places(de, en)


def foreign_names(text: str) -> tuple[str, ...]:
    """Names with letters that neither German nor English has, each once, in order."""
    if text.isascii():
        return ()
    found = dict.fromkeys(match.group() for match in _FOREIGN.finditer(text))
    return tuple(n for n in found if len(n) >= _SHORTEST and n[0].isupper() and not n.isupper())


def _is_spelt(name: str, text: str) -> bool:
    """Whether a name stands in a text, with or without its marks, and without a genitive's s."""
    plain = _unmarked(name)
    return (plain.removesuffix("s") if len(plain) > _SHORTEST else plain) in _unmarked(text)


def _unmarked(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.translate(_WITHOUT_MARKS))
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold()
