"""Logistic regression on values and their products: log-odds from a handful of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement

_FARTHEST = 4.0  # spreads from the center beyond which a value counts no more


@dataclass(frozen=True, slots=True)
class Regression:
    """Centers and spreads of the values, and the weight of each of `terms`."""

    center: tuple[float, ...]
    spread: tuple[float, ...]
    weights: tuple[float, ...]

    def odds(self, values: Sequence[float]) -> float:
        """The log-odds for some values."""
        terms = standard_terms(values, self.center, self.spread)
        return sum(weight * term for weight, term in zip(self.weights, terms, strict=True))


def standard_terms(
    values: Sequence[float], center: Sequence[float], spread: Sequence[float]
) -> list[float]:
    """One, the standardized values, and the product of each two of them."""
    plain = [
        max(-_FARTHEST, min(_FARTHEST, (value - middle) / width))
        for value, middle, width in zip(values, center, spread, strict=True)
    ]
    return [1.0, *plain, *(one * other for one, other in combinations_with_replacement(plain, 2))]
