from __future__ import annotations

import numpy as np
import pytest

from pipeline.train.batches import Parallel, Ragged, Span
from pipeline.train.memory import Memory, replacing
from pipeline.write.atomic import WriteError


@pytest.fixture
def memory(tmp_path):
    return Memory(tmp_path)


def test_data_comes_back(memory):
    text = Parallel(Ragged.of([[5, 2], [7]], np.uint16), Ragged.of([[9], [8, 2]], np.uint16))
    spans = (Span(0, 1, 0.5), Span(1, 2, 3.0))
    assert memory.open({"--seed": 1}) is False
    memory.begin(text, spans, {"description": {"--seed": 1}})
    assert memory.open({"--seed": 1}) is True
    back, back_spans = memory.data()
    assert back_spans == spans
    assert back.source.ids.dtype == np.uint16
    assert back.target.pad(np.arange(2), 0).tolist() == [[9, 0], [8, 2]]


def test_a_log_line_that_a_kill_cut_short_is_left_out(memory, tmp_path):
    memory.log({"step": 50, "sample": "Zeile\u2028Zeile"})
    memory.log({"step": 100})
    with (tmp_path / "log.jsonl").open("a") as file:
        file.write('{"step": 1')
    assert [row["step"] for row in memory.rows()] == [50, 100]
    memory.forget_after(60)
    memory.log({"step": 61})
    assert [row["step"] for row in memory.rows()] == [50, 61]


def test_a_full_disk_keeps_the_last_state(memory, monkeypatch):
    random = {"random": np.zeros(0), "random_cuda": []}
    import torch

    memory.save({"place": 1, **random, "random": torch.zeros(1)})

    def full(*_: object) -> None:
        raise RuntimeError("no space left on device")

    monkeypatch.setattr(torch, "save", full)
    with pytest.raises(WriteError, match="still whole"):
        memory.save({"place": 2})
    assert memory.load("cpu")["place"] == 1


def test_files_are_replaced_when_all_are_written(tmp_path):
    (tmp_path / "a").write_text("old")
    (tmp_path / "kept").write_text("kept")
    with pytest.raises(ZeroDivisionError), replacing(tmp_path) as staged:
        (staged / "a").write_text("half")
        raise ZeroDivisionError
    assert (tmp_path / "a").read_text() == "old"
    with replacing(tmp_path) as staged:
        (staged / "a").write_text("new")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "kept"]
    assert (tmp_path / "a").read_text() == "new"
