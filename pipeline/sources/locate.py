"""Which inputs a source names: a file, a folder with all in it, a pattern, a URL, stdin."""

from __future__ import annotations

import glob
from collections.abc import Iterator
from pathlib import Path

from pipeline.article import Rejected
from pipeline.sources.fetch.addresses import is_url
from pipeline.sources.remote import is_remote, locate_remote

STDIN = "-"
# What a folder of runs has in it, and what each run has.
_STATE, _PAIRS = ".depesche", "pairs.jsonl"


def locate(source: str) -> Iterator[str | Rejected]:
    """The addresses of the inputs that a source names, in a stable order, or why there are none.

    Folders are read with their folders, sorted by name, without hidden entries. A pattern ("*",
    "**") is one only if no file has that very name. In an object store it is the same; addresses
    on the web are not looked at here.
    """
    if is_remote(source):
        yield from locate_remote(source)
        return
    if source == STDIN or is_url(source):
        yield source
        return
    try:
        paths = [source] if Path(source).exists() else _matches(source)
    except PermissionError as error:
        yield unreadable(source, error)
        return
    except (OSError, ValueError) as error:
        yield Rejected(source, f"not a usable path ({error})", "check the name")
        return
    if not paths:
        yield _nothing_there(source)
    for path in paths:
        if not Path(path).is_dir():
            yield path
        elif _is_run(Path(path)):
            yield Rejected(path, "what a run wrote", "name the sources that it was made from")
        else:
            yield from _folder(path)


def _matches(pattern: str) -> list[str]:
    if not glob.has_magic(pattern):
        return []
    return sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207  # Path.glob wants a folder


def _nothing_there(source: str) -> Rejected:
    if glob.has_magic(source):
        return Rejected(source, "no file matches this pattern", "check the pattern and the folder")
    return Rejected(source, "no such file or folder", "check the path")


def _folder(folder: str) -> Iterator[str | Rejected]:
    empty = True
    for item in _entries(Path(folder)):
        empty = False
        yield item
    if empty:
        yield Rejected(folder, "no article in this folder", "put text files there")


def _entries(folder: Path) -> Iterator[str | Rejected]:
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    except OSError as error:
        yield unreadable(str(folder), error)
        return
    runs = (folder / _STATE).is_dir()
    for entry in entries:
        if not entry.name.startswith(".") and not _is_output(entry, among_runs=runs):
            yield from _entry(entry)


def _is_output(entry: Path, *, among_runs: bool) -> bool:
    """Whether a folder is one of runs, or a run: what Depesche wrote is no source."""
    try:
        return (entry / _STATE).is_dir() or (among_runs and (entry / _PAIRS).is_file())
    except OSError:
        return False


def _is_run(folder: Path) -> bool:
    try:
        return (folder / _PAIRS).is_file() and (folder.resolve().parent / _STATE).is_dir()
    except OSError:
        return False


def _entry(entry: Path) -> Iterator[str | Rejected]:
    try:
        folder, file = entry.is_dir(), entry.is_file()
    except OSError as error:  # its folder may be listed but not entered
        yield unreadable(str(entry), error)
        return
    if folder and not entry.is_symlink():  # a link may lead back up, without end
        yield from _entries(entry)
    elif file:
        yield str(entry)


def unreadable(source: str, error: OSError) -> Rejected:
    """What an error of the operating system means for one input."""
    if isinstance(error, PermissionError):
        return Rejected(source, "no right to read it", f"allow reading: chmod u+r {source}")
    if isinstance(error, FileNotFoundError):
        return Rejected(source, "no such file or folder", "check the path")
    return Rejected(source, f"cannot be read ({error.strerror or error})", "check the file")
