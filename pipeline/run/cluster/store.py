"""Where shards are kept: a folder that every machine sees, or an object store."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pipeline.sources.remote import file_system, is_remote
from pipeline.write.atomic import WriteError, write_parts


class Store(Protocol):
    """Text files by name, each there as a whole or not at all; names have a folder before a /."""

    def put(self, name: str, parts: Iterable[str]) -> None:
        """Put the joined parts under `name` in one step. Raises WriteError."""
        ...

    def get(self, name: str) -> str | None:
        """What lies under `name`; None if nothing does."""
        ...

    def names(self, folder: str) -> list[str]:
        """The names in a folder, with the folder, sorted."""
        ...

    def delete(self, name: str) -> None:
        """Take `name` away, if it is there."""
        ...


def open_store(place: str) -> Store:
    """The store in a folder, or at an address such as s3://bucket/prefix."""
    place = place.removeprefix("file://")
    return ObjectStore(place.rstrip("/")) if is_remote(place) else FolderStore(Path(place))


@dataclass(frozen=True, slots=True)
class FolderStore:
    """Files in a folder, written beside their place and renamed."""

    root: Path

    def put(self, name: str, parts: Iterable[str]) -> None:
        """Put the joined parts under `name` in one step."""
        write_parts(self.root / name, parts)

    def get(self, name: str) -> str | None:
        """What lies under `name`."""
        try:
            return (self.root / name).read_text("utf-8")
        except FileNotFoundError:
            return None

    def names(self, folder: str) -> list[str]:
        """The names in a folder, sorted; those half written when a worker died are among them."""
        paths = (self.root / folder).glob("*")
        return sorted(path.relative_to(self.root).as_posix() for path in paths)

    def delete(self, name: str) -> None:
        """Take `name` away."""
        (self.root / name).unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class ObjectStore:
    """Objects below an address; such stores show an object only once it is whole."""

    root: str

    def put(self, name: str, parts: Iterable[str]) -> None:
        """Put the joined parts under `name` in one step."""
        store, path = file_system(f"{self.root}/{name}")
        try:
            store.pipe_file(path, "".join(parts).encode())
        except Exception as error:  # every store has errors of its own
            raise WriteError(
                f"cannot write {self.root}/{name} ({error})", "check the address and your rights"
            ) from error

    def get(self, name: str) -> str | None:
        """What lies under `name`."""
        store, path = file_system(f"{self.root}/{name}")
        try:
            data: bytes = store.cat_file(path)
        except FileNotFoundError:
            return None
        return data.decode()

    def names(self, folder: str) -> list[str]:
        """The names in a folder, sorted."""
        store, path = file_system(f"{self.root}/{folder}")
        store.invalidate_cache()
        try:
            found = store.ls(path, detail=False)
        except FileNotFoundError:
            return []
        return sorted(f"{folder}/{name.rpartition('/')[2]}" for name in found)

    def delete(self, name: str) -> None:
        """Take `name` away."""
        store, path = file_system(f"{self.root}/{name}")
        if store.exists(path):
            store.rm_file(path)
