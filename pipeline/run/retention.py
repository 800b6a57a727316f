"""What is kept for how long: runs by their date, and of the ledger what they need."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.run import memory
from pipeline.run.database import (
    ADDRESS,
    EDITED,
    Database,
    is_shared,
    open_database,
    stamps_file,
    state_folder,
)
from pipeline.run.folder import lock
from pipeline.run.tables import LedgerError
from pipeline.write.jsonl import read_pairs

_REPORT = "depesche-report/1"


@dataclass(frozen=True, slots=True)
class Pruned:
    """What was removed, or would be.

    runs: names of folders. records: of articles that no run which is kept has. segments: of the
    translation memory, unused for so long.
    """

    runs: list[str]
    records: int
    segments: int


def prune(out: Path, before: date, *, pretend: bool = False) -> Pruned:
    """Remove the runs in `out` that ended before a day, and what the ledger held for them alone.

    Folders that are no run's, editors' corrections and their decisions stay. Raises UsageError
    while a run is at work in `out`, LedgerError where the ledger cannot be changed.
    """
    with ExitStack() as stack:
        _keep_runs_out(out, stack)
        database = stack.enter_context(open_database(out))
        runs = {path.parent: ended for path in _reports(out) if (ended := _end(path))}
        old = sorted(folder for folder, ended in runs.items() if ended < before)
        wanted = _articles(set(runs) - {*old})
        stale = [] if is_shared() else _stale(database.rows(_HELD), wanted)
        unread = [] if is_shared() else _stale(database.rows(_READ), wanted)
        if pretend:
            unused = database.rows(_UNUSED, [before.isoformat()])
            return Pruned([folder.name for folder in old], len(stale), int(unused[0][0]))
        with database.transaction():
            database.change("DELETE FROM results WHERE fingerprint = ?", [(key,) for key in stale])
            database.change("DELETE FROM readings WHERE key = ?", [(key,) for key in unread])
        segments = memory.prune(database, before)
        for folder in old:
            # The report goes last: what was begun is found again, and finished by the next call.
            for part in sorted(folder.iterdir(), key=lambda path: path.name == "report.json"):
                shutil.rmtree(part) if part.is_dir() else part.unlink()
            folder.rmdir()
            stamps_file(out, folder.name).unlink(missing_ok=True)
        if isinstance(database, Database):
            database.rows("VACUUM")
        return Pruned([folder.name for folder in old], len(stale), segments)


def back_up(out: Path, file: Path) -> int:
    """Copy the ledger of `out` to `file` while runs go on; its size in bytes.

    The copy is a moment's: a window is in it as a whole or not at all. Raises LedgerError, or
    UsageError where the ledger is no file.
    """
    _refuse_shared("pg_dump")
    whole = file.with_name(f".{file.name}.part")
    source = state_folder(out) / "ledger.sqlite3"
    _refuse_itself(source, file)
    try:
        with (
            sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True, timeout=30) as here,
            sqlite3.connect(whole) as there,
        ):
            here.backup(there)
        here.close()
        there.close()
        whole.replace(file)
    except (sqlite3.Error, OSError) as error:
        whole.unlink(missing_ok=True)
        raise LedgerError(
            f"{source} cannot be copied to {file} ({error})", _way_out(source, file)
        ) from error
    return file.stat().st_size


def restore(out: Path, file: Path) -> int:
    """Put the copy `file` in the place of the ledger of `out`; its size in bytes.

    Raises UsageError while a run is at work in `out`, where `file` is no ledger or the ledger no
    file, LedgerError where the ledger cannot be written.
    """
    _refuse_shared("pg_restore")
    place = state_folder(out) / "ledger.sqlite3"
    _refuse_itself(place, file)
    with ExitStack() as stack:
        copy = stack.enter_context(_copy(file))
        _keep_runs_out(out, stack)
        # Opened as a run opens it, so that a damaged one is moved aside with all that is beside it.
        Database(out).close()
        try:
            # SQLite itself puts it there: the log beside the old file would be played over a new.
            with closing(sqlite3.connect(place, timeout=30)) as there:
                copy.backup(there)
        except sqlite3.Error as error:
            raise LedgerError(
                f"{file} cannot be put in the place of {place} ({error})",
                "make room there, see to it that you may write there, and give the command again",
            ) from error
    return place.stat().st_size


@contextmanager
def _copy(file: Path) -> Iterator[sqlite3.Connection]:
    """The ledger that `file` is a copy of, whole. Raises UsageError where it is none."""
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as copy:
            finding = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
            copy.execute("SELECT count(*) FROM results")
            if finding != "ok":
                raise sqlite3.DatabaseError(finding)
            yield copy
    except sqlite3.Error as error:
        raise UsageError(
            f"{file} is no copy of a ledger ({error})", "give one that `depesche backup` made"
        ) from error


def _keep_runs_out(out: Path, stack: ExitStack) -> None:
    """Hold the locks of all runs in `out`. Raises UsageError where one is at work."""
    for file in sorted(state_folder(out).glob("*.lock")):
        try:
            stack.enter_context(lock(state_folder(out), file.stem))
        except UsageError as error:
            raise UsageError(error.problem, "wait for it") from error


def _refuse_shared(tool: str) -> None:
    if is_shared():
        raise UsageError(
            f"the ledger is in PostgreSQL ({ADDRESS}), and not in this folder",
            f"use {tool}; what was edited on the desk is in .depesche/{EDITED}",
        )


def _refuse_itself(ledger: Path, file: Path) -> None:
    beside = [ledger, *(ledger.with_name(ledger.name + end) for end in ("-wal", "-shm"))]
    if file.resolve() in [path.resolve() for path in beside]:
        raise UsageError(f"{file} is the ledger itself", "give a file in another folder")


def _way_out(source: Path, file: Path) -> str:
    if not source.is_file():
        return "there is no ledger in that folder; name the one that runs are kept in"
    if file.is_dir():
        return f"that is a folder: give a file in it, such as {file / 'ledger.sqlite3'}"
    if not file.parent.is_dir():
        return f"there is no folder {file.parent}: make it, or give another file"
    return "make room there, see to it that you may write there, or give another file"


_HELD = "SELECT fingerprint, article FROM results"
_READ = "SELECT key, article FROM readings"
_UNUSED = "SELECT count(*) FROM segments WHERE used < ?"


def _stale(held: Sequence[Sequence[str]], wanted: set[str]) -> list[str]:
    return [fingerprint for fingerprint, article in held if article not in wanted]


def _articles(folders: set[Path]) -> set[str]:
    return {id_ for folder in folders for id_ in _ids(folder / "pairs.jsonl")}


def _ids(pairs: Path) -> Iterator[str]:
    if pairs.exists():
        yield from (record.id for record in read_pairs(pairs))


def _reports(out: Path) -> list[Path]:
    """The reports of the runs in `out`, but for links: what they lead to is not theirs."""
    return [path for path in out.glob("*/report.json") if not path.parent.is_symlink()]


def _end(report: Path) -> date | None:
    """The day on which a run ended; None where the file is not one of our reports."""
    try:
        values = json.loads(report.read_text("utf-8"))
        ended = datetime.fromisoformat(values["finished"]).date()
        return ended if values["schema"] == _REPORT else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
