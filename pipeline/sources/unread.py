"""Inputs that are read only when somebody needs to know more than that they are the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from pipeline.article import Article, Rejected
from pipeline.sources.records import is_extracted, read_record


@dataclass(frozen=True, slots=True)
class Unread:
    """An input of which only the bytes are known so far.

    key: SHA-256 over all that reading it depends on, the code and `source` apart: whatever has the
    same key reads the same. read: what it holds.
    """

    source: str
    key: str
    read: Callable[[], Iterable[Article | Rejected]]


Item = Article | Rejected | Unread
"""What a source gives."""


def opened(items: Iterable[Item]) -> Iterator[Article | Rejected]:
    """The items, all of them read."""
    for item in items:
        if isinstance(item, Unread):
            yield from item.read()
        else:
            yield item


def unread_record(source: str, record: Mapping[str, Any]) -> Item:
    """The article of a record, to be read later; it is read at once where it names its source."""
    if is_extracted(record):
        return read_record(source, record)
    text = json.dumps(record, ensure_ascii=False, default=repr)
    return Unread(source, key_of("record", text), partial(_read_record, source, record))


def key_of(*parts: str | bytes) -> str:
    """SHA-256 over parts, none of which can run into the next."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(b"%d:" % len(data) + data)
    return digest.hexdigest()


def _read_record(source: str, record: Mapping[str, Any]) -> list[Article | Rejected]:
    return [read_record(source, record)]
