import pytest

from pipeline.errors import UsageError
from pipeline.newsletter.runs import read_runs, run_names
from tests.records import record, write_pairs


@pytest.fixture
def out(tmp_path):
    write_pairs(tmp_path / "monday" / "pairs.jsonl", [record(headline="Old")])
    write_pairs(tmp_path / "tuesday" / "pairs.jsonl", [record(headline="New")])
    (tmp_path / "unfinished").mkdir()
    return tmp_path


def test_an_article_of_two_runs_is_there_once_as_the_last_has_it(out):
    [one] = read_runs(out, ["monday", "tuesday"])
    assert one.headline.en == "New"


def test_run_names_are_those_of_finished_runs(out):
    assert run_names(out) == ["monday", "tuesday"]
    assert run_names(out / "nowhere") == []


@pytest.mark.parametrize("name", ["sunday", "unfinished", "../monday", "", "."])
def test_an_unknown_run_names_those_that_exist(out, name):
    with pytest.raises(UsageError, match="monday, tuesday"):
        read_runs(out, [name])


def test_no_run_at_all_names_the_command_that_makes_one(tmp_path):
    with pytest.raises(UsageError, match="depesche run"):
        read_runs(tmp_path, ["x"])
    with pytest.raises(UsageError, match="no run is named"):
        read_runs(tmp_path, [])


def test_of_many_runs_the_last_are_named(tmp_path):
    for day in range(1, 20):
        write_pairs(tmp_path / f"2026-11-{day:02}" / "pairs.jsonl", [record()])
    with pytest.raises(UsageError, match=r"2026-11-19 \(and 7 more\)"):
        read_runs(tmp_path, ["x"])
