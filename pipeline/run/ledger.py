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
from pipeline.run.tables import Tables, rows_among, seal

_log = logging.getLogger(__name__)

Supported = tuple[str, tuple[str, ...]]
"""A sentence of a summary, with a hash of each sentence of the article that supports it."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """Finished records by fingerprint."""

    database: Tables

    def find(self, fingerprints: Sequence[str]) -> dict[str, Record]:
        """The finished records of those fingerprints that are known."""
        query = "SELECT fingerprint, record, support, seal FROM results WHERE fingerprint IN"
        rows = rows_among(self.database, query, (), fingerprints)
        known = {row[0]: record for row in rows if (record := _parsed(*row))}
        return {key: known[key] for key in fingerprints if key in known}

    def summary(self, fingerprint: str) -> list[Supported]:
        """The summary of a finished record; [] if there is none."""
        query = "SELECT record, support, seal FROM results WHERE fingerprint = ?"
        for text, support, sealed in self.database.rows(query, [fingerprint]):
            if record := _parsed(fingerprint, text, support, sealed):
                pairs = zip(record.summary, json.loads(support), strict=True)
                return [(pair.de, tuple(of_one)) for pair, of_one in pairs]
        return []

    def save(self, records: Iterable[tuple[str, Record, Sequence[Sequence[str]]]]) -> None:
        """Keep finished records; the caller holds a transaction.

        Beside each of them, for each sentence of its summary, the hashes of what supports it.
        """
        self.database.change(
            "INSERT INTO results (fingerprint, article, record, support, seal)"
            " VALUES (?, ?, ?, ?, ?) ON CONFLICT (fingerprint) DO UPDATE SET"
            " article = excluded.article, record = excluded.record, support = excluded.support,"
            " seal = excluded.seal",
            # Sorted, so that two writers of the same rows wait for one another only one way.
            sorted(_row(*one) for one in records),
        )


def _row(key: str, record: Record, support: Sequence[Sequence[str]]) -> tuple[str, ...]:
    text, hashes = _json(record.as_json()), _json(support)
    return key, record.id, text, hashes, seal(key, text, hashes)


def _json(values: object) -> str:
    return json.dumps(values, ensure_ascii=False)


def _parsed(key: str, text: str, support: str, sealed: str) -> Record | None:
    """The record of a row, unless it was damaged or is of a schema before this one."""
    try:
        if seal(key, text, support) == sealed:
            return read_record(text)
    except ValueError:  # pydantic's ValidationError is one too
        pass
    _log.warning("a row of the ledger is damaged; its article is computed again")
    return None
