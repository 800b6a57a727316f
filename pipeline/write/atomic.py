"""Files that appear whole or not at all."""

from __future__ import annotations

import errno
import filecmp
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from pipeline.errors import DepescheError


class WriteError(DepescheError):
    """A file or folder of the output cannot be written."""


def prepare_folder(folder: Path) -> None:
    """Make `folder` and prove that it can be written, before any work is done.

    Raises WriteError with the remedy.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise WriteError(
            f"cannot write to {folder} ({error.strerror})",
            "give another folder with -o, or the right to write there",
        ) from error


def write_parts(path: Path, parts: Iterable[str]) -> bool:
    """Put the joined `parts` into `path` in one step; True if that changed the file.

    A reader, or a run that was killed, sees the old file or the new one and nothing between.
    Raises WriteError, e.g. on a full disk; the old file is then still whole.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise _cannot_write(path, error) from error
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.writelines(parts)
            file.flush()
            os.fsync(file.fileno())
        if path.is_file() and filecmp.cmp(temporary, path, shallow=False):
            return False
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        raise _cannot_write(path, error) from error
    finally:
        temporary.unlink(missing_ok=True)
    return True


def write_text(path: Path, text: str) -> bool:
    """Put `text` into `path` in one step; True if that changed the file."""
    data = text.encode("utf-8")
    if path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data:
        return False  # without the cost of a file that is then thrown away
    return write_parts(path, [text])


def _cannot_write(path: Path, error: OSError) -> WriteError:
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    first = "free some disk space" if full else "see what stands there and your rights to it"
    return WriteError(f"cannot write {path} ({error.strerror})", f"{first}, or give another folder")
