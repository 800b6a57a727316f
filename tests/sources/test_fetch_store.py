from __future__ import annotations

import sqlite3
import time

from pipeline.sources.fetch.store import Store, StoredPage

PAGE = StoredPage("http://a.example/", "text/html", '"1"', "", "7", b"Der Rat tagt.")


def test_pages_and_entries_outlive_the_store(tmp_path):
    first = Store(tmp_path / "neu")
    first.keep("http://a.example/x", PAGE)
    first.keep_entry("feed", "1", "monday")
    first.keep_entry("feed", "1", "tuesday")
    first.close()
    second = Store(tmp_path / "neu")
    assert second.page("http://a.example/x") == PAGE
    assert second.page("http://a.example/y") is None
    assert second.first_run("feed", "1") == "monday"
    assert second.first_run("other", "1") is None
    second.close()


def test_without_a_folder_nothing_is_kept_on_disk():
    store = Store(None)
    store.keep("a", PAGE)
    assert store.page("a") == PAGE
    store.close()
    assert Store(None).page("a") is None


def test_what_nobody_asked_for_in_a_month_is_forgotten(tmp_path):
    store = Store(tmp_path)
    store.keep("old", PAGE)
    store.keep("new", PAGE)
    store.keep_entry("feed", "old", "monday")
    with store._database as database:
        past = time.time() - 31 * 86_400
        database.execute("UPDATE pages SET used = ? WHERE address = 'old'", (past,))
        database.execute("UPDATE entries SET used = ?", (past,))
    store.close()
    store = Store(tmp_path)
    assert store.page("old") is None and store.page("new") == PAGE
    assert store.first_run("feed", "old") is None
    store.close()


def test_a_broken_file_or_folder_costs_only_the_memory(tmp_path, caplog):
    (tmp_path / "pages.sqlite3").write_bytes(b"this is no database" * 100)
    (tmp_path / "file").touch()
    for folder in (tmp_path, tmp_path / "file"):
        store = Store(folder)
        store.keep("a", PAGE)
        assert store.page("a") == PAGE
        store.close()
    assert caplog.text.count("pages are not kept") == 2


def test_failures_later_on_are_survived(tmp_path, caplog):
    store = Store(tmp_path)
    store.keep("a", PAGE)
    with sqlite3.connect(tmp_path / "pages.sqlite3") as other:
        other.execute("UPDATE pages SET body = x'00'")
    assert store.page("a") is None
    store.close()
    store.keep("a", PAGE)
    assert "cannot be written" in caplog.text
    assert store.first_run("feed", "1") is None and store.page("a") is None
