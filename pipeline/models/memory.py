"""How much memory a checkpoint takes, told before it is loaded, and batches that fit beside it.

An estimate from sizes alone: the weights at the precision they are computed in, and for each
token of a batch what attention keeps of it and what the output layer makes of it.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import ModelError
from pipeline.models.checkpoint import Checkpoint

BYTES = {"float32": 4, "bfloat16": 2, "float16": 2, "int8": 1, "int16": 2}
# What allocators and temporary tensors take besides, as a share; measured on no GPU.
_BESIDES = 1.25
_PICKLED_BYTES = 4  # a weight in pytorch_model.bin, as it was saved before there were safetensors
_LEAST_BATCH = 64


@dataclass(frozen=True, slots=True)
class Footprint:
    """Bytes of a loaded checkpoint, and of each token of a batch, beams included."""

    weights: int
    token: int

    def total(self, batch_tokens: int) -> int:
        """Bytes with a full batch."""
        return int(_BESIDES * (self.weights + self.token * batch_tokens))


def footprint(checkpoint: Checkpoint, dtype: str, beam: int = 4) -> Footprint:
    """What `checkpoint` takes when it is computed in `dtype` with `beam` hypotheses."""
    size = BYTES.get(dtype, BYTES["float32"])
    config = checkpoint.config.get("text_config") or checkpoint.config
    width = _number(config, "d_model", "hidden_size", default=1024)
    layers = _number(
        config,
        "decoder_layers",
        "num_decoder_layers",
        "num_layers",
        "num_hidden_layers",
        default=12,
    )
    vocabulary = _number(
        config, "decoder_vocab_size", "tgt_vocab_size", "vocab_size", default=64_000
    )
    # Keys and values of self- and cross-attention in each layer; logits of one step in float32,
    # shared out over some thirty tokens of a sentence.
    kept = 4 * layers * width * size
    logits = 2 * vocabulary * BYTES["float32"] // 32
    return Footprint(parameters(checkpoint) * size, beam * (kept + logits))


def parameters(checkpoint: Checkpoint) -> int:
    """How many weights there are, from the headers of the files."""
    return sum(_parameters(path) for path in checkpoint.weights)


def fitting_batch(
    checkpoint: Checkpoint, device: str, dtype: str, batch_tokens: int, beam: int = 4
) -> int:
    """`batch_tokens`, halved as often as it takes to fit into what is free on `device`.

    Raises ModelError if not even the weights fit.
    """
    free = free_bytes(device)
    needed = footprint(checkpoint, dtype, beam)
    if free is None:
        return batch_tokens
    if needed.total(_LEAST_BATCH) > free:
        raise ModelError(
            f"{checkpoint.id} takes about {needed.total(_LEAST_BATCH) / 1e9:.1f} GB in {dtype} "
            f"and {device} has {free / 1e9:.1f} GB free",
            "use a smaller model, a server (docs/profiles.md), another --device, "
            "or end other programs",
        )
    while batch_tokens > _LEAST_BATCH and needed.total(batch_tokens) > free:
        batch_tokens //= 2
    return batch_tokens


def free_bytes(device: str) -> int | None:
    """Bytes that are free on a device; None where the system does not say."""
    if device.startswith("cuda"):
        import torch

        return int(torch.cuda.mem_get_info(device)[0])
    told = Path("/proc/meminfo")
    found = re.search(r"MemAvailable:\s+(\d+) kB", told.read_text()) if told.exists() else None
    return int(found[1]) * 1024 if found else None


def _parameters(path: Path) -> int:
    if path.suffix != ".safetensors":
        return path.stat().st_size // _PICKLED_BYTES
    with path.open("rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
    return sum(math.prod(told["shape"]) for name, told in header.items() if name != "__metadata__")


def _number(config: Mapping[str, Any], *names: str, default: int) -> int:
    return next((int(config[name]) for name in names if isinstance(config.get(name), int)), default)
