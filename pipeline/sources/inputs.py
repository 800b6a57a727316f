"""From sources to articles: finds inputs, has each read, keeps out what is no article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import BinaryIO

from pipeline.article import Article, Rejected
from pipeline.errors import UsageError
from pipeline.sources.columns import DEFAULT, Columns
from pipeline.sources.desk import Desk
from pipeline.sources.fetch import Network
from pipeline.sources.locate import locate, unreadable
from pipeline.sources.partial import mark_cut
from pipeline.sources.reader import ReadLimits
from pipeline.sources.unread import Item, Unread, opened
from pipeline.text.language import NAMES


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
    desk = Desk(limits or ReadLimits(), network, columns or DEFAULT)
    seen: dict[str, str] = {}
    yield from (_once(item, seen) for item in judge(opened(_items(sources, desk))))


def read_lazily(
    sources: Sequence[str], network: Network | None = None, columns: Columns | None = None
) -> Iterator[Item]:
    """As `read`, but an input that holds one article comes unread, and articles come again."""
    desk = Desk(ReadLimits(), network, columns or DEFAULT, lazily=True)
    for item in _items(sources, desk):
        if isinstance(item, Unread):
            yield replace(item, source=_encodable(item.source), read=partial(_judged, item))
        else:
            yield from judge([item])


def _items(sources: Sequence[str], desk: Desk) -> Iterator[Item]:
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
    desk = Desk(ReadLimits(), None, columns)
    try:
        yield from opened(desk.hand_over(source, stream))
    except OSError as error:
        yield unreadable(source, error)


def _encodable(source: str) -> str:
    """A file name whose bytes are no UTF-8, with those bytes spelled out: it goes into JSON."""
    return source.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


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
