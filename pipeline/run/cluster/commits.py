"""Shards that are there as a whole or not at all, whoever is killed while writing them."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.errors import DepescheError
from pipeline.run.cluster.store import Store

_MARKER = ".json"


class DamagedShardError(DepescheError):
    """What a marker promises is not there."""


@dataclass(frozen=True, slots=True)
class Commits:
    """The committed shards of one kind.

    A shard's lines are put under a name of their own; the marker that names them, with their
    checksum, is put last, in one step. If two workers make the same shard (one was thought dead),
    the later marker counts, and names lines that are whole.
    """

    store: Store
    kind: str

    def put(self, key: str, lines: Sequence[str], values: dict[str, Any]) -> None:
        """Commit a shard: its lines, and what else is to be known of it. Raises WriteError."""
        data = f"{self.kind}/{key}-{uuid.uuid4().hex[:12]}.jsonl"
        self.store.put(data, lines)
        marker = {"data": data, "sha256": _checksum(lines), **values}
        self.store.put(self._marker(key), [json.dumps(marker, ensure_ascii=False)])

    def keys(self) -> set[str]:
        """The keys of the shards that are committed."""
        names = (name.rpartition("/")[2] for name in self.store.names(self.kind))
        return {name.removesuffix(_MARKER) for name in names if _is_marker(name)}

    def values(self, key: str) -> dict[str, Any]:
        """What the marker of a committed shard says. Raises DamagedShardError."""
        try:
            marker = json.loads(self.store.get(self._marker(key)) or "")
        except ValueError as error:
            raise self._damaged(key) from error
        assert isinstance(marker, dict)
        return marker

    def lines(self, key: str) -> list[str]:
        """The lines of a committed shard, without their ends.

        Raises DamagedShardError if they are not those that were committed; the shard is then
        none any more, so that the next run makes it anew.
        """
        marker = self.values(key)
        text = self.store.get(marker["data"])
        if text is None or _checksum([text]) != marker["sha256"]:
            self.drop(key)
            raise self._damaged(key)
        return text.split("\n")[:-1]

    def drop(self, key: str) -> None:
        """Make a shard one that is not committed."""
        self.store.delete(self._marker(key))

    def sweep(self, keep: Collection[str]) -> None:
        """Take away all shards but those to keep, and what killed workers had half written."""
        wanted = {self._marker(key) for key in keep}
        wanted |= {self.values(key)["data"] for key in keep}
        for name in self.store.names(self.kind):
            if name not in wanted:
                self.store.delete(name)

    def _marker(self, key: str) -> str:
        return f"{self.kind}/{key}{_MARKER}"

    def _damaged(self, key: str) -> DamagedShardError:
        return DamagedShardError(f"shard {key} is damaged", "run the job again: it is made anew")


def _is_marker(name: str) -> bool:
    return name.endswith(_MARKER) and not name.startswith(".")


def _checksum(lines: Sequence[str]) -> str:
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line.encode())
    return digest.hexdigest()
