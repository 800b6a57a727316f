"""Inputs for readers, without files and without the web."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.article import Article, Rejected
from pipeline.sources.build import RawBlock, build
from pipeline.sources.reader import Input, Reader, ReadLimits, Web

TEXT = (
    "Der Rat von Musterstadt hat am Dienstag über den Haushalt beraten. Die Sitzung dauerte bis in"
    " die Nacht, weil die Fraktionen über die Schulen stritten."
)


def given(
    data: bytes | str | object,
    source: str = "x",
    url: str | None = None,
    web: Web | None = None,
    limits: ReadLimits | None = None,
    head: int = 8192,
) -> Input:
    """An input of bytes, of a text, or of a value to be written as JSON."""
    if not isinstance(data, bytes | str):
        data = json.dumps(data, ensure_ascii=False)
    raw = data if isinstance(data, bytes) else data.encode()
    stream = io.BytesIO(raw[head:])
    return Input(source, raw[:head], stream, limits or ReadLimits(), url, web)


def articles(reader: Reader, item: Input) -> list[Article]:
    """What a reader makes of an input that it takes, all of it articles."""
    assert reader.accepts(item.source, item.head)
    items = list(reader.read(item))
    assert all(isinstance(item, Article) for item in items), items
    return [item for item in items if isinstance(item, Article)]


def texts(article: Article) -> list[str]:
    return [block.text for block in article.blocks]


@dataclass
class FakeWeb:
    """Pages by address; remembers what was asked for, with which stamp."""

    pages: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    known: set[tuple[str, str]] = field(default_factory=set)
    only_new: bool = False

    def follow(self, url: str, version: str = "") -> Iterator[Article | Rejected]:
        self.asked.append((url, version))
        if url in self.pages:
            yield build(url, url=url, blocks=[RawBlock("paragraph", self.pages[url])])
        else:
            yield Rejected(url, "has no such page", "check the address")

    def is_wanted(self, feed: str, entry: str) -> bool:
        return not (self.only_new and (feed, entry) in self.known)

    def remember(self, feed: str, entry: str, source: str) -> None:
        self.known.add((feed, entry))
