import multiprocessing
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from pipeline.errors import UsageError
from pipeline.run import database as sqlite
from pipeline.run import postgres as module
from pipeline.run.database import open_database
from pipeline.run.ledger import Ledger
from pipeline.run.memory import Corrections, Memory, stats, units
from pipeline.run.postgres import PostgresDatabase
from pipeline.run.readings import Readings
from pipeline.run.tables import LedgerError, seal
from pipeline.translate.segments import Segment
from pipeline.translate.seq2seq import Translation
from tests.records import article, record
from tests.run.postgres_server import PASSWORD
from tests.run.test_job import Loader, do, lines


@pytest.fixture
def address(postgres):
    return postgres.new_database(uuid.uuid4().hex)


def test_the_environment_decides_which_database_is_opened(address, tmp_path, monkeypatch):
    monkeypatch.setenv("DEPESCHE_DATABASE", address)
    with open_database(tmp_path) as opened:
        assert isinstance(opened, PostgresDatabase)
        assert PASSWORD not in opened.place
    assert list(tmp_path.iterdir()) == []


def test_an_older_schema_is_brought_to_the_newest_and_keeps_its_rows(address, monkeypatch):
    with monkeypatch.context() as old:
        old.setattr(module, "_MIGRATIONS", module._MIGRATIONS[:1])
        with PostgresDatabase(address) as opened:
            opened.change("INSERT INTO results VALUES (?, ?, ?)", [("f", "a", "{}")])
    with PostgresDatabase(address) as opened:
        assert opened.rows("SELECT fingerprint FROM results") == [("f",)]
        assert opened.rows("SELECT count(*) FROM corrections") == [(0,)]


def test_both_kinds_have_the_same_versions():
    assert len(module._MIGRATIONS) == len(sqlite._MIGRATIONS)


def test_a_newer_schema_is_left_alone(address):
    with PostgresDatabase(address) as opened:
        opened.change("UPDATE depesche_schema SET version = 999")
    with pytest.raises(LedgerError, match="update Depesche"):
        PostgresDatabase(address)


def test_a_transaction_is_kept_whole_or_not_at_all(address):
    row = ("f", "a", "{}", "[]", "s")
    with PostgresDatabase(address) as opened:
        with pytest.raises(KeyboardInterrupt), opened.transaction():
            opened.change("INSERT INTO results VALUES (?, ?, ?, ?, ?)", [row])
            raise KeyboardInterrupt
        assert opened.rows("SELECT * FROM results") == []
        with opened.transaction():
            opened.change("INSERT INTO results VALUES (?, ?, ?, ?, ?)", [row])
        assert opened.rows("SELECT * FROM results") == [row]


def test_a_server_that_was_started_again_is_found_again(postgres, address):
    with PostgresDatabase(address) as opened:
        assert opened.rows("SELECT 1") == [(1,)]
        postgres.stop()
        with pytest.raises(LedgerError, match="the next run goes on"):
            opened.rows("SELECT 1")
        postgres.start()
        assert opened.rows("SELECT 1") == [(1,)]


@pytest.mark.parametrize("url", ["", "mysql://u:geheim@h/d", "postgresql:/geheim", "geheim"])
def test_an_address_that_is_none_is_not_quoted(url):
    with pytest.raises(UsageError) as caught:
        PostgresDatabase(url)
    assert "geheim" not in str(caught.value)


def test_a_wrong_password_and_rows_are_not_quoted(postgres, address):
    with pytest.raises(LedgerError) as caught:
        PostgresDatabase(postgres.address("postgres", "geheim"))
    assert "password authentication failed" in str(caught.value)
    assert "geheim" not in str(caught.value)
    with PostgresDatabase(address) as opened, pytest.raises(LedgerError) as caught:
        opened.change(
            "INSERT INTO results VALUES (?, ?, ?, ?, ?)", [("f", "geheim", "{}", "[]", "s")] * 2
        )
    assert "duplicate key" in str(caught.value)
    assert "geheim" not in str(caught.value)


def test_an_unknown_sslmode_is_refused_and_encryption_is_asked_for(postgres):
    with pytest.raises(UsageError, match="verify-full"):
        PostgresDatabase(postgres.address("postgres") + "?sslmode=maybe")
    with pytest.raises(LedgerError, match="SSL"):  # this server has none
        PostgresDatabase(postgres.address("postgres") + "?sslmode=require")


WRITERS, ROUNDS = 4, 8


def write(address: str, number: int) -> None:
    """Keep the same segments and records as the other writers, in an order of one's own."""
    with PostgresDatabase(address) as opened:
        memory, ledger = Memory(opened, "key", "toy"), Ledger(opened)
        order = [(n * 7 + number * 13) % 40 for n in range(40)]
        for round_ in range(ROUNDS):
            memory.keep({Segment(f"Satz {n}."): Translation(f"Sentence {n}.") for n in order})
            with opened.transaction():
                ledger.save([(f"f{n}", record(), []) for n in order])
                ledger.save([(f"{number}-{round_}", record(), [])])
                memory.flush()


def test_many_writers_at_once(address):
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=write, args=(address, n)) for n in range(WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0] * WRITERS
    with PostgresDatabase(address) as opened:
        assert opened.rows("SELECT count(*) FROM results") == [(40 + WRITERS * ROUNDS,)]
        [held] = stats(opened).translators
        assert held.segments == 40
        assert stats(opened).megabytes > 1


def test_what_was_read_and_what_supports_a_summary_is_kept(address):
    with PostgresDatabase(address) as opened, ThreadPoolExecutor(1) as pool:
        readings, ledger = Readings(opened), Ledger(opened)
        values = ("k", "a1", None, "c", 50, bytes(range(256)) * 2)
        readings.save([values])
        with opened.transaction():
            ledger.save([("f", record(), [("h1", "h2")])])
            asked = pool.submit(opened.rows, "SELECT count(*) FROM results")  # a thread beside it
            assert asked.result(timeout=10) == [(0,)]
        assert ledger.summary("f") == [("Der Rat tagt heute.", ("h1", "h2"))]
        assert opened.rows("SELECT * FROM readings") == [(*values, seal(*values))]
        Corrections(opened).add([("Der Rat tagt.", "It is in session.")])
        assert next(units(opened, models=False)).en == "It is in session."


def test_any_text_is_kept_as_it_is(address):
    odd = "100 % „so“ ? \\ ' \" ␀ 🙂 " + "sehr lang " * 150
    with PostgresDatabase(address) as opened:
        Corrections(opened).add([(odd, odd)])
        memory = Memory(opened, "key", "toy")
        memory.keep({Segment(odd): Translation(odd), Segment("x" * 9000): Translation("y")})
        with opened.transaction():
            memory.flush()
        found = Memory(opened, "key", "toy").find([Segment(odd), Segment("x" * 9000)])
        assert {segment.text: said.text for segment, said in found.items()} == {odd: odd}


def test_a_run_finds_in_it_what_another_machine_computed(address, tmp_path, monkeypatch):
    monkeypatch.setenv("DEPESCHE_DATABASE", address)
    first, second = Loader(), Loader()
    do(tmp_path / "here", [article(1), article(2)], first)
    tally, _ = do(tmp_path / "there", [article(1), article(2)], second)
    assert (first.loads, second.loads, tally.reused) == (1, 0, 2)
    assert lines(tmp_path / "here") == lines(tmp_path / "there")
