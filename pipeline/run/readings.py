"""What inputs hold, by their bytes: an unchanged article is known without being read again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pipeline.article import Article, Rejected
from pipeline.run.fingerprint import content_hash, reading_version
from pipeline.run.tables import Tables, rows_among, seal
from pipeline.run.twins import sketch_of
from pipeline.sources.unread import Item, Unread
from pipeline.text.near import Sketch


@dataclass(frozen=True, slots=True)
class Entry:
    """What a run needs of an article to find its record: it may not have been read.

    content: its hash. sketch: for comparing with other articles. read: the article itself.
    known: whether it was read in an earlier run, and not in this one.
    duplicate_of: the id of the one before it that it nearly repeats.
    """

    id: str
    source: str
    published: datetime | None
    content: str
    sketch: Sketch | None
    read: Callable[[], Article]
    known: bool = False
    duplicate_of: str = ""

    @property
    def article(self) -> Article:
        """The article, read now if it was not."""
        return replace(self.read(), source=self.source, duplicate_of=self.duplicate_of)


Reading = tuple[str, str, str | None, str, int, bytes]
"""A row of the table: key, id, date, hash of the content, and the two values of the sketch."""


class Readings:
    """The articles of inputs that were read before.

    forgetful: know nothing, as when everything is to be computed again.
    """

    def __init__(self, database: Tables, *, forgetful: bool = False) -> None:
        self._database, self._forgetful = database, forgetful

    def entries(self, items: Sequence[Item]) -> tuple[list[Entry | Rejected], list[Reading]]:
        """The entries of items in their order, and what is to be kept of those just read."""
        keys = [_key(item) if isinstance(item, Unread) else "" for item in items]
        known = self._known([key for key in keys if key])
        entries: list[Entry | Rejected] = []
        new: list[Reading] = []
        for item, key in zip(items, keys, strict=True):
            if not isinstance(item, Unread):
                entries.append(_entered(item))
            elif key in known:
                entries.append(_entry(item, known[key]))
            else:
                found = [_entered(one) for one in item.read()]
                entries += found
                if len(found) == 1 and isinstance(found[0], Entry):
                    new.append(_row(key, found[0]))
        return entries, new

    def save(self, new: Iterable[Reading]) -> None:
        """Keep what was read."""
        if rows := sorted(new):
            with self._database.transaction():
                self._database.change(
                    "INSERT INTO readings (key, article, published, content, shingles, sketch,"
                    " seal) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET"
                    " article = excluded.article, published = excluded.published,"
                    " content = excluded.content, shingles = excluded.shingles,"
                    " sketch = excluded.sketch, seal = excluded.seal",
                    [(*row, seal(*row)) for row in rows],
                )

    def _known(self, keys: Sequence[str]) -> dict[str, Sequence[Any]]:
        if self._forgetful:
            return {}
        query = (
            "SELECT seal, key, article, published, content, shingles, sketch FROM readings"
            " WHERE key IN"
        )
        rows = rows_among(self._database, query, (), keys)
        # A damaged row is as good as none.
        return {row[0]: row for sealed, *row in rows if seal(*row) == sealed}


def entry_of(article: Article) -> Entry:
    """The entry of an article that was read."""
    return Entry(
        article.id,
        article.source,
        article.published,
        content_hash(article),
        sketch_of(article),
        lambda: article,
    )


def _entered(item: Article | Rejected) -> Entry | Rejected:
    return entry_of(item) if isinstance(item, Article) else item


def _entry(item: Unread, reading: Sequence[Any]) -> Entry:
    _, id_, published, content, size, values = reading
    return Entry(
        id_,
        item.source,
        datetime.fromisoformat(published) if published else None,
        content,
        Sketch(size, values) if size else None,
        lambda: next(one for one in item.read() if isinstance(one, Article)),
        known=True,
    )


def _row(key: str, entry: Entry) -> Reading:
    sketch = entry.sketch or Sketch(0, b"")
    published = entry.published.isoformat() if entry.published else None
    return key, entry.id, published, entry.content, sketch.size, sketch.values


def _key(item: Unread) -> str:
    return hashlib.sha256(f"{reading_version()} {item.key}".encode()).hexdigest()
