from __future__ import annotations

import pytest

from pipeline.errors import DepescheError, UsageError
from pipeline.train.score import held_out, read_dev, score, signatures


@pytest.fixture
def dev(tmp_path):
    (tmp_path / "set.de").write_text("Eins.\nZwei\u2028.\n", "utf-8")
    (tmp_path / "set.en").write_text("One.\nTwo.\n", "utf-8")
    (tmp_path / "set.mozilla-tiny.en").write_text("One.\nToo.\n", "utf-8")
    return tmp_path


def test_yardsticks_are_found_beside_the_dev_set(dev):
    found = read_dev(dev / "set.de", dev / "set.en")
    assert found.name == "set"
    assert found.german == ["Eins.", "Zwei\u2028."]
    assert found.systems == {"mozilla-tiny": ["One.", "Too."]}
    assert found.head(1).systems == {"mozilla-tiny": ["One."]}
    assert [(pair.de, pair.en) for pair in found.head(1).pairs] == [("Eins.", "One.")]
    assert held_out(found.pairs).reference == found.reference


def test_files_of_unlike_length_are_refused_by_name(dev):
    (dev / "set.mozilla-tiny.en").write_text("One.\n", "utf-8")
    with pytest.raises(UsageError, match="mozilla-tiny 1"):
        read_dev(dev / "set.de", dev / "set.en")
    with pytest.raises(UsageError, match="cannot be read"):
        read_dev(dev / "none.de", dev / "set.en")


def test_scores_are_sacrebleus():
    perfect = score("x", ["The council meets on Monday."], ["The council meets on Monday."])
    assert (perfect.bleu, perfect.chrf) == (100.0, 100.0)
    worse = score("x", ["The council met."], ["The council meets on Monday."])
    assert 0 < worse.bleu < worse.chrf < 100
    bleu, chrf = signatures()
    assert bleu.startswith("nrefs:1|case:mixed")
    assert "nc:6" in chrf


def test_a_missing_sacrebleu_names_the_remedy(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "sacrebleu.metrics.bleu", None)
    with pytest.raises(DepescheError, match=r"pip install 'depesche\[train\]'"):
        signatures()
