"""Several parts of a list at work at once, so that a model's workers never wait for one another.

While one part is tokenized, checked or repaired, the others are searched. How a list is parted
depends on the list and the model's batches, not on the machine or on which part is done first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from pipeline.models.batches import plan_by_size

Item = TypeVar("Item")
Result = TypeVar("Result")

# Batches of a part: from a quarter, so that one article keeps two cores busy, to four, so that
# what is repaired has company too.
_LEAST, _MOST = 0.25, 4
# So many parts even out that some take longer than others.
_PARTS = 8


def in_lanes(
    items: Sequence[Item],
    sizes: Sequence[int],
    threads: int,
    batch_tokens: int,
    work: Callable[[Sequence[Item]], list[Result]],
) -> list[Result]:
    """The result of `work` for each item, in order; called for like `sizes` (tokens) together.

    With one thread there is one call, in this thread. Else `work` must bear being called by
    several; the first exception ends the calls that have not begun.
    """
    if threads == 1 or not items:
        return work(items)
    share = sum(sizes) / _PARTS
    budget = int(max(_LEAST * batch_tokens, min(_MOST * batch_tokens, share)))
    parts = _parts(sizes, batch_tokens, budget)
    pool = ThreadPoolExecutor(threads, thread_name_prefix="lane")
    try:
        outcomes = list(pool.map(lambda part: work([items[i] for i in part]), parts))
    finally:
        pool.shutdown(cancel_futures=True)
    by_place = {
        place: result
        for part, outcome in zip(parts, outcomes, strict=True)
        for place, result in zip(part, outcome, strict=True)
    }
    return [by_place[place] for place in range(len(items))]


def _parts(sizes: Sequence[int], batch_tokens: int, budget: int) -> list[list[int]]:
    """Indices of `sizes` in parts of whole batches, so that parting makes no batch smaller."""
    parts: list[list[int]] = []
    room = 0
    for batch in plan_by_size(sizes, min(batch_tokens, budget)):
        cost = len(batch) * sizes[batch[0]]
        if not parts or cost > room:
            parts.append([])
            room = budget
        parts[-1] += batch
        room -= cost
    return parts
