"""What was fetched before: pages with their validators, and the entries of feeds."""

from __future__ import annotations

import logging
import sqlite3
import time
import zlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_log = logging.getLogger(__name__)
_DAY = 86_400.0
_KEPT = 30 * _DAY
"""Pages and entries that nobody asked for in this time are forgotten."""

_TABLES = """
CREATE TABLE IF NOT EXISTS pages (
    address TEXT PRIMARY KEY, url TEXT NOT NULL, media_type TEXT NOT NULL, etag TEXT NOT NULL,
    modified TEXT NOT NULL, version TEXT NOT NULL, body BLOB NOT NULL, used REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS entries (
    feed TEXT NOT NULL, entry TEXT NOT NULL, run TEXT NOT NULL, used REAL NOT NULL,
    PRIMARY KEY (feed, entry)
);
"""


@dataclass(frozen=True, slots=True)
class StoredPage:
    """A page as it was last fetched; `url` is where redirects led, `version` the feed's stamp."""

    url: str
    media_type: str
    etag: str
    modified: str
    version: str
    body: bytes


class Store:
    """Pages and entries in one SQLite file; without a folder, or if that fails, in memory.

    Losing it costs requests, never articles, so no failure here ends a run.
    """

    def __init__(self, folder: Path | None) -> None:
        self._database = _open(folder)

    def page(self, address: str) -> StoredPage | None:
        """What was found at an address."""
        with suppress(sqlite3.Error, zlib.error):
            row = self._database.execute(
                "SELECT url, media_type, etag, modified, version, body FROM pages"
                " WHERE address = ?",
                (address,),
            ).fetchone()
            if row:
                url, media_type, etag, modified, version, body = row
                return StoredPage(url, media_type, etag, modified, version, zlib.decompress(body))
        return None

    def keep(self, address: str, page: StoredPage) -> None:
        """Remember a page, or that it was asked for again."""
        self._write(
            "INSERT OR REPLACE INTO pages VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                address, page.url, page.media_type, page.etag, page.modified, page.version,
                zlib.compress(page.body, 1), time.time(),
            ),
        )  # fmt: skip

    def first_run(self, feed: str, entry: str) -> str | None:
        """The run that was the first to do an entry of a feed; None if none has."""
        with suppress(sqlite3.Error):
            query = "SELECT run FROM entries WHERE feed = ? AND entry = ?"
            row = self._database.execute(query, (feed, entry)).fetchone()
            return str(row[0]) if row else None
        return None

    def keep_entry(self, feed: str, entry: str, run: str) -> None:
        """Remember that a run has done an entry."""
        self._write(
            "INSERT INTO entries VALUES (?, ?, ?, ?)"
            " ON CONFLICT (feed, entry) DO UPDATE SET used = excluded.used",
            (feed, entry, run, time.time()),
        )

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def _write(self, statement: str, values: tuple[object, ...]) -> None:
        try:
            with self._database:
                self._database.execute(statement, values)
        except sqlite3.Error as error:
            _log.warning("the cache of pages cannot be written (%s)", error)


def _open(folder: Path | None) -> sqlite3.Connection:
    if folder is not None:
        path = folder / "pages.sqlite3"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            return _prepared(path)
        except (OSError, sqlite3.Error) as error:
            _log.warning("pages are not kept: %s cannot be used (%s)", path, error)
    return _prepared(":memory:")


def _prepared(path: Path | str) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=10, check_same_thread=False)
    try:
        with database:
            database.executescript(_TABLES)
            for table in ("pages", "entries"):
                query = f"DELETE FROM {table} WHERE used < ?"  # noqa: S608  # the names are ours
                database.execute(query, (time.time() - _KEPT,))
    except sqlite3.Error:
        database.close()
        raise
    return database
