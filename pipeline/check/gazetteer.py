"""Names that differ between German and English: countries, peoples, cities, institutions.

Countries come from the Unicode CLDR through babel; a kept table adds what CLDR lacks:
adjectives and peoples, regions, rivers, cities and institutions. Entries are beginnings of
words in lower case, so that inflected forms and compounds are known too. Beginnings after a
slash may stand for the name, but do not call for it: "Bundes…" may be German or federal.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from pipeline.check.lexicon import lines


@dataclass(frozen=True, slots=True)
class Entry:
    """Beginnings of words that name one thing in English and in German, in lower case.

    `loose` ones are German and may stand for the English, but do not call for it.
    """

    english: tuple[str, ...]
    german: tuple[str, ...]
    loose: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def _entries() -> tuple[Entry, ...]:
    entries = [_parse(line) for line in lines("exonyms.txt")]
    entries.extend(_countries())
    return tuple(entries)


def _parse(line: str) -> Entry:
    english, _, german = line.partition(" = ")
    certain, _, loose = german.partition("/")
    return Entry(_beginnings(english), _beginnings(certain), _beginnings(loose))


def _beginnings(text: str) -> tuple[str, ...]:
    return tuple(word.replace("+", " ") for word in text.split())


def _countries() -> list[Entry]:
    """Countries whose names differ, from CLDR; babel is loaded when a name is first looked up."""
    from babel import Locale

    german, english = Locale("de").territories, Locale("en").territories
    pairs = (
        (str(english[code]).lower(), str(german[code]).lower())
        for code in english
        if str(code).isalpha() and code in german  # the rest are continents and the world
    )
    return [Entry((en,), (de,)) for en, de in pairs if en != de and " " not in en + de]


@lru_cache(maxsize=1)
def _indexes() -> tuple[dict[str, list[Entry]], dict[str, list[Entry]]]:
    """Entries by their English and by their German beginnings."""
    english: dict[str, list[Entry]] = {}
    german: dict[str, list[Entry]] = {}
    for entry in _entries():
        for word in entry.english:
            english.setdefault(word, []).append(entry)
        for word in entry.german:
            german.setdefault(word, []).append(entry)
    return english, german


@lru_cache(maxsize=4096)
def of_english(word: str) -> tuple[str, ...]:
    """German beginnings that may stand for an English word (lower case); none if it is unknown."""
    return tuple(
        stem for entry in _look_up(word, _indexes()[0]) for stem in (*entry.german, *entry.loose)
    )


@lru_cache(maxsize=4096)
def of_german(word: str) -> tuple[str, ...]:
    """English beginnings that may stand for a German word (lower case); none if it is unknown."""
    return tuple(stem for entry in _look_up(word, _indexes()[1]) for stem in entry.english)


def _look_up(word: str, index: dict[str, list[Entry]]) -> list[Entry]:
    """The entries of every beginning of the word; beginnings under four letters only in full."""
    found = list(index.get(word, ()))
    for length in range(4, len(word)):
        found.extend(index.get(word[:length], ()))
    return found
