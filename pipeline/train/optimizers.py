"""The optimizers of a model, and the average of its last weights."""

from __future__ import annotations

from typing import Any, Literal

import torch
from torch import nn

OptimizerName = Literal["muon", "adamw"]

_WEIGHT_DECAY = 0.01
# Muon is cut into this many optimizers, which may step at the same time.
_MUON_PARTS = 4


def fastest_optimizer() -> OptimizerName:
    """Muon where PyTorch has it (2.9 and later), else AdamW."""
    return "muon" if hasattr(torch.optim, "Muon") else "adamw"


def make_optimizers(model: nn.Module, name: OptimizerName) -> list[torch.optim.Optimizer]:
    """Optimizers that together hold each trainable parameter once.

    `muon` takes the matrices within the layers (Jordan et al. 2024, "Muon: An optimizer for hidden
    layers"), scaled to AdamW's step size (Liu et al. 2025, "Muon is Scalable for LLM Training"),
    so that one rate serves both; AdamW keeps embeddings, norms and biases.
    """
    embedded = {
        id(weight)
        for module in model.modules()
        if isinstance(module, nn.Embedding)
        for weight in module.parameters()
    }
    output = getattr(model, "get_output_embeddings", lambda: None)()
    if output is not None:
        embedded |= {id(weight) for weight in output.parameters()}
    trained = [weight for weight in model.parameters() if weight.requires_grad]
    matrices = [weight for weight in trained if weight.ndim == 2 and id(weight) not in embedded]
    tables = [weight for weight in trained if id(weight) in embedded]
    vectors = [weight for weight in trained if weight.ndim != 2 and id(weight) not in embedded]
    if name == "muon":
        parts = [matrices[first::_MUON_PARTS] for first in range(_MUON_PARTS)]
        return [*(_muon(part) for part in parts if part), _adamw(tables, vectors)]
    return [_adamw(matrices + tables, vectors)]


def set_rate(optimizers: list[torch.optim.Optimizer], rate: float) -> None:
    """Give every parameter the learning rate `rate`."""
    for optimizer in optimizers:
        for group in optimizer.param_groups:
            group["lr"] = rate


class Average:
    """The running mean of a model's weights over snapshots (Polyak and Juditsky 1992)."""

    def __init__(self) -> None:
        self.count = 0
        self._mean: dict[str, torch.Tensor] = {}

    @torch.no_grad()
    def add(self, model: nn.Module) -> None:
        """Take the weights as they are now into the mean."""
        self.count += 1
        for name, weight in model.named_parameters():
            if self.count == 1:
                self._mean[name] = weight.detach().clone()
            else:
                self._mean[name].lerp_(weight, 1 / self.count)

    @torch.no_grad()
    def put_into(self, model: nn.Module) -> None:
        """Give `model` the mean weights; without a snapshot it keeps its own."""
        for name, weight in model.named_parameters():
            if name in self._mean:
                weight.copy_(self._mean[name])

    def state(self) -> dict[str, Any]:
        """What `restore` needs."""
        return {"count": self.count, "mean": self._mean}

    def restore(self, state: dict[str, Any], device: str) -> None:
        """Become the average whose `state` this is, on `device`."""
        self.count = state["count"]
        self._mean = {name: weight.to(device) for name, weight in state["mean"].items()}


def _muon(matrices: list[nn.Parameter]) -> torch.optim.Optimizer:
    return torch.optim.Muon(
        matrices, weight_decay=_WEIGHT_DECAY, adjust_lr_fn="match_rms_adamw", nesterov=True
    )


def _adamw(decayed: list[nn.Parameter], kept: list[nn.Parameter]) -> torch.optim.Optimizer:
    groups = [
        {"params": decayed, "weight_decay": _WEIGHT_DECAY},
        {"params": kept, "weight_decay": 0.0},
    ]
    return torch.optim.AdamW([group for group in groups if group["params"]], betas=(0.9, 0.98))
