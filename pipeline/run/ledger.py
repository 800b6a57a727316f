"""The ledger: what was computed before, so that a killed or repeated run computes nothing twice.

SQLite in WAL mode beside the runs. A row is written only when a record is whole; the fingerprint
names everything that the record depends on, so a stale row is never found.
"""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from types import TracebackType

from pipeline.errors import DepescheError
from pipeline.record import Record, read_record

_log = logging.getLogger(__name__)

# Each entry brings the schema from its index to the next version; only ever append.
_MIGRATIONS = (
    (
        "CREATE TABLE results (fingerprint TEXT PRIMARY KEY, article TEXT NOT NULL,"
        " record TEXT NOT NULL) STRICT, WITHOUT ROWID",
    ),
)
_WAIT_SECONDS = 30.0
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class LedgerError(DepescheError):
    """The ledger cannot be read or written: no article's fault, so it ends the run."""


class Ledger:
    """Finished records by fingerprint. Use as a context manager.

    A damaged file is moved aside, with a warning, and a new ledger begun.
    Raises LedgerError where the file cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with _explained(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = _open_or_renew(path)

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._db.close()

    def find(self, fingerprints: Sequence[str]) -> dict[str, Record]:
        """The finished records of those fingerprints that are known."""
        found = {}
        for fingerprint in fingerprints:
            with _explained(self._path), closing(self._db.cursor()) as cursor:
                row = cursor.execute(
                    "SELECT record FROM results WHERE fingerprint = ?", (fingerprint,)
                ).fetchone()
            if row and (record := _parsed(row[0])):
                found[fingerprint] = record
        return found

    def save(self, records: Iterable[tuple[str, Record]]) -> None:
        """Keep finished records, all of them or none."""
        rows = [
            (key, record.id, json.dumps(record.as_json(), ensure_ascii=False))
            for key, record in records
        ]
        with _explained(self._path), _transaction(self._db):
            self._db.executemany("INSERT OR REPLACE INTO results VALUES (?, ?, ?)", rows)


def _parsed(text: str) -> Record | None:
    try:
        return read_record(json.loads(text))
    except ValueError:  # pydantic's ValidationError is one too
        _log.warning("a row of the ledger is no record; its article is computed again")
        return None


def _open_or_renew(path: Path) -> sqlite3.Connection:
    try:
        return _open(path)
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF not in _DAMAGED:
            raise
        aside = _move_aside(path)
        _log.warning(
            "the ledger was damaged (%s): it is kept as %s, and what it held is computed again",
            error,
            aside,
        )
    return _open(path)


def _open(path: Path) -> sqlite3.Connection:
    # Without an isolation level Python begins no transaction by itself: all of ours are explicit.
    db = sqlite3.connect(path, timeout=_WAIT_SECONDS, isolation_level=None)
    try:
        db.execute("PRAGMA journal_mode = WAL")
        # A kill loses nothing; if the power fails the last window may be computed again.
        db.execute("PRAGMA synchronous = NORMAL")
        _refuse_damaged(db)
        _migrate(db)
    except BaseException:
        db.close()
        raise
    return db


def _refuse_damaged(db: sqlite3.Connection) -> None:
    finding = db.execute("PRAGMA quick_check(1)").fetchone()[0]
    if finding != "ok":
        error = sqlite3.DatabaseError(finding)
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise error


def _migrate(db: sqlite3.Connection) -> None:
    """Bring the schema to this version, each step whole or not at all."""
    with _transaction(db):
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version > len(_MIGRATIONS):
            raise LedgerError(
                f"the ledger is of version {version}, newer than this Depesche knows",
                "update Depesche, or give another folder with -o",
            )
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
