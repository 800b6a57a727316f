"""The ledger: what was computed before, so that a killed or repeated run computes nothing twice.

SQLite in WAL mode beside the runs. A row is written only when a record is whole; the fingerprint
names everything that the record depends on, so a stale row is never found.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from types import TracebackType

from pipeline.errors import DepescheError
from pipeline.record import Record, read_record

# Each entry brings the schema from its index to the next version; only ever append.
_MIGRATIONS = (
    "CREATE TABLE results (fingerprint TEXT PRIMARY KEY, article TEXT NOT NULL,"
    " record TEXT NOT NULL) STRICT, WITHOUT ROWID",
)
_WAIT_SECONDS = 30.0


class Ledger:
    """Finished records by fingerprint. Use as a context manager."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, timeout=_WAIT_SECONDS)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._migrate()
        except (sqlite3.Error, OSError) as error:
            raise DepescheError(
                f"the ledger {path} cannot be used ({error})",
                "move it away: the next run starts a new one and computes what is missing",
            ) from error

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
        with closing(self._db.cursor()) as cursor:
            for fingerprint in fingerprints:
                row = cursor.execute(
                    "SELECT record FROM results WHERE fingerprint = ?", (fingerprint,)
                ).fetchone()
                if row:
                    found[fingerprint] = read_record(json.loads(row[0]))
        return found

    def save(self, records: Iterable[tuple[str, Record]]) -> None:
        """Keep finished records, all of them or none."""
        rows = [
            (key, record.id, json.dumps(record.as_json(), ensure_ascii=False))
            for key, record in records
        ]
        with self._db:
            self._db.executemany("INSERT OR REPLACE INTO results VALUES (?, ?, ?)", rows)

    def _migrate(self) -> None:
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        for step, statement in enumerate(_MIGRATIONS[version:], start=version + 1):
            with self._db:
                self._db.execute(statement)
                self._db.execute(f"PRAGMA user_version = {step}")
