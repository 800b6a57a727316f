"""The desk: what editors do with the articles of finished runs, kept with time and name.

Nothing that one editor saves is overwritten unseen by another: who changes an article says which
version was looked at, and is told (ConflictError) what happened to the same text since.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.newsletter.runs import run_names
from pipeline.review.database import Database
from pipeline.review.intake import RENEWAL, arrived, in_iso, stamp_of, take_in
from pipeline.review.pairs import pair_lines
from pipeline.review.search import Hit, find, index
from pipeline.review.segments import check_edit, cleaned
from pipeline.review.shelf import change_of, drop_text, opened, write_text
from pipeline.review.words import (
    VERDICTS,
    Change,
    ChangeKind,
    Clash,
    ConflictError,
    EmptyTextError,
    Listed,
    NotFoundError,
    Opened,
    OrderConflictError,
    RunSummary,
    Segment,
    Verdict,
)
from pipeline.run.database import EDITED, state_folder
from pipeline.write.atomic import write_parts

DATABASE = "review.sqlite3"

_What = tuple[str, str, str, str | None]
"""A change: of which segment or story, from and to what, and who wrote what stood before."""


def database_of(out: Path) -> Path:
    """Where the decisions on the runs in `out` are kept."""
    return state_folder(out) / DATABASE


def _now() -> datetime:
    return datetime.now(UTC)


class Desk:
    """The desk of the runs in the folder `out`. Safe to use from several threads and processes.

    clock: the time with a zone, for tests. Raises ReviewError where the database cannot be used.
    """

    def __init__(self, out: Path, clock: Callable[[], datetime] = _now) -> None:
        self.out = out
        self.pairs = state_folder(out) / EDITED
        self.database = Database(database_of(out))
        self._clock = clock
        self._refreshing = threading.Lock()

    def refresh(self) -> list[str]:
        """Take in the runs that are new or were repeated since the last time.

        What is wrong with runs that cannot be read: they keep nobody from the others. While one
        thread takes in a large run, the others see the desk as it was.
        """
        if not self._refreshing.acquire(blocking=False):
            return []
        try:
            return self._refresh()
        finally:
            self._refreshing.release()

    def _refresh(self) -> list[str]:
        with self.database.reading() as db:
            known = dict(db.execute("SELECT name, stamp FROM runs").fetchall())
        problems = []
        for run in run_names(self.out):
            try:
                stamp = stamp_of(self.out / run / "pairs.jsonl")
                if known.get(run) != stamp:
                    self._take_in(run, stamp)
            except (UsageError, OSError) as error:
                problems.append(str(error))
        return problems

    def runs(self) -> list[RunSummary]:
        """The runs, last name first, which for days is the newest."""
        with self.database.reading() as db:
            names = db.execute("SELECT name FROM runs ORDER BY name DESC").fetchall()
            return [self._summary(db, row["name"]) for row in names]

    def run(self, run: str) -> tuple[RunSummary, int]:
        """A run and the version of its order. Raises NotFoundError."""
        with self.database.reading() as db:
            return self._summary(db, run), _order_version(db, run)

    def stories(
        self, run: str, verdict: Verdict | None = None, limit: int = 50, offset: int = 0
    ) -> list[Listed]:
        """The articles of a run in the order of its stories, all or those of one verdict."""
        which = "" if verdict is None else " AND verdict = :verdict"
        with self.database.reading() as db:
            rows = db.execute(
                f"SELECT * FROM shelf WHERE run = :run AND present = 1{which}"  # noqa: S608
                " ORDER BY place, rank LIMIT :limit OFFSET :offset",
                {"run": run, "verdict": verdict, "limit": limit, "offset": offset},
            ).fetchall()
            return [
                Listed(opened(db, row), row["story"], row["place"], row["rank"] == 0)
                for row in rows
            ]

    def open(self, run: str, article: str) -> Opened:
        """An article as it stands. Raises NotFoundError."""
        with self.database.reading() as db:
            return opened(db, _row(db, run, article))

    def history(self, run: str, article: str) -> list[Change]:
        """All changes to an article, the last first."""
        with self.database.reading() as db:
            rows = db.execute(
                "SELECT * FROM changes WHERE run = ? AND article = ? ORDER BY number DESC",
                (run, article),
            ).fetchall()
            return [change_of(row) for row in rows]

    def neighbours(self, run: str, article: str) -> tuple[str | None, str | None]:
        """The ids of the articles before and after one in the run."""
        with self.database.reading() as db:
            row = _row(db, run, article)
            return _neighbour(db, row, _BEFORE), _neighbour(db, row, _AFTER)

    def next_open(self, run: str, article: str) -> str | None:
        """The next article that is not decided on, from the top again at the end."""
        with self.database.reading() as db:
            row = _row(db, run, article)
            found = db.execute(
                "SELECT id FROM articles WHERE run = ? AND present = 1 AND verdict = 'open'"
                " AND id != ? ORDER BY (place, rank) < (?, ?), place, rank LIMIT 1",
                (run, article, row["place"], row["rank"]),
            ).fetchone()
            return found["id"] if found else None

    def search(self, query: str, limit: int = 50, offset: int = 0) -> tuple[Hit, ...]:
        """The articles of all runs that hold every word of `query`, the best first."""
        with self.database.reading() as db:
            return find(db, query, limit, offset)

    def save(
        self,
        run: str,
        article: str,
        version: int,
        texts: Mapping[str, str],
        name: str,
        verdict: Verdict | None = None,
    ) -> Opened:
        """Keep the English `texts` of segments and, where given, a verdict; the article then.

        version: of the article when it was looked at. Texts that differ from what stood there then
        are what this editor changed; what others changed elsewhere meanwhile stays. Without a
        verdict an accepted article that is changed is open again: nobody vouches for it yet.
        Raises ConflictError if the same text, or with a verdict anything, was changed since, or if
        a repeated run has taken the sentence away; EmptyTextError if a text was emptied.
        """
        with self.database.writing() as db:
            row = _row(db, run, article)
            current = opened(db, row)
            since = _changes_since(db, run, article, version)
            mine = _changed_texts(current, since, texts)
            clashes = _clashes(current, since, mine)
            gone = any(current.segment(key) is None for key in mine)
            if clashes or gone or (verdict is not None and since):
                others = tuple(change_of(change) for change in since)
                raise ConflictError(current, clashes, others, mine)
            if not all(mine.values()):
                raise EmptyTextError(current, mine)
            batch = _Batch(db, row, name, self._time())
            for key, text in mine.items():
                batch.set_text(key, text)
            changed = any(current.text(key) != text for key, text in mine.items())
            if verdict is None and changed and current.verdict == "accepted":
                verdict = "open"
            if verdict is not None:
                batch.set_verdict(verdict)
            self._write_pairs(db)
            return opened(db, _row(db, run, article))

    def undo(self, run: str, article: str, version: int, name: str) -> Opened:
        """Take back what was saved last; again, what was saved before that.

        Raises ConflictError if the article was changed since `version`.
        """
        with self.database.writing() as db:
            row = _row(db, run, article)
            if since := _changes_since(db, run, article, version):
                others = tuple(change_of(change) for change in since)
                raise ConflictError(opened(db, row), (), others, {})
            batch = _Batch(db, row, name, self._time(), undoing=True)
            for change in _take_last(db, run, article):
                if change["kind"] == "verdict":
                    batch.set_verdict(change["before"])
                else:
                    batch.take_back(change)
            self._write_pairs(db)
            return opened(db, _row(db, run, article))

    def move(self, run: str, story: str, place: int, version: int, name: str) -> None:
        """Put a story at `place`, from 0, in the order of its run.

        version: of the order when it was looked at. Raises OrderConflictError, NotFoundError.
        """
        with self.database.writing() as db:
            _refuse_stale_order(db, run, version)
            before, after = _shift(db, run, story, place)
            if before != after:
                self._log_move(db, run, story, (before, after), name, "move")

    def undo_move(self, run: str, version: int, name: str) -> None:
        """Take back the last move of a story. Raises OrderConflictError."""
        with self.database.writing() as db:
            _refuse_stale_order(db, run, version)
            for change in _take_last(db, run, ""):
                moved = _shift(db, run, change["segment"], int(change["before"]))
                self._log_move(db, run, change["segment"], moved, name, "undo")

    def pair_lines(self) -> list[str]:
        """What people wrote, as lines of JSON with `de` and `en`."""
        with self.database.reading() as db:
            return list(pair_lines(db))

    def _take_in(self, run: str, stamp: str) -> None:
        now = self._clock()
        new = arrived(self.out, run, now)
        with self.database.writing() as db:
            take_in(db, run, stamp, new, now)
            self._write_pairs(db)

    def _summary(self, db: sqlite3.Connection, run: str) -> RunSummary:
        _order_version(db, run)
        rows = db.execute(
            "SELECT verdict, count(*) FROM articles WHERE run = ? AND present = 1 GROUP BY verdict",
            (run,),
        ).fetchall()
        found = dict(tuple(row) for row in rows)
        return RunSummary(run, {verdict: found.get(verdict, 0) for verdict in VERDICTS})

    def _log_move(
        self,
        db: sqlite3.Connection,
        run: str,
        story: str,
        places: tuple[int, int],
        name: str,
        kind: ChangeKind,
    ) -> None:
        version = _order_version(db, run) + 1
        db.execute("UPDATE runs SET version = ? WHERE name = ?", (version, run))
        before, after = map(str, places)
        where = (run, "", version)
        _log(db, _next_batch(db), self._time(), name, where, kind, (story, before, after, None))

    def _write_pairs(self, db: sqlite3.Connection) -> None:
        # Within the transaction, so that no older state is ever written over a newer one.
        lines: Iterator[str] = pair_lines(db)
        first = next(lines, None)
        if first is not None or self.pairs.exists():
            write_parts(self.pairs, [first or "", *lines])

    def _time(self) -> str:
        return in_iso(self._clock())


class _Batch:
    """Changes to one article that are saved, and can be undone, together."""

    def __init__(
        self,
        db: sqlite3.Connection,
        row: sqlite3.Row,
        name: str,
        time: str,
        *,
        undoing: bool = False,
    ) -> None:
        self._db, self._row, self._name, self._time = db, row, name, time
        self._undoing = undoing
        self._number = _next_batch(db)
        self._article = opened(db, row)

    def set_text(self, key: str, text: str) -> None:
        """Keep the English of a segment; if it is the model's again nothing need be kept."""
        segment = self._article.segment(key)
        if segment is None or segment.en == text:
            return
        is_models = text == segment.machine and not segment.taken_over
        self._put(segment, text, None if is_models else self._name)

    def take_back(self, change: sqlite3.Row) -> None:
        """Let a segment have the English that stood before a change, as its writer's again."""
        if segment := self._article.segment(change["segment"]):
            self._put(segment, change["before"], change["before_by"])

    def set_verdict(self, verdict: str) -> None:
        """Keep the verdict."""
        before = self._row["verdict"]
        if verdict == before:
            return
        self._db.execute(
            "UPDATE articles SET verdict = ? WHERE key = ?", (verdict, self._row["key"])
        )
        self._record("verdict", ("", before, verdict, None))

    def _put(self, segment: Segment, text: str, writer: str | None) -> None:
        """Give a segment the words of their writer, or those of its run; check and index them."""
        key = self._row["key"]
        if writer is None:
            drop_text(self._db, key, segment)
        else:
            changed = replace(segment, en=text)
            checks = check_edit(changed, text)
            write_text(self._db, key, changed, checks, writer, self._time)
        self._article = opened(self._db, self._row)
        after = self._article.text(segment.key)
        self._record("edit", (segment.key, segment.en, after, segment.by))
        index(self._db, key, self._article.segments)

    def _record(self, kind: ChangeKind, what: _What) -> None:
        row = self._row
        version = row["version"] + 1
        self._db.execute("UPDATE articles SET version = ? WHERE key = ?", (version, row["key"]))
        kind = "undo" if self._undoing else kind
        where = (row["run"], row["id"], version)
        _log(self._db, self._number, self._time, self._name, where, kind, what)


def _log(
    db: sqlite3.Connection,
    batch: int,
    time: str,
    name: str,
    where: tuple[str, str, int],
    kind: ChangeKind,
    what: _What,
) -> None:
    db.execute(
        "INSERT INTO changes (batch, time, name, run, article, version, kind, segment, before,"
        " after, before_by, undone) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (batch, time, name, *where, kind, *what, int(kind == "undo")),
    )


def _next_batch(db: sqlite3.Connection) -> int:
    number: int = db.execute("SELECT coalesce(max(batch), 0) + 1 FROM changes").fetchone()[0]
    return number


def _take_last(db: sqlite3.Connection, run: str, article: str) -> list[sqlite3.Row]:
    """The changes of the last batch that can still be undone, marked as undone; the last first."""
    which = "run = ? AND article = ? AND undone = 0"
    rows = db.execute(
        f"SELECT * FROM changes WHERE {which} AND batch ="  # noqa: S608
        f" (SELECT max(batch) FROM changes WHERE {which}) ORDER BY number DESC",
        (run, article, run, article),
    ).fetchall()
    db.executemany("UPDATE changes SET undone = 1 WHERE number = ?", [(r["number"],) for r in rows])
    return rows


def _row(db: sqlite3.Connection, run: str, article: str) -> sqlite3.Row:
    row: sqlite3.Row | None = db.execute(
        "SELECT * FROM shelf WHERE run = ? AND id = ? AND present = 1", (run, article)
    ).fetchone()
    if row is None:
        raise NotFoundError("there is no such article", "look for it in the list of its run")
    return row


def _order_version(db: sqlite3.Connection, run: str) -> int:
    row = db.execute("SELECT version FROM runs WHERE name = ?", (run,)).fetchone()
    if row is None:
        raise NotFoundError("there is no such run", "choose one from the list of runs")
    version: int = row["version"]
    return version


def _refuse_stale_order(db: sqlite3.Connection, run: str, version: int) -> None:
    if _order_version(db, run) != version:
        raise OrderConflictError(
            "the order of the stories was changed meanwhile", "look at it as it is now"
        )


def _shift(db: sqlite3.Connection, run: str, story: str, place: int) -> tuple[int, int]:
    """Move a story, and those between by one; its place before and after."""
    which = "run = ? AND present = 1"
    row = db.execute(
        f"SELECT place FROM articles WHERE {which} AND story = ?",  # noqa: S608
        (run, story),
    ).fetchone()
    if row is None:
        raise NotFoundError("there is no such story", "look for it in the list of its run")
    before: int = row["place"]
    query = f"SELECT max(place) FROM articles WHERE {which}"  # noqa: S608
    last: int = db.execute(query, (run,)).fetchone()[0]
    after = min(max(place, 0), last)
    low, high, step = (after, before, 1) if after < before else (before, after, -1)
    db.execute(
        "UPDATE articles SET place = CASE story WHEN ? THEN ? ELSE place + ? END"
        " WHERE run = ? AND present = 1 AND place BETWEEN ? AND ?",
        (story, after, step, run, low, high),
    )
    return before, after


_NEIGHBOUR = "SELECT id FROM articles WHERE run = ? AND present = 1 AND (place, rank)"
_BEFORE = f"{_NEIGHBOUR} < (?, ?) ORDER BY place DESC, rank DESC LIMIT 1"
_AFTER = f"{_NEIGHBOUR} > (?, ?) ORDER BY place, rank LIMIT 1"


def _neighbour(db: sqlite3.Connection, row: sqlite3.Row, query: str) -> str | None:
    found = db.execute(query, (row["run"], row["place"], row["rank"])).fetchone()
    return found["id"] if found else None


def _changes_since(
    db: sqlite3.Connection, run: str, article: str, version: int
) -> list[sqlite3.Row]:
    return db.execute(
        "SELECT * FROM changes WHERE run = ? AND article = ? AND version > ? ORDER BY number",
        (run, article, version),
    ).fetchall()


def _changed_texts(
    current: Opened, since: list[sqlite3.Row], texts: Mapping[str, str]
) -> dict[str, str]:
    """Those of `texts` that differ from what stood there before the changes `since`.

    What a repeated run took away is unknown: a text of such a sentence counts as changed.
    """
    stood = {segment.key: segment.en for segment in current.segments}
    for change in reversed(since):
        if change["segment"]:
            stood[change["segment"]] = change["before"]
    renewed = _is_renewed(since)
    said = {key: cleaned(text) for key, text in texts.items() if key in stood or renewed}
    return {key: text for key, text in said.items() if text != stood.get(key, "")}


def _is_renewed(since: list[sqlite3.Row]) -> bool:
    return any(change["batch"] == RENEWAL for change in since)


def _clashes(
    current: Opened, since: list[sqlite3.Row], mine: Mapping[str, str]
) -> tuple[Clash, ...]:
    touched = {change["segment"] for change in since}
    if _is_renewed(since):
        touched |= mine.keys()
    return tuple(
        Clash(segment, mine[segment.key])
        for segment in current.segments
        if segment.key in mine and segment.key in touched and mine[segment.key] != segment.en
    )
