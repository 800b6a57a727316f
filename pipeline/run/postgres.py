"""The ledger and memory in PostgreSQL, for writers on many machines: the tables of the SQLite file.

The address comes from the environment alone, for it holds a password:
DEPESCHE_DATABASE=postgresql://user:password@host:5432/name[?sslmode=require|verify-full].
"""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Any

from sqlalchemy import URL, Connection, create_engine, make_url
from sqlalchemy.exc import SQLAlchemyError

from pipeline.errors import UsageError
from pipeline.run.tables import LedgerError, too_new

# Each entry brings the schema to the next version, as those of the SQLite file; only ever append.
_MIGRATIONS = (
    (
        "CREATE TABLE results (fingerprint TEXT PRIMARY KEY, article TEXT NOT NULL,"
        " record TEXT NOT NULL)",
    ),
    (
        "CREATE TABLE translators (id INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
        " key TEXT NOT NULL UNIQUE, label TEXT NOT NULL)",
        "CREATE TABLE segments (translator INTEGER NOT NULL REFERENCES translators,"
        ' heading INTEGER NOT NULL, de TEXT COLLATE "C" NOT NULL, en TEXT NOT NULL,'
        " status TEXT NOT NULL, findings TEXT NOT NULL, rung TEXT NOT NULL,"
        " score DOUBLE PRECISION NOT NULL, used TEXT NOT NULL,"
        " PRIMARY KEY (translator, heading, de))",
        'CREATE TABLE corrections (de TEXT COLLATE "C" PRIMARY KEY, en TEXT NOT NULL,'
        " made TEXT NOT NULL)",
    ),
    (
        "ALTER TABLE results ADD COLUMN support TEXT NOT NULL DEFAULT '[]'",
        "CREATE TABLE readings (key TEXT PRIMARY KEY, article TEXT NOT NULL, published TEXT,"
        " content TEXT NOT NULL, shingles INTEGER NOT NULL, sketch BYTEA NOT NULL)",
    ),
    tuple(
        f"ALTER TABLE {table} ADD COLUMN seal TEXT NOT NULL DEFAULT ''"
        for table in ("results", "readings", "segments", "corrections")
    ),
)
_MIGRATION_LOCK = 0x44_65_70_65  # "Depe": one process at a time brings the schema up to date


class PostgresDatabase:
    """A connection to the database at `url`, brought to the newest schema.

    A connection that was lost is made anew for the next transaction. Raises UsageError for an
    address that is none, LedgerError where the database cannot be used.
    """

    def __init__(self, url: str) -> None:
        address = _address(url)
        self._engine = create_engine(
            address.difference_update_query(["sslmode"]),
            connect_args=_encryption(address),
            pool_pre_ping=True,
            hide_parameters=True,  # they are text of articles
        )
        self._own = _Own()
        with self.transaction():
            self._migrate()

    def __enter__(self) -> PostgresDatabase:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._engine.dispose()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """What is changed within the block is kept as a whole or not at all."""
        with _explained(), self._engine.begin() as connection:
            self._own.connection = connection
            try:
                yield
            finally:
                self._own.connection = None

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows that a query finds; its marks are `?`, as SQLite's."""
        with self._connection() as connection:
            found = connection.exec_driver_sql(_marked(query), tuple(values) or None)
            return [tuple(row) for row in found]

    def change(self, statement: str, rows: Sequence[Sequence[Any]] = ((),)) -> int:
        """Run a statement once for each of `rows`; how many rows of the table it changed."""
        if not rows:
            return 0
        given = [tuple(row) for row in rows]
        with self._connection() as connection:
            done = connection.exec_driver_sql(_marked(statement), given if given[0] else None)
            return done.rowcount

    @property
    def place(self) -> str:
        """The address without its password."""
        return self._engine.url.render_as_string(hide_password=True)

    @property
    def size(self) -> int:
        """Bytes of the database on its disk."""
        size: int = self.rows("SELECT pg_database_size(current_database())")[0][0]
        return size

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        if self._own.connection is not None:
            yield self._own.connection
            return
        with _explained(), self._engine.begin() as connection:
            yield connection

    def _migrate(self) -> None:
        self.rows(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")
        self.change("CREATE TABLE IF NOT EXISTS depesche_schema (version INTEGER NOT NULL)")
        version = sum(row[0] for row in self.rows("SELECT version FROM depesche_schema"))
        if version > len(_MIGRATIONS):
            raise too_new(version, "give another database")
        for statements in _MIGRATIONS[version:]:
            for statement in statements:
                self.change(statement)
        self.change("DELETE FROM depesche_schema")
        self.change("INSERT INTO depesche_schema VALUES (?)", [(len(_MIGRATIONS),)])


class _Own(threading.local):
    """The connection of a thread that is in a transaction."""

    connection: Connection | None = None


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except SQLAlchemyError:
        address = None
    if address is None or address.drivername not in ("postgresql", "postgres"):
        raise UsageError(
            "DEPESCHE_DATABASE is no address of a PostgreSQL database",
            "write it as postgresql://user:password@host:5432/name",
        )
    return address.set(drivername="postgresql+pg8000")


def _encryption(address: URL) -> dict[str, ssl.SSLContext]:
    """TLS as libpq's sslmode means it: `require` encrypts, `verify-full` also asks who it is."""
    mode = address.query.get("sslmode", "disable")
    if mode == "disable":
        return {}
    context = ssl.create_default_context()
    if mode == "require":
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    elif mode != "verify-full":
        raise UsageError(f"sslmode={mode} is not known", "say disable, require or verify-full")
    return {"ssl_context": context}


def _marked(statement: str) -> str:
    return statement.replace("?", "%s")


@contextmanager
def _explained() -> Iterator[None]:
    """Failures of the database as a LedgerError that shows neither parameters nor the password."""
    try:
        yield
    except (SQLAlchemyError, OSError) as error:
        raise LedgerError(
            f"the database cannot be used ({_reason(error)})",
            "check DEPESCHE_DATABASE and the server; the next run goes on from there",
        ) from error


def _reason(error: Exception) -> str:
    """What the server said, without the details, which quote rows; else the kind of failure."""
    said = getattr(error, "orig", None) or error
    first = said.args[0] if said.args else ""
    if isinstance(first, dict):
        return str(first.get("M", type(said).__name__))
    return str(first) or type(said).__name__
