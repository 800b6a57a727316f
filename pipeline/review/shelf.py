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
    texts = _texts(db, key)
    return tuple(
        _edited(segment, texts.get((segment.key, segment.de)))
        for segment in machine_segments(record)
    )


def follow_german(db: sqlite3.Connection, key: int, record: Record) -> None:
    """Bring what people wrote to where its German stands in `record`, if that has moved.

    What has no German there any more stays, for a run that brings it back.
    """
    texts = _texts(db, key)
    places = [(segment.key, segment.de) for segment in machine_segments(record)] if texts else []
    free = [place for place in places if place not in texts]
    for segment, de in [text for text in texts if text not in places]:
        if place := _new_place(segment, [place for place, german in free if german == de]):
            free.remove((place, de))
            db.execute(
                "UPDATE texts SET segment = ? WHERE article = ? AND segment = ? AND de = ?",
                (place, key, segment, de),
            )


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
    db.execute(
        "DELETE FROM texts WHERE article = ? AND segment = ? AND de = ?",
        (key, segment.key, segment.de),
    )


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


def _new_place(segment: str, fitting: Sequence[str]) -> str | None:
    """The best of the places that have the German: in the same part of the article, if any is."""
    part = segment.partition(".")[0]
    return min(fitting, key=lambda place: place.partition(".")[0] != part, default=None)


def _texts(db: sqlite3.Connection, key: int) -> dict[tuple[str, str], sqlite3.Row]:
    """What people wrote on an article, by segment and German; what was written last comes first."""
    rows = db.execute("SELECT * FROM texts WHERE article = ? ORDER BY time DESC", (key,))
    return {(row["segment"], row["de"]): row for row in rows.fetchall()}


def _edited(segment: Segment, row: sqlite3.Row | None) -> Segment:
    if row is None:
        return segment
    checks = tuple(Check(**check) for check in json.loads(row["checks"]))
    return replace(segment, en=row["en"], checks=checks, by=row["name"])
