"""The German sentences that a summary rests on, where the run kept no whole article."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from pipeline.article import Article
from pipeline.errors import DepescheError
from pipeline.record import Record
from pipeline.review.words import Segment
from pipeline.text.printable import printable

_ENTRY = re.compile(r"[#:]\d+$")  # the number of an article in a file of many
_LARGEST = 1_000_000  # bytes; what is larger takes longer to read than an editor waits


def german_of(record: Record) -> tuple[Segment, ...]:
    """The article's sentences, read again from its file; none if that is gone or not the same."""
    path = Path(_ENTRY.sub("", record.source))
    try:
        stat = path.stat()
    except (OSError, ValueError):
        return ()
    if not path.is_file() or stat.st_size > _LARGEST:
        return ()
    return _read(str(path), record.id, stat.st_mtime_ns)


@lru_cache(maxsize=64)
def _read(path: str, article: str, _changed: int) -> tuple[Segment, ...]:
    from pipeline.sources import read  # the readers take a moment to load

    try:
        found = next(
            (item for item in read([path]) if isinstance(item, Article) and item.id == article),
            None,
        )
    except (DepescheError, OSError):
        return ()
    if found is None:
        return ()
    return tuple(
        Segment(f"article.{sentence.id}", printable(sentence.text), "", "", kind=block.kind)
        for block in found.blocks
        for sentence in block.sentences
    )
