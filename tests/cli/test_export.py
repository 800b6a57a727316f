import pytest

from tests.records import record, write_pairs


@pytest.fixture
def out(tmp_path):
    for name in ("mo", "tu"):
        (tmp_path / name).mkdir()
        write_pairs(tmp_path / name / "pairs.jsonl", [record()])
    return tmp_path


def test_runs_become_a_data_set(depesche, out):
    pytest.importorskip("pyarrow")
    runs = ("--run", "mo", "--run", "tu")
    result = depesche("export", "-o", out, *runs, "--to", out / "data")
    assert (result.status, result.out) == (0, "")
    assert "1 record ->" in result.err
    assert (out / "data" / "day=2026-11-14" / "part-0.parquet").exists()


def test_a_run_that_is_not_there_is_wrong_use(depesche, out):
    result = depesche("export", "-o", out, "--run", "we", "--to", out / "data")
    assert result.status == 2
    assert "no run 'we'" in result.err
    assert not (out / "data").exists()


def test_public_without_a_repository_is_wrong_use(depesche, out):
    result = depesche("export", "-o", out, "--run", "mo", "--to", out / "data", "--public")
    assert result.status == 2
    assert "name one with --push" in result.err
