"""What the newsletter takes: what was accepted on the desk, or else what the runs hold."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from pipeline.errors import DepescheError
from pipeline.newsletter import Settings, compose, read_runs
from pipeline.newsletter.issue import Issue, Story
from pipeline.record import Record
from pipeline.review.database import Database
from pipeline.review.desk import database_of
from pipeline.review.intake import as_kept, as_text, is_moved, stands_the_same
from pipeline.review.segments import with_segments
from pipeline.review.shelf import opened

_ALL = 1_000_000


@dataclass(frozen=True, slots=True)
class Approved:
    """The records for an issue. `order`: their ids as an editor arranged them, else empty."""

    records: tuple[Record, ...]
    order: tuple[str, ...] = ()


def approved(out: Path, names: Sequence[str]) -> Approved:
    """The records of the runs `names` in `out` that an issue may take.

    Of a run with a verdict of an editor those that were accepted, with the English as it was
    edited; of another all. An article that is not what was accepted any more is left out. Of an
    article in several runs the last counts. Raises UsageError for an unknown run, DepescheError if
    runs were reviewed and nothing was accepted.
    """
    records = read_runs(out, names)
    path = database_of(out)
    if not path.exists():
        return Approved(tuple(records))
    with Database(path).reading() as db:
        reviewed = [name for name in names if _is_reviewed(db, name)]
        if not reviewed:
            return Approved(tuple(records))
        kept: dict[str, Record] = {}
        for name in names:
            found = read_runs(out, [name])
            chosen = _accepted(db, name, found) if name in reviewed else found
            # What a later run has and was not accepted must not come in by an earlier one.
            for record in found:
                kept.pop(record.id, None)
            kept |= {record.id: record for record in chosen}
        if not kept:
            raise DepescheError(
                f"nothing of {', '.join(reviewed)} is accepted",
                "accept articles in `depesche review`",
            )
        return Approved(tuple(kept.values()), _order(db, reviewed))


def compose_approved(
    chosen: Approved, runs: Sequence[str], settings: Settings, now: datetime
) -> Issue:
    """The issue of what was approved: in the editor's order if there is one, else ranked."""
    if not chosen.order:
        return compose(chosen.records, runs, settings, now)
    place = {one: number for number, one in enumerate(chosen.order)}
    whole = compose(chosen.records, runs, settings.model_copy(update={"limit": _ALL}), now)

    def first(story: Story) -> int:
        return min(place.get(item.id, _ALL) for item in story.items)

    arranged = replace(whole, stories=tuple(sorted(whole.stories, key=first)))
    return arranged.shortened(settings.limit)


def _is_reviewed(db: sqlite3.Connection, run: str) -> bool:
    query = "SELECT 1 FROM articles WHERE run = ? AND present = 1 AND verdict != 'open' LIMIT 1"
    return db.execute(query, (run,)).fetchone() is not None


def _accepted(db: sqlite3.Connection, run: str, records: Sequence[Record]) -> list[Record]:
    query = "SELECT * FROM shelf WHERE run = ? AND present = 1 AND verdict = 'accepted'"
    rows = {row["id"]: row for row in db.execute(query, (run,)).fetchall()}
    pairs = [(rows[record.id], record) for record in records if record.id in rows]
    kept = [(row, as_kept(db, row, record)) for row, record in pairs]
    return [
        with_segments(record, opened(db, row).segments)
        for row, record in kept
        if _is_what_was_seen(db, row, record)
    ]


def _is_what_was_seen(db: sqlite3.Connection, row: sqlite3.Row, record: Record) -> bool:
    return bool(row["record"] == as_text(record)) or stands_the_same(db, row, record)


def _order(db: sqlite3.Connection, runs: Sequence[str]) -> tuple[str, ...]:
    """The ids in the order of the desk, if an editor moved a story in one of the runs."""
    if not is_moved(db, runs):
        return ()
    marks = ", ".join("?" * len(runs))
    rows = db.execute(
        f"SELECT id FROM articles WHERE run IN ({marks}) AND present = 1"  # noqa: S608
        " ORDER BY place, rank, run",
        tuple(runs),
    ).fetchall()
    return tuple(row["id"] for row in rows)
