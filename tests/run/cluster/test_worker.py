import json
import multiprocessing
import os
import pickle
from dataclasses import replace

import pytest

from pipeline.profile import Profile
from pipeline.run.cluster import worker as module
from pipeline.run.cluster.commits import Commits
from pipeline.run.cluster.journal import Journal
from pipeline.run.cluster.store import open_store
from pipeline.run.cluster.worker import Task, Worker
from pipeline.run.stages import Stages
from pipeline.run.tables import LedgerError
from pipeline.run.window import Recipe
from tests.fakes import FakeSummarizer, FakeTranslator, one_chunk
from tests.records import MODELS, article

DEADLY = "Dieser Satz bringt den Prozess um."


class DeadlyTranslator(FakeTranslator):
    """Ends the process, as a fault in a library's C code would."""

    def translate(self, segments):
        if any(segment.text == DEADLY for segment in segments):
            os._exit(9)
        return super().translate(segments)


def stages(translator=None):
    return Stages(FakeSummarizer(), translator or FakeTranslator("Gift"), one_chunk)


def deadly_stages():
    return stages(DeadlyTranslator())


def task(folder, **changes):
    recipe = Recipe(Profile(window=2), MODELS, full=True)
    values = {"store": str(folder / "store"), "ledger": folder / "out", "threads": 1}
    return Task(**({"recipe": recipe} | values | changes))


def row(*articles, firsts=()):
    given = pickle.dumps((list(articles), list(firsts)))
    return {"key": "k", "articles": given, "problem": "", "remedy": ""}


def made(folder):
    commits = Commits(open_store(str(folder / "store")), "made")
    records = [json.loads(line) for line in commits.lines("k")]
    return records, commits.values("k")


def test_a_shard_is_committed_with_its_records_in_order(tmp_path):
    said = Worker(task(tmp_path), stages)(row(*map(article, (3, 1, 2))))
    assert (said["articles"], said["failed"], said["problem"]) == (3, 0, "")
    records, marker = made(tmp_path)
    assert [record["id"] for record in records] == ["a3", "a1", "a2"]
    assert marker["tokens"] > 0
    assert marker["seconds"].keys() >= {"load", "summarize", "translate"}


def test_a_poisoned_article_is_set_aside_and_the_others_go_on(tmp_path):
    poisoned = article(2, sentences=("Gift steht hier.",))
    said = Worker(task(tmp_path), stages)(row(article(1), poisoned, article(3)))
    assert (said["articles"], said["failed"]) == (2, 1)
    records, marker = made(tmp_path)
    assert [record["id"] for record in records] == ["a1", "a3"]
    assert [failure["source"] for failure in marker["failures"]] == ["a2.txt"]


def test_models_are_loaded_once_for_all_shards(tmp_path):
    loads = []
    work = Worker(task(tmp_path), lambda: loads.append(1) or stages())
    work(row(article(1)))
    work(row(article(2)))
    assert loads == [1]


def test_what_another_worker_computed_is_reused_but_not_when_forced(tmp_path):
    Worker(task(tmp_path), stages)(row(article(1), article(2)))
    Worker(task(tmp_path), lambda: pytest.fail("no model is needed"))(row(article(2)))
    assert made(tmp_path)[1]["reused"] == 1
    forced = task(tmp_path, recipe=Recipe(Profile(), MODELS, full=True, force=True))
    Worker(forced, stages)(row(article(2)))
    assert made(tmp_path)[1]["reused"] == 0


def test_a_worker_without_a_shared_ledger_leaves_none(tmp_path):
    Worker(task(tmp_path, ledger=None), stages)(row(article(1)))
    assert [path.name for path in tmp_path.iterdir()] == ["store"]


def test_the_summary_of_an_article_in_another_shard_is_shared(tmp_path):
    copy = replace(article(2), duplicate_of="a1")
    Worker(task(tmp_path), stages)(row(copy, firsts=[article(1)]))
    [record] = made(tmp_path)[0]
    assert (record["id"], record["duplicate_of"]) == ("a2", "a1")
    assert record["summary"][0]["de"] == "Der Rat tagt heute."


def work_in_process(folder, articles):
    Worker(task(folder), deadly_stages)(row(*articles))


def test_an_article_on_which_the_process_dies_again_and_again_is_set_aside(tmp_path):
    articles = [article(1), article(2), article(3, sentences=(DEADLY,)), article(4), article(5)]
    context = multiprocessing.get_context("spawn")
    deaths = 0
    while True:
        process = context.Process(target=work_in_process, args=(tmp_path, articles))
        process.start()
        process.join()
        if process.exitcode == 0:
            break
        deaths += 1
        assert deaths < 9, "it never ends"
    assert deaths == module._WINDOW_DEATHS + module._ARTICLE_DEATHS
    records, marker = made(tmp_path)
    assert [record["id"] for record in records] == ["a1", "a2", "a4", "a5"]
    [failure] = marker["failures"]
    assert failure["source"] == "a3.txt"
    assert "died on it 3 times" in failure["reason"]
    assert Journal(open_store(str(tmp_path / "store")), "k").deaths("1") == 0


def test_a_ledger_that_comes_back_costs_a_pause(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_PAUSES", (0.0, 0.0))
    tries = []

    def failing(*args):
        tries.append(1)
        if len(tries) < 3:
            raise LedgerError("gone", "wait")
        return {}

    monkeypatch.setattr("pipeline.run.ledger.Ledger.find", failing)
    assert Worker(task(tmp_path), stages)(row(article(1)))["problem"] == ""
    assert len(tries) == 3
    tries[:] = [1] * -9
    monkeypatch.setattr(
        "pipeline.run.ledger.Ledger.find", lambda *_: (_ for _ in ()).throw(LedgerError("x", "y"))
    )
    assert Worker(task(tmp_path), stages)(row(article(1)))["problem"] == "x"


def test_a_machine_with_other_models_says_so(tmp_path):
    said = Worker(task(tmp_path, recipe=Recipe(Profile(), MODELS)))(row(article(1)))
    assert "models on this machine" in said["problem"]
    assert "depesche models pull" in said["remedy"]


def test_what_fetching_met_is_passed_on(tmp_path):
    said = Worker(task(tmp_path), stages)(row() | {"problem": "damaged", "remedy": "again"})
    assert (said["problem"], said["remedy"]) == ("damaged", "again")
