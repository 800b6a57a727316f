from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.train.batches import Batches, Parallel, Ragged, Span

ROWS = st.lists(st.lists(st.integers(3, 60_000), min_size=1, max_size=12), min_size=1, max_size=60)


def batches(rows: list[list[int]], tokens: int = 24, share: float = 1, **more) -> Batches:
    text = Ragged.of(rows, np.uint16)
    return Batches(Parallel(text, text), (Span(0, len(rows), share),), tokens, seed=3, **more)


@given(ROWS)
def test_flat_rows_come_back_padded(rows):
    ragged = Ragged.of(rows, np.uint16)
    padded = ragged.pad(np.arange(len(rows)), value=1, multiple=8)
    assert padded.shape[1] % 8 == 0
    assert [[int(t) for t in row if t != 1] for row in padded] == rows
    assert Ragged.join([ragged, ragged]).lengths.tolist() == [len(row) for row in rows] * 2


@given(ROWS, st.integers(1, 40), st.sampled_from([1, 8]))
def test_an_epoch_reads_each_row_once_within_the_budget(rows, tokens, multiple):
    epoch = batches(rows, tokens, multiple=multiple).epoch(0)
    assert sorted(row for batch in epoch for row in batch) == list(range(len(rows)))
    for batch in epoch:
        width = max(-(-len(rows[row]) // multiple) * multiple for row in batch)
        assert len(batch) == 1 or len(batch) * width <= tokens


def test_an_epoch_depends_on_seed_and_number_alone():
    rows = [[5] * (1 + i % 7) for i in range(200)]
    first, again, second = (batches(rows).epoch(n) for n in (0, 0, 1))
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert [b.tolist() for b in first] != [b.tolist() for b in second]


def test_a_share_repeats_and_samples():
    rows = [[5]] * 10
    twice = np.concatenate(batches(rows, share=2.5).epoch(0))
    counts = np.bincount(twice, minlength=10)
    assert counts.sum() == 25
    assert set(counts.tolist()) == {2, 3}


def test_like_lengths_go_together():
    rows = [[5] * (1 + i % 50) for i in range(1000)]
    epoch = batches(rows, tokens=500).epoch(0)
    padded = sum(len(batch) * max(len(rows[row]) for row in batch) for batch in epoch)
    assert padded < 1.05 * sum(map(len, rows))


def test_one_long_source_does_not_make_the_batches_after_it_smaller():
    source = [[5] * (60 if i == 0 else 1 + i % 30) for i in range(3000)]
    target = [[5] * (1 if i == 0 else 1 + i % 30) for i in range(3000)]
    text = Parallel(Ragged.of(source, np.uint16), Ragged.of(target, np.uint16))
    epoch = Batches(text, (Span(0, 3000, 1),), tokens=600, seed=3).epoch(0)
    assert len(epoch) < 1.1 * sum(map(len, source)) / 600
