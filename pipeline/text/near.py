"""Near-duplicates by MinHash (Broder 1997): an agency's text as several outlets print it."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datasketch import MinHash, MinHashLSH

_PERMUTATIONS = 128
_SCHEME = "affine32"
_SHINGLE = 3
"""Words of a shingle: one word that was changed changes three of them."""

_FEWEST = 40
"""Shingles under which texts are too short to tell a copy from two reports of one kind."""

_CANDIDATE = 0.3
_ALIKE = 0.5
"""The resemblance |A∩B| / |A∪B| from which two texts are one: a copy with words edited."""

_CONTAINED = 0.75
"""The share of a text that stands in another, from which on it is a shortened copy of that."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Sketch:
    """What comparing needs of a text: how many shingles it has, and their MinHash values."""

    size: int
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    key: str
    number: int
    sketch: MinHash
    size: int


class NearDuplicates:
    """Texts seen so far, and which of them a further one repeats."""

    def __init__(self) -> None:
        self._index: MinHashLSH | None = None
        self._known: dict[str, _Known] = {}

    def match(self, key: str, text: Sketch | None) -> str | None:
        """The key of the first text that `text` nearly repeats; if there is none, it is kept.

        A text repeats another if half of what either has is in both, or if three quarters of it
        stand in the other. Two reports on one event share less than a third. The order of the
        sentences does not matter, nor do a new headline, dateline or ending.
        """
        if text is None:
            return None
        new = _Known(key, len(self._known), _min_hash(text), text.size)
        index = self._index = self._index or _new_index()
        likely = (self._known[name] for name in index.query(new.sketch))
        repeated = [old for old in likely if _repeats(new, old)]
        if repeated:
            return min(repeated, key=lambda old: old.number).key
        if key not in self._known:
            index.insert(key, new.sketch)
            self._known[key] = new
        return None


def sketch(text: str) -> Sketch | None:
    """What is kept of a text; None of one too short to tell a copy from a report of its kind."""
    from datasketch import MinHash

    found = shingles(text)
    if len(found) < _FEWEST:
        return None
    hashed = MinHash(_PERMUTATIONS, hashfunc=zlib.crc32, scheme=_SCHEME)
    hashed.update_batch([shingle.encode("utf-8", "surrogatepass") for shingle in found])
    return Sketch(len(found), tuple(hashed.hashvalues.tolist()))


def shingles(text: str) -> set[str]:
    """Every sequence of three words, in lower case."""
    words = _WORD.findall(text.casefold())
    return {" ".join(words[i : i + _SHINGLE]) for i in range(len(words) - _SHINGLE + 1)}


def _repeats(new: _Known, old: _Known) -> bool:
    resemblance = float(new.sketch.jaccard(old.sketch))
    shared = resemblance / (1 + resemblance) * (new.size + old.size)
    return resemblance >= _ALIKE or shared >= _CONTAINED * new.size


def _min_hash(text: Sketch) -> MinHash:
    from datasketch import MinHash

    return MinHash(_PERMUTATIONS, hashvalues=text.values, scheme=_SCHEME)


def _new_index() -> MinHashLSH:
    from datasketch import MinHashLSH

    return MinHashLSH(threshold=_CANDIDATE, num_perm=_PERMUTATIONS, weights=(0.2, 0.8))
