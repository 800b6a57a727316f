"""Files that appear whole or not at all."""

from __future__ import annotations

import errno
import filecmp
import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from pipeline.errors import DepescheError


class WriteError(DepescheError):
    """A file or folder of the output cannot be written."""


def prepare_folder(folder: Path, option: str = "-o") -> None:
    """Make `folder` and prove that it can be written, before any work is done.

    Raises WriteError with the remedy, which names the `option` that the folder came from.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise WriteError(
            f"cannot write to {folder} ({error.strerror})",
            f"give another folder with {option}, or the right to write there",
        ) from error


class Successor:
    """A file in the making, beside the one whose place it takes in one step. Use in a `with` block.

    A reader, or a run that was killed, sees the old file or the new one and nothing between. A link
    stays, and leads to the new file. Raises WriteError, e.g. on a full disk; the old file is then
    still whole.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            if path.is_symlink():
                self._path = path = path.resolve(strict=False)
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        except RuntimeError as error:  # before Python 3.13 that is how links in a circle are told
            raise WriteError(f"cannot write {path} ({error})", "remove that link") from error
        except OSError as error:
            raise _cannot_write(path, error) from error
        self._temporary = Path(name)
        self._file = os.fdopen(handle, "w", encoding="utf-8", newline="\n")

    def __enter__(self) -> Successor:
        return self

    def write(self, parts: Iterable[str]) -> None:
        """Add some text."""
        try:
            self._file.writelines(parts)
        except OSError as error:
            raise _cannot_write(self._path, error) from error

    def take_over(self) -> bool:
        """Take the old file's place; True if that changed anything."""
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            if self._path.is_file() and filecmp.cmp(self._temporary, self._path, shallow=False):
                return False
            self._temporary.chmod(0o644)
            self._temporary.replace(self._path)
        except OSError as error:
            raise _cannot_write(self._path, error) from error
        return True

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(OSError):  # what it could not write any more
            self._file.close()
        self._temporary.unlink(missing_ok=True)


def write_parts(path: Path, parts: Iterable[str]) -> bool:
    """Put the joined `parts` into `path` in one step; True if that changed the file.

    What is no file, as a pipe or /dev/null, is written to. Raises WriteError, e.g. on a full disk;
    the old file is then still whole.
    """
    if path.parent == Path("/dev") or (path.exists() and not (path.is_file() or path.is_dir())):
        return _write_through(path, parts)
    with Successor(path) as file:
        file.write(parts)
        return file.take_over()


def _write_through(path: Path, parts: Iterable[str]) -> bool:
    try:
        with path.open("a", encoding="utf-8", newline="\n") as file:  # /dev/stdout may be a log
            file.writelines(parts)
    except OSError as error:
        raise _cannot_write(path, error) from error
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
