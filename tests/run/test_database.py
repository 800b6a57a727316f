import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest

from pipeline.run import database
from pipeline.run.database import Database, state_folder


def test_a_ledger_of_the_first_version_is_brought_to_the_newest(tmp_path):
    state_folder(tmp_path).mkdir()
    with sqlite3.connect(state_folder(tmp_path) / "ledger.sqlite3") as old:
        old.execute(database._MIGRATIONS[0][0])
        old.execute("INSERT INTO results VALUES ('f', 'a', '{}')")
        old.execute("PRAGMA user_version = 1")
    with Database(tmp_path) as opened:
        assert opened.rows("SELECT fingerprint, support FROM results") == [("f", "[]")]
        assert opened.rows("SELECT count(*) FROM corrections") == [(0,)]


def test_a_transaction_is_kept_whole_or_not_at_all(tmp_path):
    row = ("f", "a", "{}", "[]", "s")
    with Database(tmp_path) as opened:
        with pytest.raises(KeyboardInterrupt), opened.transaction():
            opened.change("INSERT INTO results VALUES (?, ?, ?, ?, ?)", [row])
            raise KeyboardInterrupt
        assert opened.rows("SELECT * FROM results") == []
        with opened.transaction():
            opened.change("INSERT INTO results VALUES (?, ?, ?, ?, ?)", [row])
        assert opened.rows("SELECT * FROM results") == [row]


def test_a_thread_beside_a_transaction_can_ask(tmp_path):
    with Database(tmp_path) as opened, ThreadPoolExecutor(1) as pool, opened.transaction():
        asked = pool.submit(opened.rows, "SELECT count(*) FROM results")
        assert asked.result(timeout=10) == [(0,)]


def test_a_text_that_is_none_any_more_is_empty(tmp_path):
    with Database(tmp_path) as opened:
        opened.change("INSERT INTO results VALUES ('f', 'a', CAST(x'7bff7d' AS TEXT), '[]', 's')")
        assert opened.rows("SELECT article, record FROM results") == [("a", "")]


@pytest.mark.parametrize("table", ["results", "corrections"])
def test_a_ledger_without_a_table_is_moved_aside(tmp_path, table, caplog):
    with Database(tmp_path) as opened:
        opened.change(f"DROP TABLE {table}")
    with Database(tmp_path) as opened:
        assert opened.rows(f"SELECT * FROM {table}") == []
    assert f"no table {table}" in caplog.text
    assert "depesche restore" in caplog.text
