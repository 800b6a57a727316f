"""Cross-entropy with label smoothing, computed a few rows at a time so that they stay in cache."""

from __future__ import annotations

from typing import Any

import torch

_ROWS = 128


class _SummedLoss(torch.autograd.Function):
    """Loss and gradient in one pass: the float32 copy of all logits is never made."""

    @staticmethod
    def forward(
        context: Any, logits: torch.Tensor, target: torch.Tensor, smoothing: float, ignored: int
    ) -> torch.Tensor:
        gradient = torch.empty_like(logits)
        pieces = logits.shape[1]
        total = torch.zeros((), device=logits.device)
        for start in range(0, len(logits), _ROWS):
            rows = slice(start, start + _ROWS)
            truth = target[rows, None]
            real = truth != ignored
            log_probability = torch.log_softmax(logits[rows], dim=1, dtype=torch.float32)
            at_truth = log_probability.gather(1, truth)
            mean = log_probability.mean(1, keepdim=True)
            loss = -(1 - smoothing) * at_truth - smoothing * mean
            total += loss.masked_fill_(~real, 0.0).sum()
            slope = log_probability.exp_().sub_(smoothing / pieces)
            slope.scatter_add_(1, truth, torch.full_like(at_truth, smoothing - 1))
            gradient[rows] = slope.mul_(real)
        context.save_for_backward(gradient)
        return total

    @staticmethod
    def backward(context: Any, scale: torch.Tensor) -> Any:
        (gradient,) = context.saved_tensors
        return gradient.mul_(scale), None, None, None


def summed_loss(
    logits: torch.Tensor, target: torch.Tensor, smoothing: float, ignored: int
) -> torch.Tensor:
    """The summed cross-entropy of the rows whose target is not `ignored`, in float32.

    smoothing: the share of the target's probability that is spread over all pieces.
    :param logits: shape (rows, pieces)
    :param target: shape (rows,)
    """
    apply: Any = _SummedLoss.apply  # which torch leaves untyped
    loss: torch.Tensor = apply(logits, target, smoothing, ignored)
    return loss
