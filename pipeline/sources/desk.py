"""Opens inputs - files, stdin, addresses - and hands each to the reader of its kind."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from pipeline.article import Article, Rejected
from pipeline.errors import SourceError
from pipeline.sources.columns import Columns
from pipeline.sources.fetch import Network
from pipeline.sources.fetch.addresses import is_url
from pipeline.sources.lines import stdin
from pipeline.sources.locate import STDIN, unreadable
from pipeline.sources.reader import Input, Reader, ReadLimits
from pipeline.sources.records import read_record
from pipeline.sources.registry import OF_ONE_ARTICLE, reader_of
from pipeline.sources.remote import is_remote, open_remote
from pipeline.sources.unpack import unpack
from pipeline.sources.unread import Item, Unread, key_of, opened, unread_record

if TYPE_CHECKING:
    from pipeline.sources.fetch.fetcher import Fetcher

_log = logging.getLogger(__name__)

_HEAD_BYTES = 8192
_DEEPEST = 3
"""How far addresses are followed: from a list of feeds to a feed to a page, and one more."""


class Desk:
    """Opens inputs; `lazily` leaves those unread that hold one article."""

    def __init__(
        self,
        limits: ReadLimits,
        network: Network | None,
        columns: Columns,
        *,
        lazily: bool = False,
    ) -> None:
        self._limits, self.network, self._columns = limits, network, columns
        self._lazily = lazily
        self._fetcher: Fetcher | None = None

    @property
    def fetcher(self) -> Fetcher:
        """Made when the first page is asked for."""
        if self._fetcher is None:
            from pipeline.sources.fetch.fetcher import Fetcher

            assert self.network is not None
            self._fetcher = Fetcher(self.network)
        return self._fetcher

    def close(self) -> None:
        """Close what fetching left open."""
        if self._fetcher is not None:
            self._fetcher.close()

    def read(self, source: str) -> Iterator[Item]:
        """What a file, stdin or an address holds."""
        if is_remote(source) and self.network:
            yield from self._read_remote(source)
            return
        if is_url(source):
            yield from self.fetch(source)
            return
        try:
            if source == STDIN:
                yield from self.hand_over("stdin", stdin())
                return
            with Path(source).open("rb") as stream:
                yield from self.hand_over(source, stream)
        except OSError as error:
            yield unreadable(source, error)
        except SourceError as error:
            yield Rejected(source, error.problem, error.remedy)

    def _read_remote(self, url: str) -> Iterator[Item]:
        try:
            with open_remote(url) as stream:
                yield from self.hand_over(url, stream)
        except OSError as error:
            yield unreadable(url, error)
        except SourceError as error:
            yield Rejected(url, error.problem, error.remedy)

    def fetch(self, url: str, version: str = "", depth: int = 0) -> Iterator[Item]:
        """What an address holds; `depth` counts the addresses that led to it."""
        if self.network is None:
            yield Rejected(
                url,
                "not fetched, the network is off limits",
                "leave out --offline, or save the page and pass the file",
            )
            return
        try:
            page = self.fetcher.get(url, version)
        except SourceError as error:
            yield Rejected(url, error.problem, error.remedy)
            return
        yield from self.hand_over(url, BytesIO(page.data), page.url, depth)

    def hand_over(
        self, source: str, stream: BinaryIO, url: str | None = None, depth: int = 0
    ) -> Iterator[Item]:
        """What an opened input holds, read by the reader of its kind."""
        yield from _guarded(source, self._given(source, stream, url, depth))

    def _given(self, source: str, stream: BinaryIO, url: str | None, depth: int) -> Iterator[Item]:
        name, head, stream = _opened(source, stream)
        reader = reader_of(name, head)
        web = _FollowedWeb(self, depth) if self.network else None
        take = unread_record if self._lazily else read_record
        item = Input(source, head, stream, self._limits, url, web, self._columns, take)
        if self._lazily and isinstance(reader, OF_ONE_ARTICLE):
            yield _unread(reader, name, item)
        else:
            yield from reader.read(item)


def _guarded(source: str, items: Iterator[Item]) -> Iterator[Item]:
    """The items of an input; where reading them fails, why."""
    try:
        yield from items
    except SourceError as error:
        yield Rejected(source, error.problem, error.remedy)
    except OSError:
        raise
    except Exception as error:  # one input must not take the night with it
        _log.debug("reading %s failed", source, exc_info=error)
        problem = f"reading it failed ({type(error).__name__}: {error})"
        yield Rejected(source, problem, "report this with the input")


def _unread(reader: Reader, name: str, item: Input) -> Unread:
    """An input by its bytes. Raises SourceError if they are too many."""
    data = item.data()
    held = replace(item, head=data, stream=BytesIO())
    key = key_of(reader.name, name, item.url or "", data)
    return Unread(item.source, key, lambda: opened(_guarded(item.source, reader.read(held))))


def _opened(source: str, stream: BinaryIO) -> tuple[str, bytes, BinaryIO]:
    """The name, the first bytes and the rest of an input, unpacked if it was packed."""
    head = stream.read(_HEAD_BYTES)
    if packed := unpack(source, head, stream):
        source, stream = packed
        head = stream.read(_HEAD_BYTES)
    return source, head, stream


@dataclass(frozen=True, slots=True)
class _FollowedWeb:
    """The web as the reader of one input sees it, `depth` addresses away from the source."""

    desk: Desk
    depth: int

    def follow(self, url: str, version: str = "") -> Iterator[Article | Rejected]:
        if self.depth >= _DEEPEST:
            yield Rejected(url, "too many addresses lead to it", "pass it directly")
        else:
            yield from opened(self.desk.fetch(url, version, self.depth + 1))

    def is_wanted(self, feed: str, entry: str) -> bool:
        network = self.desk.network
        if network is None or not network.only_new:
            return True
        return self.desk.fetcher.store.first_run(feed, entry) in (None, network.run)

    def remember(self, feed: str, entry: str, source: str) -> None:
        if self.desk.network and self.desk.network.run:
            self.desk.network.polls.note(feed, entry, source)
