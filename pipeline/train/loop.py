"""The training loop: a model, its optimizers and its place in the data, one step at a time."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import nn

from pipeline.errors import DepescheError, ModelError
from pipeline.train.batches import Batches, Rows
from pipeline.train.gradients import Replicas, replicas_for
from pipeline.train.loss import summed_loss
from pipeline.train.omissions import Verdicts
from pipeline.train.optimizers import Average, OptimizerName, make_optimizers, set_rate
from pipeline.train.precision import Precision, computing_in
from pipeline.train.schedule import Budget, Schedule

# The weights of the last tenth of a run are averaged, where its rate is already low.
_AVERAGE_FROM, _SNAPSHOT_EVERY = 0.9, 20
# A verdict counts as much as half of its row's tokens would: a row has but one.
_VERDICT, _VERDICT_SMOOTHING = 0.5, 0.02


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to learn: the peak learning rate, what applies it, and what keeps it steady.

    smoothing: the share of the target's probability that is spread over all pieces (Szegedy et
    al. 2016); clip: the largest norm of a gradient.
    """

    rate: float
    optimizer: OptimizerName
    schedule: Schedule = field(default_factory=Schedule)
    smoothing: float = 0.1
    clip: float = 1.0


@dataclass(frozen=True, slots=True)
class Progress:
    """What the log says of the steps since its last line."""

    step: int
    epoch: int
    minutes: float
    loss: float
    learning_rate: float
    target_tokens: int
    tokens_per_second: int


class Trainer:
    """Everything that a run changes as it goes on; `state` and `restore` are its whole memory."""

    def __init__(
        self,
        model: nn.Module,
        first: int,
        pad: int,
        batches: Batches,
        recipe: Recipe,
        *,
        device: str,
        precision: Precision,
        verdicts: Verdicts | None = None,
    ) -> None:
        self.model = model.to(device)
        self.average = Average()
        self.step = 0
        self.target_tokens = 0
        self.precision: Precision = precision
        self.device = device
        self._first, self._pad, self._verdicts = first, pad, verdicts
        self._batches, self._recipe = batches, recipe
        self._optimizers = make_optimizers(self.model, recipe.optimizer)
        self._replicas = Replicas(self.model, replicas_for(self.model, device, batches.tokens))
        self._epoch, self._index = 0, 0
        self._plan: list[Rows] = []
        self._rate = 0.0
        self._before, self._resumed = 0.0, time.monotonic()
        self._loss = torch.zeros((), device=device)
        self._reported = (0, 0, 0.0)

    @property
    def seconds(self) -> float:
        """How long the run has taken so far, earlier sittings included."""
        return self._before + time.monotonic() - self._resumed

    def advance(self, budget: Budget) -> None:
        """Make one step, at the learning rate that its place in the budget calls for."""
        used = budget.used(self.step, self.seconds)
        rows = self._next_rows()
        self.step += 1
        self._rate = self._recipe.rate * self._recipe.schedule.factor(self.step, used)
        set_rate(self._optimizers, self._rate)
        try:
            self._learn(rows)
        except torch.OutOfMemoryError as error:
            raise ModelError(
                f"a batch of {self._batches.tokens} tokens does not fit into the memory",
                f"say --tokens {self._batches.tokens // 2}, with another --out",
            ) from error
        if used >= _AVERAGE_FROM and self.step % _SNAPSHOT_EVERY == 0:
            self.average.add(self.model)

    def report(self) -> Progress:
        """The means since the last report. Raises DepescheError if the loss is not finite."""
        self.require_finite()
        step, tokens, seconds = self._reported
        now = self.seconds
        progress = Progress(
            step=self.step,
            epoch=self._epoch,
            minutes=round(now / 60, 2),
            loss=round(self._loss.item() / max(1, self.step - step), 4),
            learning_rate=float(f"{self._rate:.3g}"),
            target_tokens=self.target_tokens,
            tokens_per_second=round((self.target_tokens - tokens) / max(1e-9, now - seconds)),
        )
        self._loss.zero_()
        self._reported = (self.step, self.target_tokens, now)
        return progress

    def require_finite(self) -> None:
        """Raise DepescheError if a loss since the last report was infinite or not a number.

        Called before anything is saved, so that the last saved state is a sound one.
        """
        if not math.isfinite(self._loss.item()):
            raise DepescheError(
                f"the loss is no longer a finite number at step {self.step}",
                f"lower --lr to {self._recipe.rate / 3:.1g}; "
                "the same command goes on from the last saved state",
            )

    @torch.inference_mode()
    def loss_on(self, batches: Batches) -> float:
        """The mean loss of a target token on other text, without smoothing and dropout."""
        self.model.eval()
        total, count = 0.0, 0
        for rows in batches.bucket(np.arange(len(batches.text))):
            source, target = self._tensors(batches, rows)
            total += self._loss_of(self.model, source, target, smoothing=0.0).item()
            count += int((target != self._pad).sum())
        return total / max(1, count)

    def state(self) -> dict[str, Any]:
        """The run's memory: weights, optimizers, the average, the place, the random numbers."""
        return {
            "model": self.model.state_dict(),
            "optimizers": [optimizer.state_dict() for optimizer in self._optimizers],
            "average": self.average.state(),
            "place": (self.step, self._epoch, self._index),
            "target_tokens": self.target_tokens,
            "seconds": self.seconds,
            "loss": self._loss.item(),
            "reported": self._reported,
            "precision": self.precision,
            "random": torch.get_rng_state(),
            "random_cuda": torch.cuda.get_rng_state_all() if torch.cuda.is_available() else [],
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go back to `state`. The next step is the one that would have followed."""
        self.model.load_state_dict(state["model"])
        for optimizer, memory in zip(self._optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(memory)
        self.average.restore(state["average"], self.device)
        self.step, self._epoch, self._index = state["place"]
        self._plan = []
        self.target_tokens = state["target_tokens"]
        self._before, self._resumed = state["seconds"], time.monotonic()
        self._loss.fill_(state["loss"])
        self._reported = state["reported"]
        torch.set_rng_state(state["random"])
        if len(state["random_cuda"]) == torch.cuda.device_count():
            torch.cuda.set_rng_state_all(state["random_cuda"])

    def _learn(self, rows: Rows) -> None:
        tokens = int(self._batches.text.target.lengths_of(rows).sum())

        def loss_of(model: nn.Module, part: Rows) -> torch.Tensor:
            source, target = self._tensors(self._batches, part)
            return self._loss_of(model, source, target, self._recipe.smoothing) / tokens

        count = min(len(self._replicas), len(rows))
        parts = [rows[first::count] for first in range(count)]
        loss = self._replicas.backward(parts, loss_of)
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), self._recipe.clip)
        self._replicas.each([optimizer.step for optimizer in self._optimizers])
        self.model.zero_grad(set_to_none=True)
        self.target_tokens += tokens
        self._loss += loss

    def _loss_of(
        self, model: nn.Module, source: torch.Tensor, target: torch.Tensor, smoothing: float
    ) -> torch.Tensor:
        """The summed cross-entropy of the target tokens.

        :param source: shape (rows, source width)
        :param target: shape (rows, target width)
        """
        start = torch.full_like(target[:, :1], self._first)
        with computing_in(self.precision, self.device):
            logits = model(
                input_ids=source,
                attention_mask=(source != self._pad).long(),
                decoder_input_ids=torch.cat([start, target[:, :-1]], dim=1),
                use_cache=False,
            ).logits  # shape (rows, target width, vocabulary)
        told = self._told(logits, target, smoothing) if self._verdicts else 0.0
        learned = self._learned(target)
        return told + summed_loss(logits.flatten(0, 1), learned.flatten(), smoothing, self._pad)

    def _learned(self, target: torch.Tensor) -> torch.Tensor:
        """The target without what is given: the piece that asks, and English that was cut.

        :param target: shape (rows, target width); so is what comes back
        """
        if self._verdicts is None:
            return target
        given = target == self._verdicts.ask
        given |= given[:, :1] & (target == self._verdicts.lost).any(1, keepdim=True)
        return target.masked_fill(given, self._pad)

    def _told(self, logits: torch.Tensor, target: torch.Tensor, smoothing: float) -> torch.Tensor:
        """What the verdicts on the rows that ask for one add to the loss.

        :param logits: shape (rows, target width, vocabulary)
        :param target: shape (rows, target width)
        """
        assert self._verdicts is not None, "no row asks"
        rows = (target[:, 0] == self._verdicts.ask).nonzero()[:, 0]
        if not len(rows):
            return torch.zeros((), device=target.device)
        last = (target[rows] != self._pad).sum(1) - 1
        spread = _VERDICT_SMOOTHING if smoothing else 0.0
        loss = summed_loss(logits[rows, last], target[rows, last], spread, self._pad)
        return loss * _VERDICT * last.float().mean()

    def _next_rows(self) -> Rows:
        if not self._plan:
            self._plan = self._batches.epoch(self._epoch)
        if self._index == len(self._plan):
            self._epoch, self._index = self._epoch + 1, 0
            self._plan = self._batches.epoch(self._epoch)
        self._index += 1
        return self._plan[self._index - 1]

    def _tensors(self, batches: Batches, rows: Rows) -> Iterator[torch.Tensor]:
        for side in (batches.text.source, batches.text.target):
            tensor = torch.from_numpy(side.pad(rows, self._pad, batches.multiple))
            if self.device.startswith("cuda"):
                tensor = tensor.pin_memory()
            yield tensor.to(self.device, non_blocking=True)
