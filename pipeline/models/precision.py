"""In which type a model computes on a device, by what the device can and the model bears."""

from __future__ import annotations

from pipeline.models.limits import RELATIVE

# Their activations leave float16's range: T5's family, and Gemma's.
_NEVER_HALF = RELATIVE | {"gemma", "gemma2", "gemma3", "gemma3_text", "gemma4", "gemma4_text"}
# NVIDIA's compute capabilities: tensor cores came with 7.0, bfloat16 with 8.0.
_HALF, _BRAIN = (7, 0), (8, 0)


def precision(model_type: str, capability: tuple[int, int] | None) -> str:
    """float32 without a GPU's capability; else bfloat16, or float16 where the model bears it."""
    if capability is None or capability < _HALF:
        return "float32"
    if capability >= _BRAIN:
        return "bfloat16"
    return "float32" if model_type in _NEVER_HALF else "float16"


def quantization(model_type: str, capability: tuple[int, int] | None) -> str:
    """CTranslate2's type: int8 on a CPU, on a GPU float16, or bfloat16 for what overflows it."""
    if capability is None:
        return "int8"
    if model_type in _NEVER_HALF:
        return precision(model_type, capability)
    return "float16" if capability >= _HALF else "float32"


def capability_of(device: str) -> tuple[int, int] | None:
    """The compute capability of `cuda:N`; None for a CPU."""
    if not device.startswith("cuda"):
        return None
    import torch

    major, minor = torch.cuda.get_device_capability(device)
    return int(major), int(minor)
