"""Weights that exist only as `pytorch_model.bin`: converted once to safetensors, pinned by hash.

A pickle can run code when it is opened. These are opened by PyTorch's weights-only loader, which
builds tensors and nothing else, and only once: what came out is kept as safetensors beside the
SHA-256 of both, and everything reads that from then on.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import ModelError
from pipeline.models.cache import made_once
from pipeline.models.checkpoint import Checkpoint

if TYPE_CHECKING:
    from torch import Tensor

_PINS = "pins.json"
_KIND = "safetensors"
_WAY_OUT = (
    "take a revision that has model.safetensors (on the Hub often --revision refs/pr/N by "
    "SFconvertbot), or another model"
)


@contextmanager
def readable(checkpoint: Checkpoint) -> Iterator[Path]:
    """A folder that shows the checkpoint with safetensors: its own, if it has them.

    Else a folder of links for the time of the block. Raises ModelError if the pickled weights hold
    anything but tensors.
    """
    if not is_pickled(checkpoint):
        yield checkpoint.folder
        return
    safe = safetensors_of(checkpoint)
    weights = {path.name for path in checkpoint.weights}
    with tempfile.TemporaryDirectory(prefix="depesche-") as name:
        shown = Path(name)
        for path in (*checkpoint.folder.iterdir(), *safe.iterdir()):
            if path.is_file() and path.name not in weights and ".bin.index" not in path.name:
                link(path, shown / path.name)
        yield shown


def is_pickled(checkpoint: Checkpoint) -> bool:
    """Whether the checkpoint has no safetensors."""
    return checkpoint.weights[0].suffix != ".safetensors"


def safetensors_of(checkpoint: Checkpoint) -> Path:
    """The folder with the safetensors of a checkpoint whose weights are pickled.

    Made now if it never was, or if a file no longer has the hash that it was pinned to.
    """

    def make(folder: Path) -> None:
        _convert(checkpoint, folder)

    folder = made_once(_KIND, checkpoint.id, checkpoint.revision, make)
    if not _is_as_pinned(folder):
        shutil.rmtree(folder)
        folder = made_once(_KIND, checkpoint.id, checkpoint.revision, make)
    return folder


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def link(path: Path, place: Path) -> None:
    """Make `place` show the file at `path`."""
    try:
        place.symlink_to(path.resolve())
    except OSError:  # Windows lets only some users make links
        shutil.copyfile(path, place)


def _is_as_pinned(folder: Path) -> bool:
    try:
        pins: dict[str, str] = json.loads((folder / _PINS).read_text("utf-8"))["safetensors"]
        return all(sha256(folder / name) == pin for name, pin in pins.items())
    except (OSError, ValueError, KeyError):
        return False


def _convert(checkpoint: Checkpoint, folder: Path) -> None:
    from safetensors.torch import save_file

    _require_room(checkpoint, folder)
    index: dict[str, str] = {}
    pins: dict[str, dict[str, str]] = {"pickled": {}, "safetensors": {}}
    for path in checkpoint.weights:
        name = path.name.replace("pytorch_model", "model").replace(".bin", ".safetensors")
        tensors = _distinct(_tensors(checkpoint, path))
        save_file(tensors, folder / name, metadata={"format": "pt"})
        index |= dict.fromkeys(tensors, name)
        pins["pickled"][path.name] = sha256(path)
        pins["safetensors"][name] = sha256(folder / name)
    if len(checkpoint.weights) > 1:
        text = json.dumps({"metadata": {}, "weight_map": index})
        (folder / "model.safetensors.index.json").write_text(text, encoding="utf-8")
    (folder / _PINS).write_text(json.dumps(pins, indent=1), encoding="utf-8")


def _require_room(checkpoint: Checkpoint, folder: Path) -> None:
    needed = sum(path.stat().st_size for path in checkpoint.weights)
    free = shutil.disk_usage(folder).free
    if needed > free:
        raise ModelError(
            f"converting {checkpoint.id} needs {needed / 1e9:.1f} GB and {folder.parent} has "
            f"{free / 1e9:.1f} GB free",
            "make room, or move the cache with DEPESCHE_CACHE",
        )


def _tensors(checkpoint: Checkpoint, path: Path) -> Mapping[str, Tensor]:
    """The tensors by name; anything else in the file, code above all, is refused."""
    import torch

    try:
        loaded: Any = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # what a broken or hostile pickle raises depends on what is in it
        problem = str(error).strip().partition("\n")[0][:200]
        raise ModelError(
            f"{path.name} of {checkpoint.id} is not read, since it is damaged or could run code "
            f"({problem})",
            _WAY_OUT,
        ) from error
    state = loaded.get("state_dict", loaded) if isinstance(loaded, dict) else loaded
    if not isinstance(state, dict) or not all(
        isinstance(name, str) and isinstance(value, torch.Tensor) for name, value in state.items()
    ):
        raise ModelError(f"{path.name} of {checkpoint.id} holds more than weights", _WAY_OUT)
    return state


def _distinct(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Tensors that share no memory, as safetensors want them; of tied ones the first stays.

    transformers ties them again when it loads, as the architecture says.
    """
    kept: dict[str, Tensor] = {}
    seen: set[tuple[int, tuple[int, ...], tuple[int, ...]]] = set()
    for name, tensor in tensors.items():
        place = (tensor.data_ptr(), tuple(tensor.shape), tensor.stride())
        if tensor.numel() and place in seen:
            continue
        seen.add(place)
        # A copy, since it may be a view into a larger tensor.
        kept[name] = tensor.detach().clone().contiguous()
    return kept
