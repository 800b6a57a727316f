"""Token ids of a whole corpus in flat arrays, and length-bucketed batches of them.

What an epoch holds depends on the seed and its number alone, so that a run that was killed goes on
with the very batch that would have come next.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ids = npt.NDArray[np.integer]
Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Ragged:
    """Rows of unlike length, end to end.

    ids: shape (tokens,), 16 or 32 bits each.
    offsets: shape (rows + 1,); row i is ids[offsets[i]:offsets[i + 1]].
    """

    ids: Ids
    offsets: Rows

    @classmethod
    def join(cls, parts: Sequence[Ragged]) -> Ragged:
        """The rows of all parts, one after the other."""
        lengths = np.concatenate([part.lengths for part in parts])
        return cls(np.concatenate([part.ids for part in parts]), _offsets(lengths))

    @classmethod
    def of(cls, rows: Sequence[Sequence[int]], dtype: npt.DTypeLike) -> Ragged:
        """Flat arrays of `rows`."""
        lengths = np.fromiter(map(len, rows), np.int64, len(rows))
        flat = (token for row in rows for token in row)
        return cls(np.fromiter(flat, dtype, int(lengths.sum())), _offsets(lengths))

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @property
    def lengths(self) -> Rows:
        """Tokens of each row, shape (rows,)."""
        return np.diff(self.offsets)

    def lengths_of(self, rows: Rows) -> Rows:
        """Tokens of each of the chosen rows, shape (len(rows),)."""
        chosen: Rows = self.offsets[rows + 1] - self.offsets[rows]
        return chosen

    def pad(self, rows: Rows, value: int, multiple: int = 1) -> Rows:
        """The chosen rows, filled up with `value` to the longest, rounded up to `multiple`.

        :return: shape (len(rows), width)
        """
        starts, lengths = self.offsets[rows], self.lengths_of(rows)
        columns = np.arange(_round_up(lengths, multiple).max())
        inside = columns < lengths[:, None]
        padded = np.full(inside.shape, value, np.int64)
        padded[inside] = self.ids[(starts[:, None] + columns)[inside]]
        return padded


@dataclass(frozen=True, slots=True)
class Parallel:
    """The two sides of encoded parallel text: row i of `target` translates row i of `source`."""

    source: Ragged
    target: Ragged

    @classmethod
    def join(cls, parts: Sequence[Parallel]) -> Parallel:
        """The rows of all parts, one after the other."""
        sides = ([part.source for part in parts], [part.target for part in parts])
        return cls(*map(Ragged.join, sides))

    def __len__(self) -> int:
        return len(self.source)


@dataclass(frozen=True, slots=True)
class Span:
    """Rows from `start` to before `stop`, each read `share` times an epoch."""

    start: int
    stop: int
    share: float


@dataclass(frozen=True, slots=True)
class Batches:
    """Batches of at most `tokens` padded tokens on either side, bucketed by length.

    multiple: widths are rounded up to this; 8 suits a GPU's tensor cores, 1 spares a CPU padding.
    """

    text: Parallel
    spans: tuple[Span, ...]
    tokens: int
    seed: int
    multiple: int = 1

    def epoch(self, number: int) -> list[Rows]:
        """The batches of one epoch, in the order of training; each an array of row numbers."""
        random = np.random.default_rng([self.seed, number])
        rows = np.concatenate([_sample(span, random) for span in self.spans])
        random.shuffle(rows)  # so that rows of equal length meet others each time
        batches = list(self.bucket(rows))
        order = random.permutation(len(batches))
        return [batches[i] for i in order]

    def bucket(self, rows: Rows) -> Iterator[Rows]:
        """`rows` from short to long, cut into batches. A row beyond the budget is a batch alone."""
        source = self.text.source.lengths[rows]
        target = _round_up(self.text.target.lengths[rows], self.multiple)
        order = np.lexsort((source, target))
        widths = np.maximum(_round_up(source, self.multiple), target)[order]
        start = 0
        while start < len(rows):
            ahead = np.maximum.accumulate(widths[start : start + self.tokens])
            cost = ahead * np.arange(1, len(ahead) + 1)
            size = max(1, int(np.searchsorted(cost, self.tokens, side="right")))
            yield rows[order[start : start + size]]
            start += size


def _sample(span: Span, random: np.random.Generator) -> Rows:
    every = np.arange(span.start, span.stop)
    whole, part = divmod(span.share, 1)
    some = random.choice(every, round(part * len(every)), replace=False)
    return np.concatenate([np.tile(every, int(whole)), some])


def _offsets(lengths: Rows) -> Rows:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])


def _round_up(lengths: Rows, multiple: int) -> Rows:
    rounded: Rows = -(-lengths // multiple) * multiple
    return rounded
