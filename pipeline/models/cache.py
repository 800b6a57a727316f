"""What is made of a checkpoint once and kept: conversions, in the user's cache.

They lie at `KIND/ID/NAME` under `$DEPESCHE_CACHE`, else `$XDG_CACHE_HOME/depesche`, else
`~/.cache/depesche`. Each appears whole or not at all, and processes that want the same one wait
for the first.
"""

from __future__ import annotations

import atexit
import logging
import os
import re
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from pipeline.errors import ModelError

_log = logging.getLogger(__name__)


def cache_folder() -> Path:
    """Where conversions lie; DEPESCHE_CACHE moves it."""
    if own := os.environ.get("DEPESCHE_CACHE"):
        return Path(own).expanduser()
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "depesche"


def made_once(kind: str, model_id: str, name: str, make: Callable[[Path], None]) -> Path:
    """The folder `KIND/ID/NAME`; if it is not there, `make` fills a new one that takes its place.

    Raises ModelError if DEPESCHE_CACHE cannot be written; where the usual cache cannot, the folder
    is kept for this process alone.
    """
    home = _home(kind, model_id)
    if (home / name).is_dir():
        return home / name
    try:
        return _make(home / name, make)
    except OSError as error:
        if os.environ.get("DEPESCHE_CACHE"):
            raise ModelError(
                f"the cache {home} cannot be written ({error.strerror or error})",
                "set DEPESCHE_CACHE to a folder that can, with room for the model",
            ) from error
    # Service accounts often have no home: then each process converts for itself.
    _log.warning("no cache can be written; set DEPESCHE_CACHE to convert only once")
    target = _private_folder() / kind / _plain(model_id) / name
    return target if target.is_dir() else _make(target, make)


def forget(model_id: str) -> int:
    """Delete all that was made of a model; returns the bytes that it frees."""
    freed = 0
    for home in cache_folder().glob(f"*/{_plain(model_id)}"):
        freed += sum(path.stat().st_size for path in home.rglob("*") if path.is_file())
        shutil.rmtree(home, ignore_errors=True)
    return freed


def _home(kind: str, model_id: str) -> Path:
    return cache_folder() / kind / _plain(model_id)


def _plain(model_id: str) -> str:
    return re.sub(r"[^\w.-]+", "--", model_id)


@cache
def _private_folder() -> Path:
    """A folder that nobody else can write, removed when the process ends."""
    folder = Path(tempfile.mkdtemp(prefix="depesche-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _make(target: Path, make: Callable[[Path], None]) -> Path:
    from filelock import FileLock

    target.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(target.with_name(f"{target.name}.lock")):
        if target.is_dir():  # another process was faster
            return target
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".making-") as making:
            made = Path(making, "made")
            made.mkdir()
            make(made)
            made.rename(target)
    return target
