"""Prescribed words: where they could begin in a translation that lacks them.

A term of the glossary, or an address that must come out byte for byte, is put where a word of the
translation begins; a model that completes what stands before it shows by its certainty which
place was right, and fits the rest of the sentence to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.article import Finding
from pipeline.check.glossary import Term, inflected, unmet
from pipeline.check.protected import missing_terms, protected_terms
from pipeline.check.words import words

NAMES = frozenset(("glossary", "protected"))
_MOST = 48  # beginnings that are tried for a sentence


def lacks_prescribed(findings: Sequence[Finding]) -> bool:
    """Whether a term or an address is what a translation lacks."""
    return any(finding.name in NAMES for finding in findings)


def beginnings(de: str, en: str, terms: Sequence[Term]) -> list[str]:
    """What a better translation may begin with: words of this one, then a form that it lacks."""
    places = [0, *(word.start for word in words(en) if word.start), len(en)]
    found = (_begin(en[:place], form) for form in _forms(de, en, terms) for place in places)
    return list(dict.fromkeys(found))[:_MOST]


def _forms(de: str, en: str, terms: Sequence[Term]) -> Iterator[str]:
    """The forms of the first thing that is missing, an address before a term."""
    missing = missing_terms(de, en)
    if missing:
        yield missing[0]
        return
    for term in unmet(de, en, terms)[:1]:
        for form in term.english[:2]:
            yield from inflected(form, term, de)


def _begin(before: str, form: str) -> str:
    kept = before.rstrip()
    if not kept:
        begins_small = form.islower() and not protected_terms(form)
        return form[:1].upper() + form[1:] if begins_small else form
    return f"{kept} {form}"
