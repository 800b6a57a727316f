"""Inputs in an object store (s3://, gs://, abfs://, …), through fsspec.

Credentials come from where the store's own client looks for them: the environment, or the machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from pipeline.article import Rejected
from pipeline.errors import SourceError

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

_PACKAGES = {
    "s3": "s3fs",
    "s3a": "s3fs",
    "gs": "gcsfs",
    "gcs": "gcsfs",
    "abfs": "adlfs",
    "abfss": "adlfs",
    "az": "adlfs",
    "file": "fsspec",
    "memory": "fsspec",
}
"""Schemes that are read, with the package that knows each. No scheme that could ask a web server
is among them: those go through the fetcher, which looks at addresses."""


def is_remote(source: str) -> bool:
    """Whether a source lies in an object store."""
    scheme, found, rest = source.partition("://")
    return bool(found) and scheme in _PACKAGES and "::" not in rest


def file_system(url: str) -> tuple[AbstractFileSystem, str]:
    """The store of a URL and the path in it. Raises SourceError where its package is missing."""
    import fsspec

    try:
        return cast("tuple[AbstractFileSystem, str]", fsspec.core.url_to_fs(url))
    except ImportError as error:
        package = _PACKAGES[url.partition("://")[0]]
        raise SourceError(f"{url} needs a further package", f"pip install {package}") from error


def open_remote(url: str) -> BinaryIO:
    """The bytes of an object, which can be sought in. Raises OSError or SourceError."""
    store, path = file_system(url)
    try:
        return cast("BinaryIO", store.open(path, "rb"))
    except OSError:
        raise
    except Exception as error:  # every store has errors of its own
        raise SourceError(f"{url} cannot be read ({error})", "check address and rights") from error


def locate_remote(url: str) -> Iterator[str | Rejected]:
    """The objects that a URL names: one, a folder with all in it, or a pattern, sorted by name."""
    try:
        store, path = file_system(url)
        found = _names(store, path)
    except SourceError as error:
        yield Rejected(url, error.problem, error.remedy)
        return
    except Exception as error:  # every store has errors of its own
        yield Rejected(url, f"cannot be listed ({error})", "check the address and your rights")
        return
    if not found:
        yield Rejected(url, "no such object", "check the address")
    for name in found:
        yield str(store.unstrip_protocol(name))


def describe(url: str) -> tuple[int, str]:
    """The size of an object in bytes, and a stamp that changes when it is written again."""
    store, path = file_system(url)
    info: dict[str, Any] = store.info(path)
    stamps = (info.get(key) for key in ("ETag", "etag", "mtime", "LastModified", "created"))
    return int(info.get("size") or 0), str(next((stamp for stamp in stamps if stamp), ""))


def _names(store: AbstractFileSystem, path: str) -> list[str]:
    if any(mark in path for mark in "*?["):
        return sorted(name for name in store.glob(path) if not store.isdir(name))
    if store.isdir(path):
        names = (str(name) for name in store.find(path))
        return sorted(name for name in names if not _is_hidden(name[len(path) :]))
    return [path] if store.exists(path) else []


def _is_hidden(path: str) -> bool:
    return any(part.startswith((".", "_")) for part in path.split("/"))
