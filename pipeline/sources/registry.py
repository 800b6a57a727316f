"""From sources to articles: finds inputs, picks a reader for each, keeps out what is no article.

A new kind of input is one module with a `Reader` and one line in `READERS`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from pipeline.article import Article, Rejected
from pipeline.errors import SourceError, UsageError
from pipeline.plugins import readers
from pipeline.sources.columns import DEFAULT, Columns
from pipeline.sources.feed import FeedReader
from pipeline.sources.fetch import Network
from pipeline.sources.fetch.addresses import is_url
from pipeline.sources.html.reader import HtmlReader
from pipeline.sources.jsondoc import JsonReader
from pipeline.sources.lines import stdin
from pipeline.sources.locate import STDIN, locate, unreadable
from pipeline.sources.mail import MailReader
from pipeline.sources.opml import OpmlReader
from pipeline.sources.partial import mark_cut
from pipeline.sources.plaintext import PlainTextReader
from pipeline.sources.reader import Input, Reader, ReadLimits
from pipeline.sources.records import read_record
from pipeline.sources.remote import is_remote, open_remote
from pipeline.sources.sitemap import SitemapReader
from pipeline.sources.table import CsvReader, ParquetReader
from pipeline.sources.unpack import unpack
from pipeline.sources.unread import Item, Unread, key_of, opened, unread_record
from pipeline.text.language import NAMES

if TYPE_CHECKING:
    from pipeline.sources.fetch.fetcher import Fetcher

_log = logging.getLogger(__name__)

READERS: tuple[Reader, ...] = (
    FeedReader(),
    OpmlReader(),
    SitemapReader(),
    JsonReader(),
    ParquetReader(),
    MailReader(),
    HtmlReader(),
    CsvReader(),
    PlainTextReader(),
)
"""Asked in this order; plain text, which takes nearly everything, comes last."""

_OF_ONE_ARTICLE = (MailReader, HtmlReader, PlainTextReader)
"""What these make of an input depends on its bytes, its name and its address alone."""

_HEAD_BYTES = 8192
_DEEPEST = 3
"""How far addresses are followed: from a list of feeds to a feed to a page, and one more."""


def read(
    sources: Sequence[str],
    limits: ReadLimits | None = None,
    network: Network | None = None,
    columns: Columns | None = None,
) -> Iterator[Article | Rejected]:
    """The articles that sources name, in their order, each read only when it is asked for.

    sources: files, folders, patterns, URLs, "-" for stdin. network: the rules for fetching; without
    them nothing is fetched. columns: what the fields of tables and records are called. Whatever is
    no German article comes as a Rejected with its reason and remedy; a bad input never ends the
    iteration. An article that was already given comes as a Rejected that names the first.
    Raises UsageError if a source is the empty string.
    """
    desk = _Desk(limits or ReadLimits(), network, columns or DEFAULT)
    seen: dict[str, str] = {}
    yield from (_once(item, seen) for item in judge(opened(_items(sources, desk))))


def read_lazily(
    sources: Sequence[str], network: Network | None = None, columns: Columns | None = None
) -> Iterator[Item]:
    """As `read`, but an input that holds one article comes unread, and articles come again."""
    desk = _Desk(ReadLimits(), network, columns or DEFAULT, lazily=True)
    for item in _items(sources, desk):
        if isinstance(item, Unread):
            yield replace(item, source=_encodable(item.source), read=partial(_judged, item))
        else:
            yield from judge([item])


def _items(sources: Sequence[str], desk: _Desk) -> Iterator[Item]:
    if "" in sources:
        raise UsageError("a source is empty", "name a file, a folder, an address or - for stdin")
    try:
        for source in sources:
            for located in locate(source):
                yield from [located] if isinstance(located, Rejected) else desk.read(located)
    finally:
        desk.close()


def judge(items: Iterable[Article | Rejected]) -> Iterator[Article | Rejected]:
    """The items as a run takes them: what is no German article is rejected, with the reason."""
    for item in items:
        judged = _judge(mark_cut(item)) if isinstance(item, Article) else item
        yield replace(judged, source=_encodable(judged.source))


def _judged(item: Unread) -> list[Article | Rejected]:
    return list(judge(item.read()))


def read_opened(
    source: str, stream: BinaryIO, columns: Columns = DEFAULT
) -> Iterator[Article | Rejected]:
    """What an opened input holds, not yet judged; nothing is fetched."""
    desk = _Desk(ReadLimits(), None, columns)
    try:
        yield from opened(desk.hand_over(source, stream))
    except OSError as error:
        yield unreadable(source, error)


def _encodable(source: str) -> str:
    """A file name whose bytes are no UTF-8, with those bytes spelled out: it goes into JSON."""
    return source.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


class _Desk:
    """Opens inputs and hands each to the reader of its kind."""

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
        reader = _reader(name, head)
        web = _FollowedWeb(self, depth) if self.network else None
        take = unread_record if self._lazily else read_record
        item = Input(source, head, stream, self._limits, url, web, self._columns, take)
        if self._lazily and isinstance(reader, _OF_ONE_ARTICLE):
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


def _reader(name: str, head: bytes) -> Reader:
    """The reader of an input's kind. Raises SourceError."""
    if not head.strip():
        raise SourceError("empty", "pass a file with text")
    asked: tuple[Reader, ...] = (*readers(), *READERS)
    for reader in asked:
        if reader.accepts(name, head):
            return reader
    raise SourceError("of a kind that is not read", "save the article as plain text")


@dataclass(frozen=True, slots=True)
class _FollowedWeb:
    """The web as the reader of one input sees it, `depth` addresses away from the source."""

    desk: _Desk
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

    def remember(self, feed: str, entry: str) -> None:
        if self.desk.network and self.desk.network.run:
            self.desk.fetcher.store.keep_entry(feed, entry, self.desk.network.run)


def _judge(article: Article) -> Article | Rejected:
    """The article itself if it can be worked on: it has German sentences."""
    source = article.source
    if not any(block.kind != "heading" for block in article.blocks):
        return Rejected(source, "no sentence of an article in it", "pass the article's full text")
    if article.language != "de":
        language = NAMES.get(article.language, article.language)
        return Rejected(source, f"{language}, not German", "pass German articles only")
    return article


def _once(item: Article | Rejected, seen: dict[str, str]) -> Article | Rejected:
    """The item itself, unless it is an article that was seen before."""
    if isinstance(item, Rejected):
        return item
    if item.id in seen:
        reason = f"same article as {seen[item.id]}"
        return Rejected(item.source, reason, "pass each article once", duplicate=True)
    seen[item.id] = item.source
    return item
