"""How much of the budget is used, and what that makes of the learning rate: pure functions."""

from __future__ import annotations

import math
from dataclasses import dataclass

from pipeline.errors import UsageError


@dataclass(frozen=True, slots=True)
class Budget:
    """How long to train in all: minutes of wall time, steps, or whichever ends first.

    Time that earlier sittings of the same run took counts. Raises UsageError if neither is given.
    """

    minutes: float | None = None
    steps: int | None = None

    def __post_init__(self) -> None:
        given = [value for value in (self.minutes, self.steps) if value is not None]
        if not given or min(given) <= 0:
            raise UsageError("there is no budget to train for", "say --minutes or --steps, above 0")

    def used(self, step: int, seconds: float) -> float:
        """The share of the budget that `step` steps and `seconds` of training use, from 0 to 1."""
        by_step = step / self.steps if self.steps else 0.0
        by_time = seconds / (60 * self.minutes) if self.minutes else 0.0
        return min(1.0, max(by_step, by_time))


@dataclass(frozen=True, slots=True)
class Schedule:
    """Warm-up, a constant rate, and a decay at the end.

    warmup: steps of linear warm-up; a tenth of the budget ends it too, for short runs.
    decay_from: the share of the budget from which the rate falls, as 1 - sqrt(share of the decay)
    (Hägele et al. 2024, "Scaling Laws and Compute-Optimal Training Beyond Fixed Training
    Durations"), so that a run that is to be longer can go on from its constant part.
    floor: the least share of the peak rate in the decay.
    """

    warmup: int = 400
    decay_from: float = 0.7
    floor: float = 0.01

    def factor(self, step: int, used: float) -> float:
        """The share of the peak rate at `step` (from 1), with `used` of the budget gone."""
        if used >= self.decay_from and self.decay_from < 1:
            fallen = (used - self.decay_from) / (1 - self.decay_from)
            return max(self.floor, 1 - math.sqrt(min(fallen, 1.0)))
        return min(1.0, max(step / max(1, self.warmup), used / 0.1))
