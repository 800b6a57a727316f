"""Articles as the database holds them: the record of the run, with what people wrote over it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from pipeline.record import Check, Record, read_record
from pipeline.review.segments import machine_segments
from pipeline.review.words import Change, Opened, Segment


def opened(db: sqlite3.Connection, row: sqlite3.Row) -> Opened:
    """The article of a row of `shelf`, the view that has articles with their records."""
    record = read_record(row["record"])
    segments = segments_of(db, row["key"], record)
    return Opened(row["run"], row["id"], record, segments, row["verdict"], row["version"])


def segments_of(db: sqlite3.Connection, key: int, record: Record) -> tuple[Segment, ...]:
    """The segments as they stand. What was written for other German than there is now is left."""
    texts = {
        row["segment"]: row
        for row in db.execute("SELECT * FROM texts WHERE article = ?", (key,)).fetchall()
    }
    return tuple(_edited(segment, texts.get(segment.key)) for segment in machine_segments(record))


def write_text(
    db: sqlite3.Connection,
    key: int,
    segment: Segment,
    checks: Sequence[Check],
    name: str,
    time: str,
) -> None:
    """Keep the English of `segment` as what a person wrote."""
    found = json.dumps([check.model_dump() for check in checks], ensure_ascii=False)
    db.execute(
        "INSERT OR REPLACE INTO texts VALUES (?, ?, ?, ?, ?, ?, ?)",
        (key, segment.key, segment.de, segment.en, found, name, time),
    )


def drop_text(db: sqlite3.Connection, key: int, segment: Segment) -> None:
    """Give `segment` the English of its run again."""
    db.execute("DELETE FROM texts WHERE article = ? AND segment = ?", (key, segment.key))


def change_of(row: sqlite3.Row) -> Change:
    """The change of a row of `changes`."""
    return Change(
        time=row["time"],
        name=row["name"],
        kind=row["kind"],
        segment=row["segment"],
        before=row["before"],
        after=row["after"],
        undone=bool(row["undone"]),
    )


def _edited(segment: Segment, row: sqlite3.Row | None) -> Segment:
    if row is None or row["de"] != segment.de:
        return segment
    checks = tuple(Check(**check) for check in json.loads(row["checks"]))
    return replace(segment, en=row["en"], checks=checks, by=row["name"])
