"""A checkpoint's weights in PyTorch: no code is run, no weight is made up."""

from __future__ import annotations

from typing import Any

import torch

from pipeline.errors import ModelError
from pipeline.models.checkpoint import Checkpoint
from pipeline.models.pickled import readable
from pipeline.models.precision import capability_of, precision
from pipeline.models.quiet import quiet


def load_weights(
    checkpoint: Checkpoint, device: torch.device, architecture: Any, spare: str = "-"
) -> Any:
    """The checkpoint as a model of `architecture` (an `AutoModelFor…`), ready for inference.

    Computed as `precision` says; attention is SDPA wherever the architecture has it.
    spare: the beginning of the names of weights that are not used, and may be missing. Raises
    ModelError if others are missing or weights cannot be read.
    """
    dtype = getattr(torch, precision(checkpoint.model_type, capability_of(str(device))))
    try:
        with quiet(), readable(checkpoint) as folder:
            model, report = architecture.from_pretrained(
                folder,
                dtype=dtype,
                local_files_only=True,
                trust_remote_code=False,
                use_safetensors=True,
                output_loading_info=True,
            )
        missing = {name for name in report["missing_keys"] if not name.startswith(spare)}
        _refuse_missing(checkpoint, missing)
        return model.to(device).eval()
    except ModelError:
        raise
    except Exception as error:  # what a broken file raises depends on where it is broken
        problem = str(error).strip().partition("\n")[0]
        raise ModelError(
            f"{checkpoint.id} cannot be loaded by PyTorch ({problem})",
            "fetch the model again, or choose another",
        ) from error


def _refuse_missing(checkpoint: Checkpoint, missing: set[str]) -> None:
    """A weight that the file lacks would be made up at random, with no more than a warning."""
    if missing:
        some = ", ".join(sorted(missing)[:3])
        raise ModelError(
            f"the weights of {checkpoint.id} lack {len(missing)} tensors ({some})",
            "fetch the model again, or choose another",
        )
