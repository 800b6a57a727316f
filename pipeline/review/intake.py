"""Finished runs come onto the desk, in the newsletter's order of stories."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from pathlib import Path

from pipeline.newsletter import Settings, compose, read_runs
from pipeline.newsletter.items import to_item
from pipeline.record import Record, read_record
from pipeline.review.search import index, learn_compounds
from pipeline.review.segments import PairT, cleaned, machine_segments, pairs_of, with_pairs
from pipeline.review.shelf import follow_german, segments_of

MACHINE = "depesche run"
"""The name under which a run that was repeated changes what is on the desk."""

RENEWAL = 0
"""The batch of a change that came with a repeated run: any text may be another since."""

_EVERY = 1_000_000


def stamp_of(pairs: Path) -> str:
    """What changes whenever a run's file of pairs is written anew."""
    stat = pairs.stat()
    return f"{stat.st_mtime_ns}-{stat.st_size}"


def in_iso(time: datetime) -> str:
    """A time as the desk keeps it: ISO 8601 to the millisecond, so that it sorts as text."""
    return time.isoformat(timespec="milliseconds")


def as_text(record: Record) -> str:
    """The record in the form that the desk keeps and compares."""
    return json.dumps(record.as_json(), ensure_ascii=False)


def stories_of(records: Sequence[Record], run: str, now: datetime) -> list[tuple[str, ...]]:
    """The ids of the articles of each story, the best first, as the newsletter would rank them."""
    ids = [record.id for record in records]
    settings = Settings.model_construct(**(dict(Settings()) | {"limit": _EVERY}))
    if not any(to_item(record, settings) for record in records):
        return [(one,) for one in ids]
    issue = compose(records, [run], settings, now)
    stories = [tuple(item.id for item in story.items) for story in issue.stories]
    told = {one for story in stories for one in story}
    return stories + [(one,) for one in ids if one not in told]


@dataclass(frozen=True, slots=True)
class Arrived:
    """A run as it was read: its records by id, and the ids of each story, the best first."""

    records: dict[str, Record]
    stories: list[tuple[str, ...]]


def arrived(out: Path, run: str, now: datetime) -> Arrived:
    """Read and group a run, which takes a while and keeps nobody from the database.

    Raises UsageError where the run holds something else than records.
    """
    records = read_runs(out, [run])
    return Arrived({record.id: record for record in records}, stories_of(records, run, now))


def take_in(db: sqlite3.Connection, run: str, stamp: str, new: Arrived, now: datetime) -> None:
    """Put the articles of `run` on the desk, or bring them up to date after it was repeated.

    An article that is not what was decided on is open again. Where an editor moved stories, their
    order stays.
    """
    db.execute(
        "INSERT INTO runs (name, stamp) VALUES (?, ?) ON CONFLICT (name)"
        " DO UPDATE SET stamp = excluded.stamp, version = version + 1",
        (run, stamp),
    )
    known = {row["id"]: row for row in db.execute("SELECT * FROM shelf WHERE run = ?", (run,))}
    stories = _arranged(new.stories, known) if is_moved(db, [run]) else new.stories
    db.execute("UPDATE articles SET present = 0 WHERE run = ?", (run,))
    for place, story in enumerate(stories):
        for rank, one in enumerate(story):
            record = new.records[one]
            where = (story[0], place, rank)
            if one not in known:
                _add(db, run, record, where)
            else:
                _renew(db, known[one], record, where, in_iso(now))
    _rename_moved(db, run)
    db.execute(
        "DELETE FROM words WHERE rowid IN (SELECT key FROM articles WHERE run = ? AND present = 0)",
        (run,),
    )
    learn_compounds(db)


def is_moved(db: sqlite3.Connection, runs: Sequence[str]) -> bool:
    """Whether an editor moved a story in one of the runs, and nobody took it back."""
    marks = ", ".join("?" * len(runs))
    query = f"SELECT 1 FROM changes WHERE run IN ({marks}) AND kind = 'move' AND undone = 0"  # noqa: S608
    return db.execute(query, tuple(runs)).fetchone() is not None


def _arranged(
    ranked: Sequence[tuple[str, ...]], known: Mapping[str, sqlite3.Row]
) -> list[tuple[str, ...]]:
    """The stories in the order of the desk; new ones behind those that they are ranked behind."""
    places, last = [], -1
    for story in ranked:
        there = [known[one]["place"] for one in story if one in known and known[one]["present"]]
        last = min(there, default=last)
        places.append(last)
    in_order = sorted(zip(places, ranked, strict=True), key=itemgetter(0))
    return [story for _, story in in_order]


def _rename_moved(db: sqlite3.Connection, run: str) -> None:
    """Let undo find the stories that were moved, which another article may lead now."""
    db.execute(
        "UPDATE changes SET segment = coalesce((SELECT story FROM articles WHERE run = changes.run"
        " AND id = changes.segment AND present = 1), '') WHERE run = ? AND kind = 'move'",
        (run,),
    )
    db.execute(
        "UPDATE changes SET undone = 1 WHERE run = ? AND kind = 'move' AND segment = ''", (run,)
    )


def _add(db: sqlite3.Connection, run: str, record: Record, where: tuple[str, int, int]) -> None:
    cursor = db.execute(
        "INSERT INTO articles (run, id, story, place, rank) VALUES (?, ?, ?, ?, ?)",
        (run, record.id, *where),
    )
    assert cursor.lastrowid is not None
    db.execute("INSERT INTO records VALUES (?, ?)", (cursor.lastrowid, as_text(record)))
    index(db, cursor.lastrowid, machine_segments(record))


def _renew(
    db: sqlite3.Connection,
    row: sqlite3.Row,
    record: Record,
    where: tuple[str, int, int],
    now: str,
) -> None:
    db.execute(
        "UPDATE articles SET present = 1, story = ?, place = ?, rank = ? WHERE key = ?",
        (*where, row["key"]),
    )
    if not row["present"]:
        index(db, row["key"], segments_of(db, row["key"], record))
    follow_german(db, row["key"], record)
    record = as_kept(db, row, record)
    text = as_text(record)
    if row["record"] == text:
        return
    if stands_the_same(db, row, record):
        db.execute("UPDATE records SET record = ? WHERE article = ?", (text, row["key"]))
        return
    _end_undo(db, row, record)
    version = row["version"] + 1
    db.execute("UPDATE records SET record = ? WHERE article = ?", (text, row["key"]))
    db.execute(
        "UPDATE articles SET verdict = 'open', version = ? WHERE key = ?", (version, row["key"])
    )
    # It cannot be undone: what was decided on is no longer there.
    db.execute(
        "INSERT INTO changes (batch, time, name, run, article, version, kind, segment, before,"
        " after, undone) VALUES (?, ?, ?, ?, ?, ?, 'verdict', '', ?, 'open', 1)",
        (RENEWAL, now, MACHINE, row["run"], row["id"], version, row["verdict"]),
    )
    index(db, row["key"], segments_of(db, row["key"], record))


def _end_undo(db: sqlite3.Connection, row: sqlite3.Row, record: Record) -> None:
    """Let no undo go back to a verdict on what the article was, or to English of other German."""
    rows = db.execute(
        "SELECT number, kind, segment FROM changes WHERE run = ? AND article = ? AND undone = 0",
        (row["run"], row["id"]),
    ).fetchall()
    if not rows:
        return
    before, now = (
        {segment.key: segment.de for segment in machine_segments(one)}
        for one in (read_record(row["record"]), record)
    )
    lost = [
        (number,)
        for number, kind, segment in rows
        if kind == "verdict" or before.get(segment) != now.get(segment)
    ]
    db.executemany("UPDATE changes SET undone = 1 WHERE number = ?", lost)


def as_kept(db: sqlite3.Connection, row: sqlite3.Row, record: Record) -> Record:
    """The record of a repeated run as the desk keeps it: with the words of models.

    Where the run took over what was written here, those it replaced stay: what people wrote lies
    over them for as long as it counts.
    """
    written = _written(db, row)
    if not written:
        return record
    before = pairs_of(read_record(row["record"]))
    by_german = {pair.de: pair for pair in before.values()}

    def of_model(key: str, pair: PairT, /) -> PairT:
        if pair.rung != "editor" or (key, cleaned(pair.en)) not in written:
            return pair
        stood = before.get(key)
        said = stood if stood and stood.de == pair.de else by_german.get(pair.de)
        if said is None:
            return pair
        words = {field: getattr(said, field) for field in ("en", "status", "checks", "rung")}
        return pair.model_copy(update=words)

    return with_pairs(record, of_model)


def _written(db: sqlite3.Connection, row: sqlite3.Row) -> set[tuple[str, str]]:
    """What people ever wrote on an article: segment and English."""
    found = db.execute(
        "SELECT segment, after FROM changes WHERE run = ? AND article = ? AND kind = 'edit'"
        " UNION SELECT segment, en FROM texts WHERE article = ?",
        (row["run"], row["id"], row["key"]),
    )
    return {(segment, english) for segment, english in found}


def stands_the_same(db: sqlite3.Connection, row: sqlite3.Row, record: Record) -> bool:
    """Whether a repeated run changes nothing that an editor saw.

    So it is where it took over what was written on the desk.
    """
    before = read_record(row["record"])
    if (before.url, before.byline, before.published) != (
        record.url,
        record.byline,
        record.published,
    ):
        return False
    seen, now = (
        [(one.key, one.de, one.en, one.evidence) for one in segments_of(db, row["key"], record)]
        for record in (before, record)
    )
    return seen == now
