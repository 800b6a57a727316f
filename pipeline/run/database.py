"""The SQLite file beside the runs: opened, brought to the newest schema, renewed where damaged.

WAL mode lets a backup or a query be made while a run goes on. What is in it belongs to `ledger`
(finished records), `readings` (what inputs hold) and `memory` (translated segments, editors'
corrections). Runs on many machines
keep the same in PostgreSQL (`postgres`).
"""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

from pipeline.errors import UsageError
from pipeline.run.tables import LedgerError, Tables, too_new

_log = logging.getLogger(__name__)

# Each entry brings the schema from its index to the next version; only ever append.
_MIGRATIONS = (
    (
        "CREATE TABLE results (fingerprint TEXT PRIMARY KEY, article TEXT NOT NULL,"
        " record TEXT NOT NULL) STRICT, WITHOUT ROWID",
    ),
    (
        "CREATE TABLE translators (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE,"
        " label TEXT NOT NULL) STRICT",
        "CREATE TABLE segments (translator INTEGER NOT NULL REFERENCES translators,"
        " heading INTEGER NOT NULL, de TEXT NOT NULL, en TEXT NOT NULL, status TEXT NOT NULL,"
        " findings TEXT NOT NULL, rung TEXT NOT NULL, score REAL NOT NULL, used TEXT NOT NULL,"
        " PRIMARY KEY (translator, heading, de)) STRICT, WITHOUT ROWID",
        "CREATE TABLE corrections (de TEXT PRIMARY KEY, en TEXT NOT NULL, made TEXT NOT NULL)"
        " STRICT, WITHOUT ROWID",
    ),
    (
        "ALTER TABLE results ADD COLUMN support TEXT NOT NULL DEFAULT '[]'",
        "CREATE TABLE readings (key TEXT PRIMARY KEY, article TEXT NOT NULL, published TEXT,"
        " content TEXT NOT NULL, shingles INTEGER NOT NULL, sketch BLOB NOT NULL)"
        " STRICT, WITHOUT ROWID",
    ),
    tuple(
        f"ALTER TABLE {table} ADD COLUMN seal TEXT NOT NULL DEFAULT ''"
        for table in ("results", "readings", "segments", "corrections")
    ),
)
_TABLES = {"results", "readings", "translators", "segments", "corrections"}
_WAIT_SECONDS = 30.0
ADDRESS = "DEPESCHE_DATABASE"
"""Names the environment variable with the address of a PostgreSQL database."""
EDITED = "edited.jsonl"
"""The file, beside the ledger, in which the desk keeps what editors wrote."""
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def state_folder(out: Path) -> Path:
    """Where the ledger and the locks of the runs in `out` lie."""
    return out / ".depesche"


def stamps_file(out: Path, name: str) -> Path:
    """What a run notes of the pages that it wrote."""
    return state_folder(out) / f"{name}.pages"


class Database:
    """The open file of the runs in `out`. Use as a context manager.

    A damaged file is moved aside, with a warning, and a new one begun. Any thread may ask it.
    Raises LedgerError where it cannot be opened.
    """

    def __init__(self, out: Path) -> None:
        self.path = state_folder(out) / "ledger.sqlite3"
        self._turn = threading.Lock()
        with _explained(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._db = _open_or_renew(self.path)

    def __enter__(self) -> Database:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the connection, which a `with` block does by itself."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """What is changed within the block is kept as a whole or not at all."""
        with _explained(self.path), _transaction(self._db):
            yield

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows that a query finds."""
        with _explained(self.path), self._turn:
            return self._db.execute(query, values).fetchall()

    @property
    def place(self) -> str:
        """The file's path."""
        return str(self.path)

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return self.path.stat().st_size

    def change(self, statement: str, rows: Sequence[Sequence[Any]] = ((),)) -> int:
        """Run a statement once for each of `rows`; how many rows of the table it changed."""
        with _explained(self.path), self._turn:
            return self._db.executemany(statement, rows).rowcount


class OpenTables(Tables, AbstractContextManager["OpenTables"], Protocol):
    """Tables that are closed at the end of a `with` block."""


def open_database(out: Path) -> OpenTables:
    """The ledger and memory: those in `out`, or in the database that the environment names.

    Raises LedgerError where they cannot be opened, UsageError for an address that is none.
    """
    url = os.environ.get(ADDRESS)
    if not url:
        return Database(out)
    try:
        from pipeline.run.postgres import PostgresDatabase
    except ImportError as error:
        raise UsageError(
            f"{ADDRESS} needs further packages", "pip install 'depesche[cluster]'"
        ) from error
    return PostgresDatabase(url)


def is_shared() -> bool:
    """Whether the ledger is one that every machine reaches."""
    return bool(os.environ.get(ADDRESS))


def _open_or_renew(path: Path) -> sqlite3.Connection:
    try:
        return _open(path)
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF not in _DAMAGED:
            raise
        aside = _move_aside(path)
        _log.warning(
            "the ledger was damaged (%s): it is kept as %s, and what it held is computed again;"
            " corrections that were imported are not in the new one: import them again, or put a"
            " backup back (depesche restore)",
            error,
            aside,
        )
    return _open(path)


def _open(path: Path) -> sqlite3.Connection:
    # Without an isolation level Python begins no transaction by itself: all of ours are explicit.
    db = sqlite3.connect(path, timeout=_WAIT_SECONDS, isolation_level=None, check_same_thread=False)
    # What is no text was damaged on the disk: as no record, it is computed again.
    db.text_factory = _text
    try:
        db.execute("PRAGMA journal_mode = WAL")
        # A kill loses nothing; if the power fails the last window may be computed again.
        db.execute("PRAGMA synchronous = NORMAL")
        _refuse_damaged(db)
        _migrate(db)
        _refuse_incomplete(db)
    except UnicodeDecodeError as error:  # SQLite quotes the damaged schema in its message
        db.close()
        raise _damaged("its schema is no text") from error
    except BaseException:
        db.close()
        raise
    return db


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return ""


def _refuse_damaged(db: sqlite3.Connection) -> None:
    finding = db.execute("PRAGMA quick_check(1)").fetchone()[0]
    if finding != "ok":
        raise _damaged(finding)


def _refuse_incomplete(db: sqlite3.Connection) -> None:
    there = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if missing := sorted(_TABLES - there):
        raise _damaged(f"no table {missing[0]}")


def _damaged(finding: str) -> sqlite3.DatabaseError:
    error = sqlite3.DatabaseError(finding)
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return error


def _migrate(db: sqlite3.Connection) -> None:
    """Bring the schema to this version, each step whole or not at all."""
    with _transaction(db):
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version > len(_MIGRATIONS):
            raise too_new(version, "give another folder with -o")
        for statements in _MIGRATIONS[version:]:
            for statement in statements:
                db.execute(statement)
        db.execute(f"PRAGMA user_version = {len(_MIGRATIONS)}")


def _move_aside(path: Path) -> Path:
    """Rename the ledger and what SQLite keeps beside it; the new name of the ledger."""
    number = 1
    while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    path.rename(aside)
    for suffix in ("-wal", "-shm"):
        beside = path.with_name(path.name + suffix)
        if beside.exists():
            beside.rename(aside.with_name(aside.name + suffix))
    return aside


@contextmanager
def _transaction(db: sqlite3.Connection) -> Iterator[None]:
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if db.in_transaction:  # a full disk has already rolled it back
            db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Failures of the database or the disk as a LedgerError."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise LedgerError(
            f"the ledger {path} cannot be used ({error})",
            "make room and see to it that the folder can be written; the next run goes on from it",
        ) from error
