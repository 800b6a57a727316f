"""Common words, kept as lists: what is in them is no name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

_SHORTEST_HEAD = 5  # letters of a compound's last part; shorter ones end names too (Hofmann)
_SHORTEST_BASE = 3  # letters that are left without an ending
_SHORTEST_AGENT = 5  # before -er: supporter, but not Weber
_ABSTRACT = re.compile(
    r"\w{3}(?:ical|ness|tion|sion|ship|ology|bility)$|\w{5}(?:ment|ance|ence|ing|ious|able|ible)$"
)
_ENDINGS = (
    ("ies", ("y",)),
    ("es", ("", "e")),
    ("s", ("",)),
    ("ied", ("y",)),
    ("ed", ("", "e")),
    ("ing", ("", "e")),
    ("ly", ("",)),
    ("ers", ("", "e")),
    ("er", ("", "e")),
)


def lines(name: str) -> list[str]:
    """The lines of a kept list, without its comments."""
    text = files("pipeline.check").joinpath("data", name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


@lru_cache(maxsize=3)
def _list(name: str) -> frozenset[str]:
    return frozenset(lines(name))


@lru_cache(maxsize=4096)
def is_common_english(word: str) -> bool:
    """Whether the word, or the one it is a form of, is also written in lower case."""
    known = _list("words_en.txt")
    lower = word.lower().replace("’", "'").removesuffix("'s").removesuffix("'")
    return (
        "'" in lower
        or (len(lower) < 3 and not word.isupper())  # the lists begin at three letters
        or lower in known
        or any(base in known for base in _bases(lower))
        or _ABSTRACT.search(lower) is not None
    )


def _bases(word: str) -> Iterator[str]:
    """What an English word may be a form of: cities → city, dividing → divide, planned → plan."""
    for ending, replacements in _ENDINGS:
        stem = word.removesuffix(ending)
        shortest = _SHORTEST_AGENT if ending.startswith("er") else _SHORTEST_BASE
        if stem != word and len(stem) >= shortest:
            yield from (stem + replacement for replacement in replacements)
            if len(stem) > 3 and stem[-1] == stem[-2]:
                yield stem[:-1]


@lru_cache(maxsize=4096)
def is_german_noun(word: str) -> bool:
    """Whether the word is a common noun or a compound that ends with one."""
    known = _list("nouns_de.txt")
    lower = word.lower()
    if lower in known or (lower[-1:] in "nse" and lower[:-1] in known):
        return True
    return any(lower[start:] in known for start in range(1, len(lower) - _SHORTEST_HEAD + 1))


def is_common_german(word: str) -> bool:
    """Whether the word is a frequent one that stands in capitals only where a sentence begins."""
    return word.lower() in _list("words_de.txt")
