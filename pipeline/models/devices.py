"""Which device computes: a wish in, a device that is there out."""

from __future__ import annotations

from pipeline.errors import ModelError
from pipeline.models.engine import EngineName
from pipeline.profile import device_wish


def pick(device: str, engine: EngineName = "ctranslate2") -> str:
    """`cpu` or `cuda:N` for a wish of `auto`, `cpu`, `cuda`, `cuda:N` or `cuda:N,M`.

    `auto` takes the first GPU that `engine` can use, else the CPU; of several, this is the first
    that was named. Raises UsageError for another word and ModelError for a GPU that is not there.
    """
    kind, _, numbers = device_wish(device).partition(":")
    if kind == "cpu":
        return "cpu"
    count = _cuda_devices(engine)
    if kind == "auto":
        return "cuda:0" if count else "cpu"
    number = int(numbers.split(",")[0] or 0)
    if number >= count:
        have = f"{count} of them" if count else "none"
        raise ModelError(
            f"device {device} is not there ({engine} finds {have})",
            "use --device cpu, or install the GPU's driver and a build with CUDA",
        )
    return f"cuda:{number}"


def each(device: str) -> list[str]:
    """The wishes that `device` is made of: `cuda:0,1` is `cuda:0` and `cuda:1`, in order, once."""
    kind, _, numbers = device.partition(":")
    if kind != "cuda" or "," not in numbers:
        return [device]
    return list(dict.fromkeys(f"cuda:{number}" for number in numbers.split(",")))


def _cuda_devices(engine: EngineName) -> int:
    if engine == "ctranslate2":
        import ctranslate2

        return int(ctranslate2.get_cuda_device_count())
    import torch

    return torch.cuda.device_count() if torch.cuda.is_available() else 0
