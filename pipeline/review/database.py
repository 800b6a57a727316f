"""The desk's database: SQLite in WAL mode beside the runs, brought up to date by migrations."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from pipeline.review.words import ReviewError

_WAIT_SECONDS = 30.0  # a run of 10,000 articles is written in about ten
_MAKING_SECONDS = 1.0  # longer than a new file stays empty

# Each entry brings the schema from its index to the next version; only ever append.
_MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE runs (name TEXT PRIMARY KEY, stamp TEXT NOT NULL,"
        " version INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID",
        # `place` is that of the story in the run, `rank` that of the article in its story.
        # An article that a later run of the same name no longer has stays, with present = 0:
        # what people wrote about it is theirs.
        "CREATE TABLE articles (key INTEGER PRIMARY KEY, run TEXT NOT NULL REFERENCES runs,"
        " id TEXT NOT NULL, record TEXT NOT NULL, story TEXT NOT NULL, place INTEGER NOT NULL,"
        " rank INTEGER NOT NULL, present INTEGER NOT NULL DEFAULT 1,"
        " verdict TEXT NOT NULL DEFAULT 'open', version INTEGER NOT NULL DEFAULT 0,"
        " UNIQUE (run, id)) STRICT",
        "CREATE INDEX by_place ON articles (run, present, place, rank)",
        "CREATE INDEX by_verdict ON articles (run, present, verdict, place, rank)",
        "CREATE TABLE texts (article INTEGER NOT NULL REFERENCES articles, segment TEXT NOT NULL,"
        " de TEXT NOT NULL, en TEXT NOT NULL, checks TEXT NOT NULL, name TEXT NOT NULL,"
        " time TEXT NOT NULL, PRIMARY KEY (article, segment)) STRICT, WITHOUT ROWID",
        # `batch` holds together what was saved at once; `article` is empty for a move, whose
        # `segment` is the story.
        "CREATE TABLE changes (number INTEGER PRIMARY KEY AUTOINCREMENT, batch INTEGER NOT NULL,"
        " time TEXT NOT NULL, name TEXT NOT NULL, run TEXT NOT NULL, article TEXT NOT NULL,"
        " version INTEGER NOT NULL, kind TEXT NOT NULL, segment TEXT NOT NULL,"
        " before TEXT NOT NULL, after TEXT NOT NULL, undone INTEGER NOT NULL DEFAULT 0) STRICT",
        "CREATE INDEX by_article ON changes (run, article, number)",
        "CREATE VIRTUAL TABLE words USING fts5"
        " (de, en, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')",
        "CREATE TABLE sessions (token TEXT PRIMARY KEY, name TEXT NOT NULL,"
        " expires INTEGER NOT NULL) STRICT, WITHOUT ROWID",
        "CREATE TABLE secrets (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    ),
    (
        # German compounds are found by their parts, too: long words, as the index has them.
        "CREATE VIRTUAL TABLE vocabulary USING fts5vocab(words, 'row')",
        "CREATE TABLE compounds (term TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
        "INSERT INTO compounds SELECT term FROM vocabulary WHERE length(term) > 7",
    ),
    (
        # A story that moves takes others along: their rows must be short to be written quickly.
        "CREATE TABLE records (article INTEGER PRIMARY KEY REFERENCES articles,"
        " record TEXT NOT NULL) STRICT",
        "INSERT INTO records SELECT key, record FROM articles",
        "ALTER TABLE articles DROP COLUMN record",
        "CREATE VIEW shelf AS"
        " SELECT articles.*, record FROM articles JOIN records ON article = key",
    ),
    (
        # Who wrote the text that a change replaced; NULL where it was the run's: undoing gives that
        # back to the run, and does not make a person's of it.
        "ALTER TABLE changes ADD COLUMN before_by TEXT",
        "UPDATE changes SET before_by = (SELECT name FROM changes AS earlier"
        " WHERE earlier.run = changes.run AND earlier.article = changes.article"
        " AND earlier.segment = changes.segment AND earlier.after = changes.before"
        " AND earlier.number < changes.number AND earlier.kind = 'edit' AND earlier.undone = 0"
        " ORDER BY number DESC LIMIT 1) WHERE kind = 'edit'",
    ),
    (
        # What was done before a repeated run (batch 0) changed the article may have been done to
        # other German: it can be undone no more.
        "UPDATE changes SET undone = 1 WHERE article != '' AND EXISTS (SELECT 1 FROM changes"
        " AS later WHERE later.run = changes.run AND later.article = changes.article"
        " AND later.number > changes.number AND later.batch = 0)",
    ),
    (
        # What a person wrote belongs to its German: other German in the same place has its own.
        "CREATE TABLE by_german (article INTEGER NOT NULL REFERENCES articles,"
        " segment TEXT NOT NULL, de TEXT NOT NULL, en TEXT NOT NULL, checks TEXT NOT NULL,"
        " name TEXT NOT NULL, time TEXT NOT NULL, PRIMARY KEY (article, segment, de))"
        " STRICT, WITHOUT ROWID",
        "INSERT INTO by_german SELECT article, segment, de, en, checks, name, time FROM texts",
        "DROP TABLE texts",
        "ALTER TABLE by_german RENAME TO texts",
    ),
)


class Database:
    """Connections to the file `path`, which is made, readable by its owner alone, if need be.

    Raises ReviewError where it cannot be used, was emptied or is newer than this Depesche.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with _explained(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                path.touch(mode=0o600, exist_ok=False)
            except FileExistsError:
                _refuse_emptied(path)
            with closing(self._connect()) as db:
                db.execute("PRAGMA journal_mode = WAL")
                _migrate(db)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees one state of the database throughout."""
        with self._begun("BEGIN") as db:
            yield db

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection whose changes are kept all or none; there is one writer at a time."""
        with self._begun("BEGIN IMMEDIATE") as db:
            yield db

    @contextmanager
    def _begun(self, begin: str) -> Iterator[sqlite3.Connection]:
        with _explained(self.path), closing(self._connect()) as db, _transaction(db, begin):
            yield db

    def _connect(self) -> sqlite3.Connection:
        # Without an isolation level Python begins no transaction by itself: all are explicit.
        db = sqlite3.connect(self.path, timeout=_WAIT_SECONDS, isolation_level=None)
        db.execute("PRAGMA foreign_keys = ON")
        db.row_factory = sqlite3.Row
        return db


def _refuse_emptied(path: Path) -> None:
    """Raise ReviewError for an empty file: that decisions are lost is not that there were none."""
    for pause in (0.0, _MAKING_SECONDS):  # another process may be making it at this moment
        time.sleep(pause)
        if path.stat().st_size:
            return
    raise ReviewError(
        f"the desk's database {path} is empty, and what editors decided is lost",
        "put a copy of it in its place, or delete it to begin anew",
    )


def _migrate(db: sqlite3.Connection) -> None:
    """Bring the schema to this version, each step whole or not at all."""
    with _transaction(db, "BEGIN IMMEDIATE"):
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version > len(_MIGRATIONS):
            raise ReviewError(
                f"the desk's database is of version {version}, newer than this Depesche knows",
                "update Depesche",
            )
        for statements in _MIGRATIONS[version:]:
            for statement in statements:
                db.execute(statement)
        db.execute(f"PRAGMA user_version = {len(_MIGRATIONS)}")


@contextmanager
def _transaction(db: sqlite3.Connection, begin: str) -> Iterator[None]:
    db.execute(begin)
    try:
        yield
    except BaseException:
        if db.in_transaction:  # a full disk has already rolled it back
            db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Failures of the database or the disk as a ReviewError."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise ReviewError(
            f"the desk's database {path} cannot be used ({error})",
            "see to it that the folder can be written and the file is whole",
        ) from error
