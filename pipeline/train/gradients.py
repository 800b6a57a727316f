"""The gradient of one batch, computed by several threads that share a model's weights.

Threads that each take a part of the batch meet once a step; threads within each operation meet
some thousand times, and wait each time where other work has one of the cores.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

import torch
from torch import nn

Part = TypeVar("Part")

# A smaller part of a batch would not be worth a thread.
_LEAST_TOKENS = 800


class Replicas:
    """A model and copies of it that share its weights and have gradients of their own.

    One replica is the model itself, and nothing differs from a plain backward pass.
    """

    def __init__(self, model: nn.Module, count: int) -> None:
        self._models = [model, *(_sharing_weights(model) for _ in range(count - 1))]
        self._pool = ThreadPoolExecutor(count, "depesche-gradient")

    def __len__(self) -> int:
        return len(self._models)

    def backward(
        self, parts: Sequence[Part], loss_of: Callable[[nn.Module, Part], torch.Tensor]
    ) -> torch.Tensor:
        """Give the model the gradient of the parts' summed losses, and return that sum, detached.

        Sums have a fixed order: the same parts give the same bits.
        parts: at most as many as there are replicas.
        """

        def one(model: nn.Module, part: Part) -> torch.Tensor:
            model.train()
            loss = loss_of(model, part)
            torch.autograd.backward(loss)
            return loss.detach()

        with self._threads_shared_out():
            losses = list(self._pool.map(one, self._models, parts))
        self._collect()
        return torch.stack(losses).sum()

    def each(self, tasks: Sequence[Callable[[], object]]) -> None:
        """Run the tasks, which must not touch the same weights, in the replicas' threads."""
        with self._threads_shared_out():
            list(self._pool.map(lambda task: task(), tasks))

    @contextmanager
    def _threads_shared_out(self) -> Iterator[None]:
        """Within it each replica's operations have their share of PyTorch's threads.

        A new thread of ours takes over the number that is set when it first computes.
        """
        threads = torch.get_num_threads()
        torch.set_num_threads(max(1, threads // len(self)))
        try:
            yield
        finally:
            torch.set_num_threads(threads)

    def _collect(self) -> None:
        for replica in self._models[1:]:
            pairs = zip(self._models[0].parameters(), replica.parameters(), strict=True)
            for weight, other in pairs:
                if other.grad is not None and weight.grad is not None:
                    weight.grad += other.grad
                elif other.grad is not None:
                    weight.grad = other.grad
                other.grad = None


def replicas_for(model: nn.Module, device: str, tokens: int) -> int:
    """How many replicas suit batches of `tokens`: on a CPU one a thread, while parts are not small.

    One for a model with dropout: its random numbers would depend on which thread comes first, and
    a run that goes on would not be the one that was killed.
    """
    if device != "cpu" or _has_dropout(model):
        return 1
    return max(1, min(torch.get_num_threads(), tokens // _LEAST_TOKENS))


def _has_dropout(model: nn.Module) -> bool:
    settings = getattr(model, "config", None)
    named = settings.to_dict() if settings is not None else {}
    chances = [value for name, value in named.items() if "drop" in name]
    layers = [module.p for module in model.modules() if isinstance(module, nn.Dropout)]
    return any(chances) or any(layers)


def _sharing_weights(model: nn.Module) -> nn.Module:
    replica = copy.deepcopy(model)
    for weight, original in zip(replica.parameters(), model.parameters(), strict=True):
        weight.data = original.data
    return replica
