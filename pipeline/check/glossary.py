"""Glossary: a house's own terms, and whether the English uses them.

A glossary is a TSV file with four columns: German, English, case rule, comment. Several English
forms are parted by "|"; an empty English column means that the German is kept. The case rule is
"exact" or empty. Lines that begin with "#" are comments.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pipeline.article import Finding
from pipeline.errors import UsageError

NAME = "glossary"

_GERMAN_ENDINGS = r"(?:e|en|er|es|em|n|s|ens|ern|nen|ns)?"
_ENGLISH_ENDINGS = r"(?:s|es|['’]s?|s['’])?"


# "authority", "authorities"
_TAKES_IES = re.compile(r"[^aeiou]y$")


@dataclass(frozen=True, slots=True)
class Term:
    """A German term, the English forms that may render it, and whether case counts."""

    german: str
    english: tuple[str, ...]
    exact: bool = False
    comment: str = ""


def read_glossary(path: Path) -> tuple[Term, ...]:
    """The terms of a glossary file.

    Raises UsageError for a file that cannot be read, a line without a German term or an unknown
    case rule.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        remedy = "name a UTF-8 file with tabs between its columns"
        raise UsageError(f"glossary {path} cannot be read ({error})", remedy) from error
    rows = csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return tuple(
        _term(path, number, row)
        for number, row in enumerate(rows, 1)
        if row and any(cell.strip() for cell in row) and not row[0].startswith("#")
    )


def _term(path: Path, number: int, row: Sequence[str]) -> Term:
    german, english, case, comment, *_ = [*(cell.strip() for cell in row), "", "", "", ""]
    if not german:
        raise UsageError(f"{path}, line {number}: no German term", "put it in the first column")
    if case not in ("", "any", "exact"):
        remedy = "write “exact”, “any” or nothing in the third column"
        raise UsageError(f"{path}, line {number}: unknown case rule “{case}”", remedy)
    forms = tuple(form.strip() for form in english.split("|") if form.strip())
    return Term(german, forms or (german,), case == "exact", comment)


def check_glossary(de: str, en: str, terms: Iterable[Term]) -> list[Finding]:
    """A warning for each term of the German whose English the translation does not use."""
    return [
        Finding(NAME, "warning", f"“{term.german}” should be “{' or '.join(term.english)}”")
        for term in unmet(de, en, terms)
    ]


def unmet(de: str, en: str, terms: Iterable[Term]) -> list[Term]:
    """The terms of the German whose English the translation does not use, in order."""
    lower = de.lower()
    # A glossary may have thousands of terms; most are ruled out by their first word.
    found = ((term, _german(term).search(de)) for term in terms if _first_word(term) in lower)
    missing = [
        (match.start(), term)
        for term, match in found
        if match and not any(p.search(en) for p in _english(term))
    ]
    return [term for _, term in sorted(missing, key=lambda place: place[0])]


def left_in_german(en: str, terms: Iterable[Term]) -> int:
    """How many terms stand in the English as German that is none of their English forms."""
    lower = en.lower()
    return sum(
        _first_word(term) in lower
        and _german(term).search(en) is not None
        and not any(pattern.search(term.german) for pattern in _english(term))
        for term in terms
    )


def inflected(form: str, term: Term, de: str) -> list[str]:
    """An English form, and its plural where the German may be one: its term has another ending."""
    found = _german(term).search(de)
    if found is None or found.group() == term.german or form == term.german:
        return [form]
    plural = f"{form[:-1]}ies" if _TAKES_IES.search(form) else f"{form}s"
    return [form] if form.endswith("s") else [form, plural]


@lru_cache(maxsize=16384)
def _first_word(term: Term) -> str:
    return re.split(r"[\s-]+", term.german.lower())[0]


@lru_cache(maxsize=16384)
def _german(term: Term) -> re.Pattern[str]:
    return _pattern(term.german, _GERMAN_ENDINGS, exact=term.exact)


@lru_cache(maxsize=16384)
def _english(term: Term) -> tuple[re.Pattern[str], ...]:
    return tuple(_pattern(form, _ENGLISH_ENDINGS, exact=term.exact) for form in term.english)


def _pattern(term: str, endings: str, *, exact: bool) -> re.Pattern[str]:
    """The term as whole words, each of which may be inflected."""
    forms = r"[\s-]+".join(_forms(word, endings) for word in re.split(r"[\s-]+", term))
    return re.compile(rf"(?<!\w){forms}(?!\w)", re.NOFLAG if exact else re.IGNORECASE)


def _forms(word: str, endings: str) -> str:
    if endings == _ENGLISH_ENDINGS and _TAKES_IES.search(word):
        return rf"{re.escape(word[:-1])}(?:y(?:['’]s)?|ies['’]?)"
    return re.escape(word) + endings
