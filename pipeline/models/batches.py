"""Batches by tokens: like lengths together, each distinct text once, results in the old order.

Knows nothing of models, so that every stage that computes over texts can use it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from itertools import islice
from typing import TypeVar

from pipeline.errors import ModelError

Item = TypeVar("Item", bound=Hashable)
Result = TypeVar("Result")


def plan(lengths: Sequence[int], budget: int, multiple: int = 8) -> list[list[int]]:
    """Indices of `lengths`, longest first, grouped so that no batch pads to more than `budget`.

    A batch costs its size times its longest length rounded up to `multiple`, in tokens. An item
    that alone costs more than the budget is a batch of its own. Equal lengths keep their order.
    """
    batches: list[list[int]] = []
    room = 0
    for index in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        if not room:
            batches.append([])
            padded = max(multiple, -(-lengths[index] // multiple) * multiple)
            room = max(1, budget // padded)
        batches[-1].append(index)
        room -= 1
    return batches


def plan_by_size(lengths: Sequence[int], budget: int, multiple: int = 8) -> list[list[int]]:
    """Indices of `lengths`, like `plan`, but each batch has lengths of one size only.

    A size is a length rounded up to `multiple`. Lengths that are their size come one to each batch,
    first, so that what pads the batch to its size is one of its own wherever there are enough.
    """
    sizes: dict[int, list[int]] = {}
    for index in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        size = max(multiple, -(-lengths[index] // multiple) * multiple)
        sizes.setdefault(size, []).append(index)
    batches = []
    for size, alike in sizes.items():
        most = max(1, budget // size)
        count = -(-len(alike) // most)
        full = [index for index in alike[:count] if lengths[index] == size]
        rest = iter(alike[len(full) :])
        for number in range(count):
            first = full[number : number + 1]
            batches.append(first + list(islice(rest, most - len(first))))
    return batches


Planner = Callable[[Sequence[int], int], list[list[int]]]
"""Groups lengths, given in tokens, into batches of a budget: `plan` or `plan_by_size`."""


def run_batched(
    items: Sequence[Item],
    lengths: Sequence[int],
    budget: int,
    work: Callable[[list[Item]], list[Result]],
    planner: Planner = plan,
) -> list[Result]:
    """The result of `work` for each item, in order; equal items are worked on once.

    `lengths` are tokens an item, `budget` the padded tokens a batch. Raises ModelError if `work`
    gives back another number of results than it was given items, since a text would be lost.
    """
    first: dict[Item, int] = {}
    for index, item in enumerate(items):
        first.setdefault(item, index)
    distinct = list(first.values())
    results: dict[Item, Result] = {}
    for batch in planner([lengths[index] for index in distinct], budget):
        chosen = [items[distinct[position]] for position in batch]
        outcome = work(chosen)
        if len(outcome) != len(chosen):
            raise ModelError(
                f"a model gave {len(outcome)} outputs for {len(chosen)} inputs",
                "report this with the model's id",
            )
        results.update(zip(chosen, outcome, strict=True))
    return [results[item] for item in items]
