"""models.lock: the commit of each model that was pulled, and the hash of every file of it.

From then on the model means that commit, here and wherever the file is taken along: DEPESCHE_LOCK
names it, else it lies in the cache. JSON, sorted, so that it can be read and compared.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock

from pipeline.errors import ModelError, UsageError
from pipeline.models.cache import cache_folder

LOCK = "DEPESCHE_LOCK"


@dataclass(frozen=True, slots=True)
class Locked:
    """A commit, and the hash of each file: SHA-256 for large ones, git's SHA-1 for small ones."""

    revision: str
    files: Mapping[str, str]


def lock_file() -> Path:
    """Where the lock is; DEPESCHE_LOCK moves it."""
    own = os.environ.get(LOCK)
    return Path(own).expanduser() if own else cache_folder() / "models.lock"


def locked(model_id: str) -> Locked | None:
    """What a model is held to; None if it never was. Raises UsageError for a broken lock."""
    return _read(lock_file()).get(model_id)


def require_same(model_id: str, commit: str, files: Mapping[str, str]) -> None:
    """Raise ModelError if the Hub tells other hashes for the locked commit than it did before."""
    before = locked(model_id)
    if before is None or before.revision != commit:
        return
    changed = sorted(
        name for name, hash_ in files.items() if before.files.get(name, hash_) != hash_
    )
    if changed:
        raise ModelError(
            f"{', '.join(changed)} of {model_id} is not what {lock_file()} has for that commit",
            "check the mirror in HF_ENDPOINT; a commit does not change",
        )


def keep(model_id: str, found: Locked) -> None:
    """Hold a model to what was pulled. Raises ModelError if the lock cannot be written."""
    _change(model_id, found)


def release(model_id: str) -> None:
    """Hold a model to nothing any more."""
    if locked(model_id) is not None:
        _change(model_id, None)


def _read(path: Path) -> dict[str, Locked]:
    try:
        held = json.loads(path.read_text("utf-8"))["models"]
        return {
            str(id_): Locked(
                str(told["revision"]), {str(k): str(v) for k, v in told["files"].items()}
            )
            for id_, told in held.items()
        }
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(
            f"{path} is no lock of models ({type(error).__name__})",
            f"delete it and pull the models again, or set {LOCK} to another",
        ) from error


def _change(model_id: str, found: Locked | None) -> None:
    path = lock_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{path}.lock"):
            held = _read(path)
            held.pop(model_id, None)
            if found is not None:
                held[model_id] = found
            models = {id_: asdict(told) for id_, told in held.items()}
            text = json.dumps({"version": 1, "models": models}, indent=1, sort_keys=True)
            new = path.with_name(f"{path.name}.new")
            new.write_text(text + "\n", encoding="utf-8")
            new.replace(path)
    except OSError as error:
        raise ModelError(
            f"{path} cannot be written ({error.strerror or error})",
            f"set {LOCK} or DEPESCHE_CACHE to where you may write",
        ) from error
