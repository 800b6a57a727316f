"""Prescribed words: where they could begin in a translation that lacks them.

A term of the glossary, or an address that must come out byte for byte, is put where a word of the
translation begins; a model that completes what stands before it shows by its certainty which
place was right, and fits the rest of the sentence to it.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.article import Finding
from pipeline.check.alignment import align
from pipeline.check.glossary import Term, inflected, unmet
from pipeline.check.protected import missing_terms, protected_terms
from pipeline.check.stems import english_stem, german_stem
from pipeline.check.translations import translations
from pipeline.check.words import words

NAMES = frozenset(("glossary", "protected"))
# Of 40 sentences that lacked a term, the likeliest place was among the first twelve for all that
# came out well.
_PLACES = 12
_AFTER_THE_END = ".!?…\"'”’») "


def lacks_prescribed(findings: Sequence[Finding]) -> bool:
    """Whether a term or an address is what a translation lacks."""
    return any(finding.name in NAMES for finding in findings)


def beginnings(de: str, en: str, terms: Sequence[Term]) -> list[str]:
    """What a better translation may begin with: words of this one, then a form that it lacks."""
    lacking, forms = _lacking(de, en, terms)
    places = _places(de, en, lacking)
    return list(dict.fromkeys(_begin(en[:place], form) for form in forms for place in places))


def _lacking(de: str, en: str, terms: Sequence[Term]) -> tuple[str, list[str]]:
    """The first thing that is missing, an address before a term, and its English forms."""
    missing = missing_terms(de, en)
    if missing:
        return missing[0], missing[:1]
    for term in unmet(de, en, terms)[:1]:
        return term.german, [f for form in term.english[:2] for f in inflected(form, term, de)]
    return "", []


def _places(de: str, en: str, lacking: str) -> list[int]:
    """Where the likeliest words of the English begin, and where they end, in order.

    What is lacking stands for what it was wrongly rendered by: a translation of it or the German
    itself, else a word that renders nothing, else one about as far on as it is in the German.
    """
    stems = {german_stem(word.text.lower()) for word in words(lacking)}
    wrong = stems.union(*map(translations, stems))
    far = de.lower().find(lacking.lower()) / len(de)

    def unlikely(place: int, stem: str, odds: float) -> tuple[bool, bool, float]:
        return stem not in wrong, odds <= 0, abs(place / len(en) - far)

    ranked = [
        (unlikely(word.start, english_stem(word.text.lower()), odds), word.start)
        for word, odds in zip(words(en), align(de, en).english, strict=True)
    ]
    likeliest = sorted(ranked)[:_PLACES]
    # A hashtag or an address may follow the full stop, a term or a name may not.
    end = len(en if protected_terms(lacking) else en.rstrip(_AFTER_THE_END))
    return sorted({0, end, *(place for _, place in likeliest)})


def _begin(before: str, form: str) -> str:
    kept = before.rstrip()
    if not kept:
        begins_small = form.islower() and not protected_terms(form)
        return form[:1].upper() + form[1:] if begins_small else form
    return f"{kept} {form}"
