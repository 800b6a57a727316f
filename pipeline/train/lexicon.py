"""Learns the table of translations that the checks align with, from parallel text.

    python -m pipeline.train.lexicon FILE… --leave-out newstest2017 --out translations.txt.gz

IBM's model 1 (Brown et al. 1993) says how often a German stem is linked to an English one; a
twentieth of the pairs, held out, says how often a word of a good translation has a counterpart,
and how often by chance: from both come the odds that the checks add up. No text is kept.
"""

from __future__ import annotations

import argparse
import gzip
import lzma
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from math import log
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pipeline.check.stems import english_stem, german_stem
from pipeline.check.words import lowered

Pair = tuple[tuple[str, ...], tuple[str, ...]]
Floats = npt.NDArray[np.float64]

_LONGEST = 400  # characters of a side
_LEAST = 3  # pairs that a stem must occur in
_HELD_OUT = 20  # one pair of so many
_ROUNDS = 6
_CHUNK = 20_000  # pairs whose links are held as one array
_KEY = 14  # letters of a German stem in the table
_MOST = 12  # translations of a stem
_ALIKE = 5  # letters that make two words one without a table
_PRIOR = 8.0  # occurrences that the mean of all words counts for
_SEEN = 12  # occurrences that give a word odds of its own
_HEAD = (
    "# German stems, odds times ten (absent, present), English stems; then English stems and odds."
)


def read_pairs(paths: Iterable[Path], leave_out: Sequence[str]) -> Iterator[tuple[str, Pair]]:
    """The German text and the stems of each pair of TSV files, plain or .xz."""
    for path in paths:
        opener = lzma.open if path.suffix == ".xz" else open
        with opener(path, "rt", encoding="utf-8") as file:
            for line in file:
                *source, de, en = line.rstrip("\n").split("\t")
                skipped = source and source[0].startswith(tuple(leave_out))
                if max(len(de), len(en)) <= _LONGEST and not (leave_out and skipped):
                    yield de, (_stems(de, german_stem), _stems(en, english_stem))


def _stems(text: str, stem: object) -> tuple[str, ...]:
    assert callable(stem)
    return tuple(stem(word) for word in lowered(text))


class Links:
    """Every pair of a German and an English stem that stand in one pair of sentences."""

    def __init__(self, pairs: Sequence[Pair]) -> None:
        german = Counter(word for de, _ in pairs for word in set(de))
        english = Counter(word for _, en in pairs for word in set(en))
        self.german = [word for word, count in german.items() if count >= _LEAST]
        # The first stands for no word at all: what it takes has no counterpart.
        self.english = ["", *(word for word, count in english.items() if count >= _LEAST)]
        self.often = np.array([german[word] for word in self.german], dtype=np.float64)
        self._places = (
            {word: n for n, word in enumerate(self.german)},
            {word: n for n, word in enumerate(self.english)},
        )
        parts = [self._chunk(pairs[at : at + _CHUNK]) for at in range(0, len(pairs), _CHUNK)]
        self.keys = np.unique(np.concatenate([np.unique(keys) for keys, _ in parts]))
        self.parts = [
            (np.searchsorted(self.keys, keys).astype(np.int32), groups) for keys, groups in parts
        ]

    def _chunk(self, pairs: Sequence[Pair]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]:
        """The links of some pairs as numbers, and which occurrence of a German stem each is of."""
        keys, groups, occurrences = [], [], 0
        for de, en in pairs:
            rows = np.array(sorted({self._places[0][w] for w in de if w in self._places[0]}))
            columns = np.array(
                [0, *sorted({self._places[1][w] for w in en if w in self._places[1]})]
            )
            if rows.size:
                keys.append((rows[:, None] * len(self.english) + columns).ravel())
                place = np.arange(occurrences, occurrences + rows.size)
                groups.append(np.repeat(place, columns.size))
                occurrences += rows.size
        empty = [np.zeros(0, dtype=np.int64)]
        return (
            np.concatenate(keys or empty).astype(np.int64),
            np.concatenate(groups or empty).astype(np.int32),
        )

    def counts(self) -> Floats:
        """How often each link holds, by expectation maximization."""
        columns = self.keys % len(self.english)
        chance: Floats = np.ones(len(self.keys))
        counts = chance
        for _ in range(_ROUNDS):
            counts = np.zeros(len(self.keys))
            for links, groups in self.parts:
                weight = chance[links]
                total = np.bincount(groups, weight)
                counts += np.bincount(links, weight / total[groups], minlength=len(counts))
            chance = counts / np.bincount(columns, counts)[columns]
        return counts


def learn(pairs: Sequence[Pair]) -> dict[str, list[str]]:
    """The likely translations of each German stem, the likeliest first."""
    links = Links(pairs)
    counts = links.counts()
    rows, columns = links.keys // len(links.english), links.keys % len(links.english)
    share = counts / links.often[rows]  # of the stem's occurrences
    back = counts / np.maximum(1.0, np.bincount(columns, counts)[columns])
    frequent = links.often[rows] >= 2 * _LEAST
    usual = (share >= 0.03) & (frequent | (share >= 0.2))
    telling = (back >= 0.1) & (counts >= _LEAST) & (share >= 0.003)
    kept = np.flatnonzero((columns > 0) & (counts >= 1) & (usual | telling))
    table: dict[str, list[str]] = defaultdict(list)
    for link in kept[np.argsort(-counts[kept])]:
        found = table[links.german[rows[link]][:_KEY]]
        if len(found) < _MOST:
            found.append(links.english[columns[link]])
    return {german: found for german, found in table.items() if not _all_alike(german, found)}


def _all_alike(german: str, found: Sequence[str]) -> bool:
    """Whether a stem needs no table, since its translations are spelt as it is: a name."""
    begun = german[:_ALIKE] if len(german) >= _ALIKE else german
    return all(word == german or word[:_ALIKE] == begun for word in found)


def odds(
    held_out: Sequence[Pair], table: dict[str, list[str]]
) -> tuple[dict[str, tuple[float, float]], dict[str, tuple[float, float]]]:
    """For frequent stems of both languages the log-odds of an omission: absent, and present.

    Pairs of sentences that are no translations of each other stand for chance.
    """
    known = {word: frozenset(found) for word, found in table.items()}
    seen: tuple[dict[str, list[int]], ...] = tuple(defaultdict(lambda: [0, 0, 0]) for _ in "de")
    others = [*held_out[1:], *held_out[:1]]
    for (de, en), (other_de, other_en) in zip(held_out, others, strict=True):
        for place, (german, english) in ((0, (de, en)), (1, (de, other_en))):
            for word, has in zip(german, _rendered(german, english, known), strict=True):
                seen[0][word][place] += has
                seen[0][word][2] += place == 0
        for place, (german, english) in ((0, (de, en)), (1, (other_de, en))):
            for word, has in zip(english, _renders(german, english, known), strict=True):
                seen[1][word][place] += has
                seen[1][word][2] += place == 0
    return _log_odds(seen[0]), _log_odds(seen[1])


def _rendered(
    german: Sequence[str], english: Sequence[str], known: dict[str, frozenset[str]]
) -> list[bool]:
    spoken, begun = set(english), {w[:_ALIKE] for w in english if len(w) >= _ALIKE}
    nothing: frozenset[str] = frozenset()
    return [
        not known.get(word[:_KEY], nothing).isdisjoint(spoken)
        or word in spoken
        or word[:_ALIKE] in begun
        for word in german
    ]


def _renders(
    german: Sequence[str], english: Sequence[str], known: dict[str, frozenset[str]]
) -> list[bool]:
    all_known = set(german).union(*(known.get(word[:_KEY], frozenset()) for word in german))
    begun = {word[:_ALIKE] for word in german if len(word) >= _ALIKE}
    return [word in all_known or word[:_ALIKE] in begun for word in english]


def _log_odds(seen: dict[str, list[int]]) -> dict[str, tuple[float, float]]:
    totals = [sum(counts[n] for counts in seen.values()) for n in range(3)]
    good, chance = (totals[0] + 1) / (totals[2] + 2), (totals[1] + 1) / (totals[2] + 2)
    found = {}
    for word, (here, elsewhere, often) in seen.items():
        if often >= _SEEN:
            has = (here + _PRIOR * good) / (often + _PRIOR)
            by_chance = (elsewhere + _PRIOR * chance) / (often + _PRIOR)
            found[word] = (log((1 - by_chance) / (1 - has)), log(by_chance / has))
    return found


def lines(
    table: dict[str, list[str]],
    german: dict[str, tuple[float, float]],
    english: dict[str, tuple[float, float]],
) -> Iterator[str]:
    """The table as it is kept: sorted, tabs between columns."""
    yield _HEAD
    by_key = {word[:_KEY]: values for word, values in german.items()}
    for word in sorted(table):
        yield f"{word}\t{_tenths(by_key.get(word))}\t{' '.join(table[word])}"
    for word in sorted(english):
        yield f"{word}\t{_tenths(english[word])}\t"


def _tenths(values: tuple[float, float] | None) -> str:
    return " ".join(str(round(10 * value)) for value in values) if values else ""


def main(arguments: list[str] | None = None) -> None:
    """Learn a table from the files and write it."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.train.lexicon")
    parser.add_argument("files", nargs="+", type=Path, help="TSV, plain or .xz: …, German, English")
    parser.add_argument("--leave-out", action="append", default=[], help="source, kept for a test")
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args(arguments)
    # Several translations of a sentence are held out together.
    training: list[Pair] = []
    held_out: list[Pair] = []
    for de, pair in read_pairs(asked.files, asked.leave_out):
        (training if zlib.crc32(de.encode()) % _HELD_OUT else held_out).append(pair)
    table = learn(training)
    text = "\n".join(lines(table, *odds(held_out, table)))
    asked.out.write_bytes(gzip.compress(text.encode("utf-8"), 9, mtime=0))
    print(f"{len(table)} German stems, {asked.out.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
