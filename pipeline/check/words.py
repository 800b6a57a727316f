"""Words of a text, as every check sees them; read once and kept, since many checks ask."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

# Letters, with apostrophes inside (don't, O’Neill); hyphens part the words of a compound.
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_OPENERS = frozenset('.!?…:„“”"»«‘‚([–—•|/')
_CACHED = 512


class Word(NamedTuple):
    """A word and where it stands; `first` where a sentence, a quote or a clause may begin."""

    text: str
    start: int
    first: bool

    @property
    def capitalized(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[0].isupper()


@lru_cache(maxsize=_CACHED)
def words(text: str) -> tuple[Word, ...]:
    """The words of the text in order, without digits and punctuation."""
    found: list[Word] = []
    end = 0
    for match in _WORD.finditer(text):
        start, stop = match.span()
        first = not found or (start > end + 1 and not _OPENERS.isdisjoint(text[end:start]))
        found.append(Word(match.group(), start, first))
        end = stop
    return tuple(found)


@lru_cache(maxsize=_CACHED)
def lowered(text: str) -> tuple[str, ...]:
    """The words of the text in lower case, typewriter apostrophes throughout."""
    return tuple(word.text.lower().replace("’", "'") for word in words(text))


def excerpt(text: str, limit: int = 60) -> str:
    """The beginning of the text, for a finding's detail; `limit` in characters."""
    clean = " ".join(text.split())
    return clean if len(clean) <= limit else clean[: limit - 1].rstrip() + "…"
