from __future__ import annotations

import pytest
import torch
from torch.nn import functional

from pipeline.train.loss import summed_loss

PAD = 1


def example(dtype: torch.dtype = torch.float32) -> tuple[torch.Tensor, torch.Tensor]:
    """More rows than are computed at a time, some of them padding."""
    random = torch.Generator().manual_seed(5)
    logits = (3 * torch.randn(300, 40, generator=random)).to(dtype).requires_grad_()
    target = torch.randint(0, 40, (300,), generator=random)
    return logits, target


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_loss_and_gradient_are_those_of_pytorch(smoothing):
    logits, target = example()
    expected = functional.cross_entropy(
        logits, target, ignore_index=PAD, label_smoothing=smoothing, reduction="sum"
    )
    (slope,) = torch.autograd.grad(0.5 * expected, logits)
    loss = summed_loss(logits, target, smoothing, PAD)
    (ours,) = torch.autograd.grad(0.5 * loss, logits)
    torch.testing.assert_close(loss, expected)
    torch.testing.assert_close(ours, slope)
    assert not ours[target == PAD].any()


def test_bfloat16_logits_are_summed_in_float32():
    logits, target = example(torch.bfloat16)
    exact = summed_loss(logits.float(), target, 0.1, PAD)
    loss = summed_loss(logits, target, 0.1, PAD)
    assert loss.dtype == torch.float32
    torch.testing.assert_close(loss, exact)
    (slope,) = torch.autograd.grad(loss, logits)
    assert slope.dtype == torch.bfloat16


def test_only_padding_is_no_loss():
    logits, target = example()
    assert summed_loss(logits, torch.full_like(target, PAD), 0.1, PAD).item() == 0
