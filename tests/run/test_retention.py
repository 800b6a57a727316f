import json
import shutil
import sqlite3
import threading
from datetime import UTC, date, datetime

import pytest

from pipeline.errors import UsageError
from pipeline.profile import Profile
from pipeline.run.database import open_database, stamps_file
from pipeline.run.folder import lock
from pipeline.run.job import Job, run
from pipeline.run.meter import Meter
from pipeline.run.readings import Readings
from pipeline.run.report import write_report
from pipeline.run.retention import back_up, prune, restore
from pipeline.run.tables import LedgerError
from tests.records import MODELS, article
from tests.run.test_job import Loader, Told


def night(out, name, numbers, day):
    """A run of those articles that ended on that day of November."""
    job = Job(out=out, name=name, profile=Profile(window=2), models=MODELS)
    tally = run(job, (article(n) for n in numbers), Loader(), Told(), Meter())
    write_report(job, tally, Meter(), datetime(2026, 11, day, tzinfo=UTC))
    path = out / name / "report.json"
    values = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(values | {"finished": f"2026-11-{day:02}T03:00:00+00:00"}), "utf-8")
    return tally


@pytest.fixture
def out(tmp_path):
    night(tmp_path, "old", [1, 2, 3], 1)
    night(tmp_path, "new", [3, 4], 20)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "report.json").write_text("{}")
    return tmp_path


def held(out):
    with open_database(out) as database:
        return sorted(row[0] for row in database.rows("SELECT article FROM results"))


def test_old_runs_go_with_what_the_ledger_held_for_them_alone(out):
    gone = prune(out, date(2026, 11, 10))
    assert (gone.runs, gone.records) == (["old"], 2)
    assert held(out) == ["a3", "a4"]
    assert sorted(path.name for path in out.iterdir()) == [".depesche", "mine", "new"]
    assert not stamps_file(out, "old").exists()
    assert stamps_file(out, "new").exists()
    assert night(out, "new", [3, 4], 20).reused == 2
    assert prune(out, date(2026, 11, 10)).runs == []


def test_what_inputs_held_goes_with_their_articles(out):
    with open_database(out) as database:
        rows = [(f"k{n}", f"a{n}", None, "c", 0, b"") for n in (1, 3)]
        Readings(database).save(rows)
        prune(out, date(2026, 11, 10))
        assert database.rows("SELECT article FROM readings") == [("a3",)]


def test_what_would_go_is_said_and_nothing_is_removed(out):
    files = sorted(out.rglob("*.*"))
    told = prune(out, date(2026, 11, 10), pretend=True)
    assert (told.runs, told.records) == (["old"], 2)
    assert sorted(out.rglob("*.*")) == files
    assert held(out) == ["a1", "a2", "a3", "a4"]


def test_nothing_is_removed_while_a_run_is_at_work(out):
    def inputs():
        with pytest.raises(UsageError, match="at work"):
            prune(out, date(2026, 11, 30))
        yield article(9)

    job = Job(out=out, name="now", profile=Profile(), models=MODELS)
    assert run(job, inputs(), Loader(), Told(), Meter()).done == 1
    assert (out / "old").exists()


def test_what_was_half_removed_is_removed_by_the_next_call(out, monkeypatch):
    monkeypatch.setattr("pathlib.Path.rmdir", lambda path: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        prune(out, date(2026, 11, 10))
    monkeypatch.undo()
    night(out, "old", [1], 1)
    assert prune(out, date(2026, 11, 10)).runs == ["old"]
    assert not (out / "old").exists()


def test_a_backup_is_taken_while_a_run_writes(out, tmp_path):
    copy, done = tmp_path / "copy.sqlite3", threading.Event()

    def inputs():
        for number in range(100, 140):
            yield article(number)
            if number == 120:
                back_up(out, copy)
                done.set()

    job = Job(out=out, name="now", profile=Profile(window=2), models=MODELS)
    assert run(job, inputs(), Loader(), Told(), Meter()).done == 40
    assert done.is_set()
    with sqlite3.connect(copy) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        # Two from the nights before for each window of two that was whole by then.
        [(records,)] = database.execute("SELECT count(*) FROM results")
    assert 4 <= records < 44
    assert records % 2 == 0


def test_a_backup_that_fails_leaves_no_half(out, tmp_path):
    with pytest.raises(LedgerError, match=r"cannot be copied.*no folder .*no: make it"):
        back_up(out, tmp_path / "no" / "copy.sqlite3")
    with pytest.raises(LedgerError, match=r"cannot be copied.*no ledger in that folder"):
        back_up(tmp_path / "nothing", tmp_path / "copy.sqlite3")
    (tmp_path / "backups").mkdir()
    with pytest.raises(LedgerError, match=r"cannot be copied.*give a file in it, such as "):
        back_up(out, tmp_path / "backups")
    assert not list(tmp_path.glob("*copy*")) + list(tmp_path.glob(".*.part"))


@pytest.mark.parametrize("suffix", ["", "-wal", "-shm"])
def test_a_backup_is_not_taken_onto_the_ledger(out, suffix):
    ledger = out / ".depesche" / f"ledger.sqlite3{suffix}"
    for act in (back_up, restore):
        with pytest.raises(UsageError, match="the ledger itself"):
            act(out, out / "new" / ".." / ".depesche" / ledger.name)
    assert held(out) == ["a1", "a2", "a3", "a4"]


def test_a_copy_is_put_back_beside_the_log_of_a_run_that_was_killed(out, tmp_path):
    copy, aside = tmp_path / "copy.sqlite3", tmp_path / "aside"
    back_up(out, copy)
    with open_database(out) as database:  # while it is open, the log is beside it
        with database.transaction():
            database.change("DELETE FROM results WHERE article != 'a1'")
        shutil.copytree(out / ".depesche", aside)
    shutil.rmtree(out / ".depesche")
    aside.rename(out / ".depesche")
    assert (out / ".depesche" / "ledger.sqlite3-wal").stat().st_size
    assert restore(out, copy) == (out / ".depesche" / "ledger.sqlite3").stat().st_size
    assert held(out) == ["a1", "a2", "a3", "a4"]
    assert not list(out.glob(".depesche/*damaged*"))


def test_a_copy_is_put_where_there_is_no_ledger_or_a_damaged_one(out, tmp_path):
    copy = tmp_path / "copy.sqlite3"
    back_up(out, copy)
    restore(tmp_path / "fresh", copy)
    assert held(tmp_path / "fresh") == held(out)
    (out / ".depesche" / "ledger.sqlite3").write_bytes(b"no database" * 1000)
    restore(out, copy)
    assert held(out) == held(tmp_path / "fresh")


def test_what_is_no_ledger_is_not_put_in_its_place(out, tmp_path):
    other = tmp_path / "other.sqlite3"
    other.write_bytes(b"no database" * 1000)
    for file in (other, tmp_path / "none", tmp_path):
        with pytest.raises(UsageError, match="no copy of a ledger"):
            restore(out, file)
    assert held(out) == ["a1", "a2", "a3", "a4"]


def test_nothing_is_put_back_while_a_run_is_at_work(out, tmp_path):
    copy = tmp_path / "copy.sqlite3"
    back_up(out, copy)
    with lock(out / ".depesche", "new"), pytest.raises(UsageError, match="at work"):
        restore(out, copy)


def test_links_to_runs_are_left_alone(out, tmp_path_factory):
    archive = tmp_path_factory.mktemp("archive") / "older"
    shutil.move(out / "old", archive)
    (out / "old").symlink_to(archive)
    (out / "latest").symlink_to("new")
    assert prune(out, date(2026, 11, 10)).runs == []
    assert (archive / "report.json").exists()
    assert prune(out, date(2026, 11, 30)).runs == ["new"]


def test_a_ledger_in_postgresql_is_copied_by_its_own_tools(out, monkeypatch):
    monkeypatch.setenv("DEPESCHE_DATABASE", "postgresql://nobody:x@127.0.0.1:1/x")
    with pytest.raises(UsageError, match="pg_dump"):
        back_up(out, out / "copy.sqlite3")
    with pytest.raises(UsageError, match="pg_restore"):
        restore(out, out / "copy.sqlite3")
    assert not (out / "copy.sqlite3").exists()


def test_while_a_run_is_at_work_the_only_remedy_is_to_wait(out):
    with (
        lock(out / ".depesche", "new"),
        pytest.raises(UsageError, match=r"at work .*: wait for it$"),
    ):
        prune(out, date(2026, 11, 10))
