import pytest

from pipeline.run.cluster.commits import Commits, DamagedShardError
from pipeline.run.cluster.store import open_store
from pipeline.write.atomic import WriteError


@pytest.fixture
def commits(store):
    return Commits(store, "made")


def test_a_shard_is_given_back_as_it_was_committed(commits):
    assert commits.keys() == set()
    commits.put("a", ["eins\n", "zwei\u2028\n"], {"reused": 3})
    commits.put("b", [], {})
    assert commits.keys() == {"a", "b"}
    assert commits.lines("a") == ["eins", "zwei\u2028"]
    assert commits.lines("b") == []
    assert commits.values("a")["reused"] == 3


def test_of_two_commits_of_a_shard_the_later_one_counts_as_a_whole(commits):
    commits.put("a", ["first\n"], {"by": 1})
    commits.put("a", ["second\n"], {"by": 2})
    assert (commits.lines("a"), commits.values("a")["by"]) == (["second"], 2)


def test_lines_without_a_marker_are_no_shard(commits, store):
    store.put("made/a-0123.jsonl", ["half\n"])
    store.put("made/.a.json.x1", ["half a marker"])
    assert commits.keys() == set()
    commits.sweep([])
    assert store.names("made") == []


def test_a_damaged_shard_says_so_and_is_none_afterwards(commits, store):
    commits.put("a", ["eins\n"], {})
    store.put(commits.values("a")["data"], ["ein\n"])
    with pytest.raises(DamagedShardError, match="made anew"):
        commits.lines("a")
    assert commits.keys() == set()


def test_lines_that_are_gone_and_a_marker_that_is_none_are_damage(commits, store):
    commits.put("a", ["eins\n"], {})
    store.delete(commits.values("a")["data"])
    with pytest.raises(DamagedShardError):
        commits.lines("a")
    store.put("made/b.json", ["no JSON"])
    with pytest.raises(DamagedShardError):
        commits.values("b")


def test_sweeping_keeps_what_is_wanted(commits, store):
    commits.put("old", ["x\n"], {})
    commits.put("a", ["first\n"], {})
    commits.put("a", ["second\n"], {})
    commits.sweep(["a"])
    assert commits.keys() == {"a"}
    assert commits.lines("a") == ["second"]
    assert len(store.names("made")) == 2


def test_a_store_that_cannot_be_written_says_so(tmp_path, monkeypatch):
    (tmp_path / "made").write_text("in the way")
    with pytest.raises(WriteError):
        Commits(open_store(str(tmp_path)), "made").put("a", [], {})

    def refused(*args):
        raise PermissionError("no")

    monkeypatch.setattr("fsspec.implementations.memory.MemoryFileSystem.pipe_file", refused)
    with pytest.raises(WriteError, match="your rights"):
        Commits(open_store("memory://refused"), "made").put("a", [], {})
