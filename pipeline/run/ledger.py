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

Supported = tuple[str, tuple[str, ...]]
"""A sentence of a summary, with a hash of each sentence of the article that supports it."""


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

    def summary(self, fingerprint: str) -> list[Supported]:
        """The summary of a finished record; [] if there is none."""
        query = "SELECT record, support FROM results WHERE fingerprint = ?"
        for text, support in self.database.rows(query, [fingerprint]):
            record, hashes = _parsed(text), json.loads(support)
            if record and len(record.summary) == len(hashes):
                pairs = zip(record.summary, hashes, strict=True)
                return [(pair.de, tuple(of_one)) for pair, of_one in pairs]
        return []

    def save(self, records: Iterable[tuple[str, Record, Sequence[Sequence[str]]]]) -> None:
        """Keep finished records; the caller holds a transaction.

        Beside each of them, for each sentence of its summary, the hashes of what supports it.
        """
        self.database.change(
            "INSERT INTO results (fingerprint, article, record, support) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (fingerprint) DO UPDATE SET article = excluded.article,"
            " record = excluded.record, support = excluded.support",
            # Sorted, so that two writers of the same rows wait for one another only one way.
            sorted(
                (key, record.id, _json(record.as_json()), _json(support))
                for key, record, support in records
            ),
        )


def _json(values: object) -> str:
    return json.dumps(values, ensure_ascii=False)


def _parsed(text: str) -> Record | None:
    try:
        return read_record(text)
    except ValueError:  # pydantic's ValidationError is one too
        _log.warning("a row of the ledger is no record; its article is computed again")
        return None
