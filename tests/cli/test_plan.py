import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict

from pipeline.run.cluster import costs as module
from pipeline.run.cluster.costs import load_costs
from tests.run.cluster.archive import write_archive
from tests.run.cluster.test_forecast import COSTS


def test_costs_are_read_as_they_were_written(depesche, tmp_path, monkeypatch):
    in_this_process(monkeypatch)
    write_archive(tmp_path / "a.jsonl", 12)
    result = depesche("bench", "--stages", "--json", "--profile", "embedded", tmp_path / "a.jsonl")
    assert result.status == 0, result.err
    (tmp_path / "costs.json").write_text(result.out)
    assert load_costs(tmp_path / "costs.json").articles == json.loads(result.out)["articles"] == 12


def test_a_corpus_on_machines(depesche, tmp_path):
    (tmp_path / "costs.json").write_text(json.dumps(asdict(COSTS)))
    (tmp_path / "hw.toml").write_text("cores = 16\nmemory_gb = 64\nprice = 0.5\n")
    base = ("plan", "--articles", 1_000_000, "--hardware", tmp_path / "hw.toml")
    given = (*base, "--costs", tmp_path / "costs.json")
    result = depesche(*given, "--json")
    assert result.status == 0, result.err
    assert json.loads(result.out)["machines"] == 1
    result = depesche(*given, "--within", "0.5")
    assert "machines: 3\n" in result.out
    assert "the driver, one core" in result.out


def test_without_costs_the_seeds_are_measured(depesche, tmp_path, monkeypatch):
    in_this_process(monkeypatch)
    (tmp_path / "hw.toml").write_text("cores = 16\nmemory_gb = 64\n")
    given = ("--hardware", tmp_path / "hw.toml", "--profile", "embedded", "--json")
    result = depesche("plan", "--articles", 1000, *given)
    assert result.status == 0, result.err
    assert json.loads(result.out)["seconds"] > 15


def in_this_process(monkeypatch):
    """A process would import everything once more."""
    monkeypatch.setattr(module, "ProcessPoolExecutor", lambda n, mp_context: ThreadPoolExecutor(1))
