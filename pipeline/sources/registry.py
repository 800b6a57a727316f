"""From sources to articles: finds inputs, picks a reader for each, keeps out what is no article.

A new kind of input is one module with a `Reader` and one line in `READERS`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from pipeline.article import Article, Rejected
from pipeline.errors import SourceError
from pipeline.sources.html.reader import HtmlReader
from pipeline.sources.locate import STDIN, locate, unreadable
from pipeline.sources.plaintext import PlainTextReader
from pipeline.sources.reader import Input, Reader, ReadLimits
from pipeline.text.language import NAMES

READERS: tuple[Reader, ...] = (HtmlReader(), PlainTextReader())
"""Asked in this order; plain text, which takes nearly everything, comes last."""

_HEAD_BYTES = 8192


def read(sources: Sequence[str], limits: ReadLimits | None = None) -> Iterator[Article | Rejected]:
    """The articles that sources name, in their order, each read only when it is asked for.

    sources: files, folders, patterns, "-" for stdin. Whatever is no German article comes as a
    Rejected with its reason and remedy; a bad input never ends the iteration. An article that was
    already given comes as a Rejected that names the first.
    """
    limits = limits or ReadLimits()
    seen: dict[str, str] = {}
    for source in sources:
        for located in locate(source):
            items = [located] if isinstance(located, Rejected) else _read_one(located, limits)
            for item in items:
                yield _judge(item, seen) if isinstance(item, Article) else item


def _read_one(source: str, limits: ReadLimits) -> Iterator[Article | Rejected]:
    try:
        if source == STDIN:
            yield from _read_stream("stdin", sys.stdin.buffer, limits)
            return
        with Path(source).open("rb") as stream:
            yield from _read_stream(source, stream, limits)
    except OSError as error:
        yield unreadable(source, error)


def _read_stream(source: str, stream: BinaryIO, limits: ReadLimits) -> Iterator[Article | Rejected]:
    head = stream.read(_HEAD_BYTES)
    if not head.strip():
        yield Rejected(source, "empty", "pass a file with text")
        return
    reader = next((reader for reader in READERS if reader.accepts(source, head)), None)
    if reader is None:
        yield Rejected(source, "of a kind that is not read", "save the article as plain text")
        return
    try:
        yield from reader.read(Input(source, head, stream, limits))
    except SourceError as error:
        yield Rejected(source, error.problem, error.remedy)


def _judge(article: Article, seen: dict[str, str]) -> Article | Rejected:
    """The article itself if it can be worked on: it has German sentences and is new."""
    source = article.source
    if not any(block.kind != "heading" for block in article.blocks):
        return Rejected(source, "no sentence of an article in it", "pass the article's full text")
    if article.language != "de":
        language = NAMES.get(article.language, article.language)
        return Rejected(source, f"{language}, not German", "pass German articles only")
    if article.id in seen:
        return Rejected(source, f"same article as {seen[article.id]}", "pass each article once")
    seen[article.id] = source
    return article
