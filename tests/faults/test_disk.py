"""A disk that is full, a folder that cannot be written, a ledger that is damaged."""

import errno
import sqlite3
from contextlib import closing
from random import Random

import pytest

from pipeline.run.database import Database, LedgerError
from pipeline.write.atomic import WriteError
from tests.faults.night import night, night_with_full_disk


@pytest.mark.parametrize("most_bytes", [0, 3_000, 30_000, 60_000])
def test_a_full_disk_is_one_clear_error_and_the_next_run_mends_it(
    processes, outcome, tmp_path, most_bytes
):
    night(tmp_path / "calm")
    process = processes.Process(target=night_with_full_disk, args=(tmp_path / "out", most_bytes))
    process.start()
    process.join()
    assert process.exitcode == 1
    night(tmp_path / "out")
    assert outcome(tmp_path / "out" / "n") == outcome(tmp_path / "calm" / "n")


def test_a_disk_that_fills_up_between_two_files_says_so(tmp_path, monkeypatch):
    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(WriteError, match=r"No space left.*free some disk space"):
        night(tmp_path)


def test_a_state_folder_that_cannot_be_made_is_one_clear_error(tmp_path):
    (tmp_path / ".depesche").write_text("in the way")
    with pytest.raises(WriteError, match="-o"):
        night(tmp_path)


def ledger_of(out):
    return out / ".depesche" / "ledger.sqlite3"


def damage_head(path):
    path.write_bytes(b"no database at all" * 500)


def damage_middle(path):
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xa5" * (len(data) - 4096)
    path.write_bytes(data)


def damage_end(path):
    path.write_bytes(path.read_bytes()[:5000])


def damage_schema(path):
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    path.write_bytes(path.read_bytes().replace(b"TABLE results", b"TABLE res\xf5lts"))


@pytest.mark.parametrize("damage", [damage_head, damage_middle, damage_end, damage_schema])
def test_a_damaged_ledger_is_kept_aside_and_begun_anew(tmp_path, outcome, caplog, damage):
    night(tmp_path)
    before = outcome(tmp_path / "n")
    damage(ledger_of(tmp_path))
    night(tmp_path)
    assert outcome(tmp_path / "n") == before
    assert "the ledger was damaged" in caplog.text
    assert (tmp_path / ".depesche" / "ledger.sqlite3.damaged-1").exists()
    caplog.clear()
    night(tmp_path)
    assert caplog.text == ""


@pytest.mark.parametrize("seed", range(40))
def test_a_bit_that_flipped_in_the_ledger_changes_no_output(tmp_path, outcome, seed):
    night(tmp_path)
    before = outcome(tmp_path / "n")
    with closing(sqlite3.connect(ledger_of(tmp_path))) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data, chance = bytearray(ledger_of(tmp_path).read_bytes()), Random(seed)
    used = [place for place, byte in enumerate(data) if byte]
    data[chance.choice(used)] ^= 1 << chance.randrange(8)
    ledger_of(tmp_path).write_bytes(data)
    night(tmp_path)
    assert outcome(tmp_path / "n") == before
    night(tmp_path)
    assert outcome(tmp_path / "n") == before


def test_a_row_that_is_no_record_is_computed_again(tmp_path, outcome):
    night(tmp_path)
    before = outcome(tmp_path / "n")
    with sqlite3.connect(ledger_of(tmp_path)) as db:
        db.execute("UPDATE results SET record = '{\"schema\": 1}'")
    night(tmp_path)
    assert outcome(tmp_path / "n") == before


def test_a_ledger_of_a_newer_version_is_left_alone(tmp_path):
    night(tmp_path)
    with sqlite3.connect(ledger_of(tmp_path)) as db:
        db.execute("PRAGMA user_version = 999")
    with pytest.raises(LedgerError, match="update Depesche"):
        Database(tmp_path)
