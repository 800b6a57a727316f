"""Which English words may render a German word: a table of word statistics, and compounds.

The table was learned from parallel text by IBM's model 1 (Brown et al. 1993); it holds no text.
`python -m pipeline.train.lexicon` makes it anew. Both languages are kept as stems.
"""

from __future__ import annotations

import gzip
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from pipeline.check.stems import german_stem

TABLE = "translations.txt.gz"
_KEY = 14  # letters of a German stem in the table
_COMPOUND = 9  # letters of a word that may be one
_PART = 3  # letters of a compound's first part; its last has one more
_LINKS = ("", "s", "n", "en", "es", "er")


class Weights(NamedTuple):
    """What a word says of its sentence, as logarithms of the odds that something was left out.

    absent: when nothing in the other language may render it; present: when something may.
    """

    absent: float
    present: float


# Words that the table knows, but not well enough for weights of their own; compounds; others.
_KNOWN = Weights(1.8, -3.6)
_COMPOUNDED = Weights(1.5, -3.4)
_UNKNOWN = Weights(1.0, -4.0)
_KNOWN_EN = Weights(1.7, -4.0)
_UNKNOWN_EN = Weights(1.3, -4.0)


class _Table(NamedTuple):
    """The table's lines by their word, odds still as text: few of 90,000 are ever looked up."""

    german: dict[str, str]
    german_odds: dict[str, str]
    english_odds: dict[str, str]
    english: frozenset[str]


@lru_cache(maxsize=1)
def _table() -> _Table:
    packed = files("pipeline.check").joinpath("data", TABLE).read_bytes()
    german: dict[str, str] = {}
    german_odds: dict[str, str] = {}
    english_odds: dict[str, str] = {}
    for line in gzip.decompress(packed).decode("utf-8").splitlines()[1:]:  # the first explains
        word, odds, rendered = line.split("\t")
        if rendered:
            german[word] = rendered
            german_odds[word] = odds
        else:
            english_odds[word] = odds
    return _Table(german, german_odds, english_odds, frozenset(" ".join(german.values()).split()))


def _weights(odds: str) -> Weights:
    absent, present = odds.split()
    return Weights(int(absent) / 10, int(present) / 10)


@lru_cache(maxsize=4096)
def translations(stem: str) -> frozenset[str]:
    """The English stems that may render a German stem, or a part of it where it is a compound."""
    own = translations_as_a_whole(stem)
    return own | _of_parts(stem) if len(stem) >= _COMPOUND or not own else own


def translations_as_a_whole(stem: str) -> frozenset[str]:
    """The English stems that may render a German stem itself; none if the table lacks it."""
    return frozenset(_table().german.get(stem[:_KEY], "").split())


@lru_cache(maxsize=4096)
def _of_parts(stem: str) -> frozenset[str]:
    """What may render the last part of a compound that the table knows, and those before it."""
    table = _table().german
    for border in range(_PART, len(stem) - _PART):
        last, before = stem[border:], stem[:border]
        if last[:_KEY] not in table:
            continue
        rendered = frozenset(table[last[:_KEY]].split())
        forms = (before.removesuffix(link) for link in _LINKS)
        for form in (*forms, german_stem(before)):
            if len(form) >= _PART and form[:_KEY] in table:
                return rendered | frozenset(table[form[:_KEY]].split())
        return rendered | _of_parts(before)
    return frozenset()


@lru_cache(maxsize=4096)
def german_weights(stem: str) -> Weights:
    """How much it says that a German word is rendered, or is not."""
    table = _table()
    own = table.german_odds.get(stem[:_KEY])
    if own:
        return _weights(own)
    if stem[:_KEY] in table.german:
        return _KNOWN
    return _COMPOUNDED if _of_parts(stem) else _UNKNOWN


@lru_cache(maxsize=4096)
def english_weights(stem: str) -> Weights:
    """How much it says that an English word renders something, or does not."""
    table = _table()
    own = table.english_odds.get(stem)
    if own:
        return _weights(own)
    return _KNOWN_EN if stem in table.english else _UNKNOWN_EN
