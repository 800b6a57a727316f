"""Near-duplicates by MinHash (Broder 1997): an agency's text as several outlets print it."""

from __future__ import annotations

import hashlib
import re
import zlib
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

_PERMUTATIONS = 128
_BANDS, _ROWS = 42, 3
"""Two texts are compared where the three values of one of 42 bands are equal: of texts that
resemble each other by .3 two thirds are, by .5 all but 4 in a thousand."""

_SHINGLE = 3
"""Words of a shingle: one word that was changed changes three of them."""

_VALUE = "<u4"

_FEWEST = 40
"""Shingles under which texts are too short to tell a copy from two reports of one kind."""

_ALIKE = 0.5
"""The resemblance |A∩B| / |A∪B| from which two texts are one: a copy with words edited."""

_CONTAINED = 0.75
"""The share of a text that stands in another, from which on it is a shortened copy of that."""

_NEWEST = 4096
"""Bands that are kept in a dictionary, which is quick to add to, before they are sorted in."""

_TOGETHER = 64
"""Texts that are looked up in one go, at a third of what one by one costs."""

_WORD = re.compile(r"\w+")

_Values = npt.NDArray[np.uint32]
Key = TypeVar("Key")

_KEYS = np.frombuffer(hashlib.shake_256(b"depesche").digest(8 * _PERMUTATIONS), _VALUE)
_FACTORS, _SHIFTS = _KEYS[:_PERMUTATIONS] | 1, _KEYS[_PERMUTATIONS:]
"""Each permutation of 32 bits is h -> factor * h + shift; an odd factor makes it one to one."""


SKETCH_BYTES = _PERMUTATIONS * np.dtype(_VALUE).itemsize
"""How many bytes the values of a sketch take."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """What comparing needs of a text: how many shingles it has, and their MinHash values.

    values: 32 bits each, in 512 bytes, so that a million sketches are no burden.
    """

    size: int
    values: bytes

    @property
    def marks(self) -> bytes:
        """The last eight bits of each value: enough to compare by (b-bit MinHash, Li and König)."""
        return self.values[:: np.dtype(_VALUE).itemsize]


class NearDuplicates(Generic[Key]):
    """Texts seen so far, and which of them a further one repeats; half a kilobyte each.

    Key: what texts are known by.
    """

    def __init__(self) -> None:
        self._bands = _Bands()
        self._keys: list[Key] = []
        self._sizes = array("I")
        self._marks = bytearray()

    def match(self, key: Key, text: Sketch | None) -> Key | None:
        """The key of the first text that `text` nearly repeats; if there is none, it is kept.

        A text repeats another if half of what either has is in both, or if three quarters of it
        stand in the other. Two reports on one event share less than a third. The order of the
        sentences does not matter, nor do a new headline, dateline or ending.
        """
        return self.match_all([(key, text)])[0]

    def match_all(self, texts: Sequence[tuple[Key, Sketch | None]]) -> list[Key | None]:
        """What `match` says of texts one after the other, in less time."""
        found: list[Key | None] = []
        for start in range(0, len(texts), _TOGETHER):
            found += self._match_some(texts[start : start + _TOGETHER])
        return found

    def _match_some(self, texts: Sequence[tuple[Key, Sketch | None]]) -> list[Key | None]:
        bands = self._bands.of([text for _, text in texts if text is not None])
        settled = iter(self._bands.settled(bands))
        rows = iter(bands.tolist())
        found = [
            None if text is None else self._match(key, text, next(rows), next(settled))
            for key, text in texts
        ]
        self._bands.settle()
        return found

    def _match(self, key: Key, text: Sketch, bands: list[int], settled: set[int]) -> Key | None:
        for number in sorted(settled | self._bands.newest(bands)):
            if self._is_alike(text, number):
                return self._keys[number]
        self._bands.add(bands, len(self._keys))
        self._keys.append(key)
        self._sizes.append(text.size)
        self._marks += text.marks
        return None

    def _is_alike(self, text: Sketch, number: int) -> bool:
        start = number * _PERMUTATIONS
        marks = self._marks[start : start + _PERMUTATIONS]
        return _is_repeated(_resemblance(text.marks, marks), text.size, self._sizes[number])


class _Bands:
    """Which texts agree in a band of values (locality-sensitive hashing).

    Hashes of bands lie in sorted runs, each more than twice as long as the next, and the newest in
    a dictionary until they are many: a run that grew by every few would be copied as often.
    """

    def __init__(self) -> None:
        self._runs: list[_Run] = []
        self._newest: dict[int, list[int]] = {}

    def of(self, texts: Sequence[Sketch]) -> _Values:
        """A hash of each band of some texts' values: texts × bands."""
        joined = np.frombuffer(b"".join(text.values for text in texts), _VALUE)
        values = joined.reshape(-1, _PERMUTATIONS)[:, : _BANDS * _ROWS].reshape(-1, _BANDS, _ROWS)
        hashed: _Values = (values * _FACTORS[:_ROWS]).sum(axis=2, dtype=np.uint32)
        return _mixed(hashed + _SHIFTS[:_BANDS])

    def settled(self, bands: _Values) -> list[set[int]]:
        """For each row of bands the numbers of the texts in the runs that have one of them."""
        found: list[set[int]] = [set() for _ in bands]
        for run in self._runs:
            for row, number in run.sharing(bands):
                found[row].add(number)
        return found

    def newest(self, bands: Sequence[int]) -> set[int]:
        """The numbers of the texts in the dictionary that have one of these bands."""
        return {number for band in bands for number in self._newest.get(band, ())}

    def add(self, bands: Sequence[int], number: int) -> None:
        """Keep the bands of a text."""
        for band in bands:
            self._newest.setdefault(band, []).append(number)

    def settle(self) -> None:
        """Sort in what is new if that is much; not between `settled` and `add`."""
        if len(self._newest) <= _NEWEST:
            return
        new = [(band, number) for band, numbers in self._newest.items() for number in numbers]
        self._newest = {}
        hashes, numbers = (np.array(column, np.uint32) for column in zip(*new, strict=True))
        last = _Run.of(hashes, numbers)
        while self._runs and len(self._runs[-1].hashes) <= 2 * len(last.hashes):
            last = self._runs.pop().joined(last)
        self._runs.append(last)


class _Run(NamedTuple):
    """Hashes in order, and for each the number of its text."""

    hashes: _Values
    numbers: npt.NDArray[np.unsignedinteger]

    @classmethod
    def of(cls, hashes: _Values, numbers: npt.NDArray[np.unsignedinteger]) -> _Run:
        order = np.argsort(hashes, kind="stable")
        small = np.min_scalar_type(int(numbers.max()))  # two bytes do for 65,536 texts
        return cls(hashes[order], numbers[order].astype(small))

    def joined(self, other: _Run) -> _Run:
        return _Run.of(
            np.concatenate([self.hashes, other.hashes]),
            np.concatenate([self.numbers, other.numbers]),
        )

    def sharing(self, bands: _Values) -> Iterator[tuple[int, int]]:
        """Of each row of hashes the texts that have one: number of the row, number of the text."""
        begins = np.searchsorted(self.hashes, bands)
        there = self.hashes[np.minimum(begins, len(self.hashes) - 1)] == bands
        for row, column in np.argwhere(there).tolist():
            end = np.searchsorted(self.hashes, bands[row, column], "right")
            for number in self.numbers[begins[row, column] : end].tolist():
                yield row, number


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
    """Texts that agree in a band of values: how many groups, and whose."""
    members: dict[int, list[int]] = {}
    count = 0
    if not texts:
        return count, members
    values = np.frombuffer(b"".join(text.values for text in texts), _VALUE)
    values = values.reshape(len(texts), _PERMUTATIONS)
    for number in range(_BANDS):
        band = np.ascontiguousarray(values[:, number * _ROWS : (number + 1) * _ROWS])
        keys = band.view(np.dtype((np.void, band.itemsize * _ROWS))).ravel()
        order = np.argsort(keys, kind="stable")
        same = np.flatnonzero(keys[order][1:] == keys[order][:-1])
        ends = np.flatnonzero(np.diff(same) > 1)
        for run in np.split(same, ends + 1) if len(same) else []:
            for place in order[run[0] : run[-1] + 2].tolist():
                members.setdefault(place, []).append(count)
            count += 1
    return count, members


def _alike(new: Sketch, old: Sketch) -> bool:
    return _is_repeated(_resemblance(new.marks, old.marks), new.size, old.size)


def _resemblance(new: bytes, old: bytes | bytearray) -> float:
    return float(np.mean(np.frombuffer(new, np.uint8) == np.frombuffer(old, np.uint8)))


def sketch(text: str) -> Sketch | None:
    """What is kept of a text; None of one too short to tell a copy from a report of its kind."""
    found = shingles(text)
    if len(found) < _FEWEST:
        return None
    hashes = (zlib.crc32(shingle.encode("utf-8", "surrogatepass")) for shingle in found)
    mixed = _mixed(np.fromiter(hashes, np.uint32, len(found)))
    values = (mixed[:, None] * _FACTORS + _SHIFTS).min(axis=0)
    return Sketch(len(found), values.astype(_VALUE).tobytes())


def _mixed(hashes: _Values) -> _Values:
    """MurmurHash3's finalizer (Appleby): a CRC is linear, which its permutations must not be."""
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35), (16, 1)):
        hashes = (hashes ^ (hashes >> np.uint32(shift))) * np.uint32(factor)
    return hashes


def shingles(text: str) -> set[str]:
    """Every sequence of three words, in lower case."""
    words = _WORD.findall(text.casefold())
    return {" ".join(words[i : i + _SHINGLE]) for i in range(len(words) - _SHINGLE + 1)}


def _is_repeated(resemblance: float, new: int, old: int) -> bool:
    """By how much of two texts of so many shingles is in both."""
    shared = resemblance / (1 + resemblance) * (new + old)
    return resemblance >= _ALIKE or shared >= _CONTAINED * new
