import json

import pytest

from pipeline.errors import ModelError, UsageError
from pipeline.models.lock import Locked, keep, lock_file, locked, release, require_same

ONE = Locked("1" * 40, {"config.json": "a" * 40, "model.safetensors": "b" * 64})
TWO = Locked("2" * 40, {})


@pytest.fixture(autouse=True)
def lock(tmp_path, monkeypatch):
    monkeypatch.setenv("DEPESCHE_LOCK", str(tmp_path / "deep" / "models.lock"))
    return tmp_path / "deep" / "models.lock"


def test_a_lock_gives_back_what_it_was_given(lock):
    assert locked("org/one") is None
    keep("org/two", TWO)
    keep("org/one", ONE)
    assert (locked("org/one"), locked("org/two")) == (ONE, TWO)
    keep("org/two", ONE)
    assert locked("org/two") == ONE
    release("org/two")
    release("org/never")
    assert locked("org/two") is None
    assert list(json.loads(lock.read_text())["models"]) == ["org/one"]


def test_it_lies_in_the_cache_unless_the_environment_says_where(monkeypatch, tmp_path):
    monkeypatch.delenv("DEPESCHE_LOCK")
    monkeypatch.setenv("DEPESCHE_CACHE", str(tmp_path))
    assert lock_file() == tmp_path / "models.lock"


def test_a_commit_does_not_change():
    keep("org/one", ONE)
    require_same("org/one", ONE.revision, ONE.files)
    require_same("org/one", ONE.revision, {"more.json": "c" * 40})
    require_same("org/one", TWO.revision, {"config.json": "c" * 40})
    with pytest.raises(ModelError, match=r"config\.json of org/one") as caught:
        require_same("org/one", ONE.revision, {"config.json": "c" * 40})
    assert "HF_ENDPOINT" in caught.value.remedy


@pytest.mark.parametrize("text", ["", "[]", '{"models": {"m": {}}}', '{"models": 3}', "\x00"])
def test_a_broken_lock_is_named(lock, text):
    lock.parent.mkdir()
    lock.write_text(text)
    with pytest.raises(UsageError, match="is no lock of models"):
        locked("org/one")


def test_a_lock_that_cannot_be_written_names_the_way_out(lock):
    lock.parent.write_text("a file in the way")
    with pytest.raises(ModelError, match="DEPESCHE_LOCK"):
        keep("org/one", ONE)
