"""What a reader of one kind of input offers, and what it is given."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, Protocol

from pipeline.article import Article, Rejected
from pipeline.errors import SourceError
from pipeline.sources.columns import DEFAULT, Columns
from pipeline.sources.records import read_record
from pipeline.sources.unread import Item

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """How much is read at most: `file_bytes` of one file that has to be held as a whole."""

    file_bytes: int = 20 * MEGABYTE


class Web(Protocol):
    """The web, for readers of inputs that point to others: feeds, lists of feeds, sitemaps."""

    def follow(self, url: str, version: str = "") -> Iterator[Article | Rejected]:
        """What the input at an address holds; `version` is the stamp that a feed gives it."""
        ...

    def is_wanted(self, feed: str, entry: str) -> bool:
        """Whether an entry of a feed is to be read: always, unless only new ones are asked for."""
        ...

    def remember(self, feed: str, entry: str, source: str) -> None:
        """Note that this run has read an entry of a feed, and the source of what it holds."""
        ...


@dataclass(frozen=True, slots=True)
class Input:
    """An opened input: `head`, its first bytes, and `stream`, which goes on after them.

    url: the address it was fetched from, if it was. web: None if the network is off limits.
    columns: what the fields of records are called, where they have names of their own.
    take: what to do with a record: to read it, or to leave it unread.
    """

    source: str
    head: bytes
    stream: BinaryIO
    limits: ReadLimits
    url: str | None = None
    web: Web | None = None
    columns: Columns = DEFAULT
    take: Callable[[str, Mapping[str, Any]], Item] = read_record

    def record(self, place: str, values: Mapping[str, Any]) -> Item:
        """The article of a record in this input; `place` is the input's name and its number."""
        return self.take(place, self.columns.applied(values))

    def data(self) -> bytes:
        """All bytes.

        Raises SourceError if there are more than the limit; not one byte more is held in memory.
        """
        most = self.limits.file_bytes
        data = self.head + self.stream.read(max(0, most + 1 - len(self.head)))
        if len(data) > most:
            raise SourceError(
                f"larger than the limit of {most / MEGABYTE:g} MB",
                "split it into one file an article",
            )
        return data


class Reader(Protocol):
    """Reads one kind of input; a reader is a module with one such object, listed in `registry`."""

    @property
    def name(self) -> str:
        """What kind of input it reads, for messages."""
        ...

    def accepts(self, source: str, head: bytes) -> bool:
        """Whether an input is of its kind, by its first bytes and, if those leave it open, name."""
        ...

    def read(self, item: Input) -> Iterator[Item]:
        """The articles in an input. May raise SourceError, which rejects the input."""
        ...
