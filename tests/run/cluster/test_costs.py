from concurrent.futures import ThreadPoolExecutor

import pytest

from pipeline.errors import SourceError, UsageError
from pipeline.profile import Profile
from pipeline.run.cluster import costs as module
from pipeline.run.cluster.costs import load_costs, measure
from tests.run.cluster.archive import write_archive


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch):
    monkeypatch.setattr(module, "ProcessPoolExecutor", lambda n, mp_context: ThreadPoolExecutor(1))


def embedded():
    return Profile(translator={"model": "embedded", "beam": 1})


def test_every_stage_has_its_costs(tmp_path):
    write_archive(tmp_path / "a.jsonl", 80)
    found = measure(embedded(), [str(tmp_path / "a.jsonl")], 70, 1)
    assert (found.articles, found.cores) == (70, 1)
    for name in ("read", "link", "fetch", "make", "summarize", "translate", "merge", "load"):
        assert 0 < getattr(found, name) < 30, name
    assert found.make > found.summarize
    assert 100 < found.input_bytes < found.read_bytes < 50_000
    assert 100 < found.made_bytes < 50_000
    assert 500 < found.driver_bytes < 100_000
    assert found.worker_mb > 50


def test_too_few_articles_and_a_file_without_costs_are_refused(tmp_path):
    write_archive(tmp_path / "a.jsonl", 60)
    with pytest.raises(SourceError, match="too few"):
        measure(embedded(), [str(tmp_path / "a.jsonl")], 1, 1)
    (tmp_path / "b.json").write_text('{"rows": []}')
    with pytest.raises(UsageError, match="bench --stages"):
        load_costs(tmp_path / "b.json")
