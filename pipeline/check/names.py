"""Names: people, places, parties and companies of one language stand in the other."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.article import Finding
from pipeline.check import gazetteer
from pipeline.check.alignment import has_counterpart, renders_any
from pipeline.check.lexicon import is_common_english, is_common_german, is_german_noun
from pipeline.check.stems import english_stem, german_stem
from pipeline.check.words import Word, lowered, words

NAME = "names"

_ALIKE = 70.0  # similarity, 0 to 100, of two spellings of one name: Selenskyj, Zelensky
_PREFIX = 5  # letters at the beginning that make two spellings one name
_SHORT = 3  # letters of a stem that must begin a word; longer ones may stand in a compound
_CALENDAR = frozenset(
    (
        *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
        *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
        *("october", "november", "december", "mr", "mrs", "ms"),
        *("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonnabend"),
        *("sonntag", "januar", "jänner", "februar", "märz", "mai", "juni", "juli", "oktober"),
        "dezember",
    )
)
_ROMAN = re.compile(r"[IVX]+")
# Endings of words that are no names, so that one at the beginning of a sentence needs more.
_PLAIN = re.compile(r"(?:s|ing|ed|ion|ment|ness|ity|ous|al|ive|ary|ic|ly|ful)$")
_LETTERS = str.maketrans(
    "äöüßkzyjwvéèêáàâóòôíìîúùûčćçšśžźżłńñřěýåøæ", "aouscciivveeeaaaoooiiiuuucccsscccl" + "nnreyaoa"
)


@lru_cache(maxsize=4096)
def fold(word: str) -> str:
    """A spelling that German and English share: Tschechow and Chekhov come close to each other."""
    lower = word.lower().removesuffix("'s").removesuffix("’s")
    for german, english in (("tsch", "ch"), ("sch", "sh"), ("ph", "f"), ("th", "t"), ("kh", "ch")):
        lower = lower.replace(german, english)
    return lower.translate(_LETTERS)


@lru_cache(maxsize=512)
def _folded(text: str) -> tuple[str, ...]:
    return tuple(fold(word.text) for word in words(text))


def check_names(de: str, en: str) -> list[Finding]:
    """Names that only one language has: errors where one was exchanged for another.

    An English word in capitals that is never written small is a name. Of the German only
    countries, cities and institutions that the gazetteer knows count as missing, for most German
    words in capitals are common nouns.
    """
    added = [word for word in _english_names(en) if not _stands_in_german(word, de)]
    missing = [word for word in _known_names(de) if not _stands_in_english(word, en)]
    if any(word.first for word in added) and not missing:
        doubtful = _doubtful(de, en)
        added = [w for w in added if not w.first or (doubtful and not _PLAIN.search(w.text))]
    if added and missing:
        detail = f"{_join(missing)} has no counterpart; the English has {_join(added)}"
        return [Finding(NAME, "error", detail)]
    if added:
        detail = f"the English has {_join(added)}, which the German lacks"
        return [Finding(NAME, "warning", detail)]
    if missing:
        return [Finding(NAME, "warning", f"{_join(missing)} has no counterpart")]
    return []


def _join(found: list[Word]) -> str:
    return ", ".join(dict.fromkeys(word.text for word in found))


def _english_names(en: str) -> list[Word]:
    """Words in capitals that are neither common nor of the calendar."""
    return [
        word
        for word in words(en)
        if word.capitalized
        and (len(word.text) > 2 or word.text.isupper())
        and len(word.text) > 1
        and not is_common_english(word.text)
        and _owner(word) not in _CALENDAR
        and not _ROMAN.fullmatch(word.text)
    ]


def _owner(word: Word) -> str:
    """The word in lower case without the genitive's s: "Austria's" → "austria"."""
    return word.text.lower().replace("’", "'").removesuffix("'s").removesuffix("'")


def _known_names(de: str) -> list[Word]:
    """Countries, cities and institutions of the German."""
    return [
        word
        for word in words(de)
        if word.capitalized and len(word.text) > 1 and gazetteer.of_german(word.text.lower())
    ]


def _doubtful(de: str, en: str) -> bool:
    """Whether the German has a word in capitals, no common noun, that is not in the English.

    Only then is an English word at the beginning of a sentence, where all words have capitals,
    taken for a name.
    """
    return any(
        word.capitalized
        and len(word.text) > 2
        and word.text.lower() not in _CALENDAR
        and not is_german_noun(word.text)
        and not is_common_german(word.text)
        and not is_spelt(word.text, en, fuzzy=True)
        for word in words(de)
    )


def _stands_in_german(word: Word, de: str) -> bool:
    stems = gazetteer.of_english(_owner(word))
    return (
        _begins(stems, de)
        or is_spelt(word.text, de, fuzzy=not stems)
        or renders_any(english_stem(_owner(word)), de)
    )


def _stands_in_english(word: Word, en: str) -> bool:
    stems = gazetteer.of_german(word.text.lower())
    return (
        _begins(stems, en)
        or is_spelt(word.text, en, fuzzy=False)
        or has_counterpart(german_stem(word.text.lower()), en)
    )


def _begins(stems: tuple[str, ...], text: str) -> bool:
    """Whether a word of the text, or a part of a compound, begins with one of the stems."""
    if not stems:
        return False
    whole = text.lower()
    return any(
        stem in whole
        if len(stem) > _SHORT or not stem.isalpha()
        else any(word.startswith(stem) for word in lowered(text))
        for stem in stems
    )


def is_spelt(name: str, text: str, *, fuzzy: bool) -> bool:
    """Whether the name stands in the text, in its own or (if `fuzzy`) a similar spelling."""
    spelling, others = fold(name), _folded(text)
    joined = " ".join(others)
    if spelling in joined or (len(spelling) > _SHORT and spelling.rstrip("s") in joined):
        return True
    if len(spelling) >= _PREFIX and any(o.startswith(spelling[:_PREFIX]) for o in others):
        return True
    if not fuzzy:
        return False
    from rapidfuzz import fuzz, process

    return process.extractOne(spelling, others, scorer=fuzz.ratio, score_cutoff=_ALIKE) is not None
