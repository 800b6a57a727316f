"""The ledger: what was computed before, so that a killed or repeated run computes nothing twice.

A row is written only when a record is whole; the fingerprint names everything that the record
depends on, so a stale row is never found.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.record import Record, read_record
from pipeline.run.tables import Tables, rows_among

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ledger:
    """Finished records by fingerprint."""

    database: Tables

    def find(self, fingerprints: Sequence[str]) -> dict[str, Record]:
        """The finished records of those fingerprints that are known."""
        query = "SELECT fingerprint, record FROM results WHERE fingerprint IN"
        rows = rows_among(self.database, query, (), fingerprints)
        known = {key: record for key, text in rows if (record := _parsed(text))}
        return {key: known[key] for key in fingerprints if key in known}

    def save(self, records: Iterable[tuple[str, Record]]) -> None:
        """Keep finished records; the caller holds a transaction."""
        self.database.change(
            "INSERT INTO results VALUES (?, ?, ?) ON CONFLICT (fingerprint) DO UPDATE"
            " SET article = excluded.article, record = excluded.record",
            # Sorted, so that two writers of the same rows wait for one another only one way.
            sorted(
                (key, record.id, json.dumps(record.as_json(), ensure_ascii=False))
                for key, record in records
            ),
        )


def _parsed(text: str) -> Record | None:
    try:
        return read_record(json.loads(text))
    except ValueError:  # pydantic's ValidationError is one too
        _log.warning("a row of the ledger is no record; its article is computed again")
        return None
