"""From the Hub to a checkpoint that an engine reads: fetched, checked, locked, converted."""

from __future__ import annotations

from pipeline.models.checkpoint import Checkpoint, resolve
from pipeline.models.hub import pull
from pipeline.models.pickled import is_pickled, safetensors_of


def fetch(model_id: str, revision: str | None = None, *, progress: bool = False) -> Checkpoint:
    """Pull a checkpoint, and convert it to safetensors at once if its weights are pickled.

    Raises ModelError with the remedy if the Hub does not give it, or what it gives could run code.
    """
    folder = pull(model_id, revision, progress=progress)
    checkpoint = resolve(model_id, folder.name)
    if is_pickled(checkpoint):
        safetensors_of(checkpoint)
    return checkpoint
