"""Near-duplicates by MinHash (Broder 1997): an agency's text as several outlets print it."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from datasketch import MinHash, MinHashLSH

_PERMUTATIONS = 128
_SCHEME = "affine32"
_SHINGLE = 3
"""Words of a shingle: one word that was changed changes three of them."""

_VALUE = "<u4"

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
    """What comparing needs of a text: how many shingles it has, and their MinHash values.

    values: 32 bits each, in 512 bytes, so that a million sketches are no burden.
    """

    size: int
    values: bytes


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


def first_alike(texts: Sequence[Sketch | None]) -> list[int | None]:
    """For each text the number of the first one that it nearly repeats, None if there is none.

    It says what `NearDuplicates` says of the texts one after the other, but looks at all of them
    at once: a millionth of a gigabyte each, a tenth of what an index takes that can grow.
    """
    there = [number for number, text in enumerate(texts) if text is not None]
    known = [text for text in texts if text is not None]
    groups, members = _groups(known)
    kept: list[list[int]] = [[] for _ in range(groups)]
    first: list[int | None] = [None] * len(texts)
    for place, number in enumerate(there):
        mine = members.get(place, [])
        likely = sorted({old for group in mine for old in kept[group]})
        repeated = next((old for old in likely if _alike(known[place], known[old])), None)
        if repeated is not None:
            first[number] = there[repeated]
            continue
        for group in mine:
            kept[group].append(place)
    return first


def _groups(texts: Sequence[Sketch]) -> tuple[int, dict[int, list[int]]]:
    """Texts that agree in a band of values, as in `MinHashLSH`: how many groups, and whose."""
    members: dict[int, list[int]] = {}
    count = 0
    if not texts:
        return count, members
    values = np.frombuffer(b"".join(text.values for text in texts), _VALUE)
    values = values.reshape(len(texts), _PERMUTATIONS)
    for start, stop in _new_index().hashranges:
        band = np.ascontiguousarray(values[:, start:stop])
        keys = band.view(np.dtype((np.void, band.itemsize * (stop - start)))).ravel()
        order = np.argsort(keys, kind="stable")
        same = np.flatnonzero(keys[order][1:] == keys[order][:-1])
        ends = np.flatnonzero(np.diff(same) > 1)
        for run in np.split(same, ends + 1) if len(same) else []:
            for place in order[run[0] : run[-1] + 2].tolist():
                members.setdefault(place, []).append(count)
            count += 1
    return count, members


def _alike(new: Sketch, old: Sketch) -> bool:
    values = (np.frombuffer(text.values, _VALUE) for text in (new, old))
    resemblance = float(np.mean(next(values) == next(values)))
    return _is_repeated(resemblance, new.size, old.size)


def sketch(text: str) -> Sketch | None:
    """What is kept of a text; None of one too short to tell a copy from a report of its kind."""
    from datasketch import MinHash

    found = shingles(text)
    if len(found) < _FEWEST:
        return None
    hashed = MinHash(_PERMUTATIONS, hashfunc=zlib.crc32, scheme=_SCHEME)
    hashed.update_batch([shingle.encode("utf-8", "surrogatepass") for shingle in found])
    return Sketch(len(found), hashed.hashvalues.astype(_VALUE).tobytes())


def shingles(text: str) -> set[str]:
    """Every sequence of three words, in lower case."""
    words = _WORD.findall(text.casefold())
    return {" ".join(words[i : i + _SHINGLE]) for i in range(len(words) - _SHINGLE + 1)}


def _repeats(new: _Known, old: _Known) -> bool:
    return _is_repeated(float(new.sketch.jaccard(old.sketch)), new.size, old.size)


def _is_repeated(resemblance: float, new: int, old: int) -> bool:
    """By how much of two texts of so many shingles is in both."""
    shared = resemblance / (1 + resemblance) * (new + old)
    return resemblance >= _ALIKE or shared >= _CONTAINED * new


def _min_hash(text: Sketch) -> MinHash:
    from datasketch import MinHash

    values = np.frombuffer(text.values, _VALUE)
    return MinHash(_PERMUTATIONS, hashvalues=values, scheme=_SCHEME)


def _new_index() -> MinHashLSH:
    from datasketch import MinHashLSH

    return MinHashLSH(threshold=_CANDIDATE, num_perm=_PERMUTATIONS, weights=(0.2, 0.8))
