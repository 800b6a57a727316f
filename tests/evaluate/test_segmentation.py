import hashlib
import json
import lzma
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.evaluate.segmentation import BoundaryScore, evaluate, naive, read_gold, score

DEV = Path(__file__).parents[1] / "data" / "segmentation" / "dev.txt"
DEV_SHA256 = "f8986eb0e79463f4f0deea0b6ecd0b416caae7ed4563194c4f7a51f4f30af688"
"""Whoever changes the gold changes this digest in the same commit, and looks at the floor."""
DEV_FLOOR = 0.98


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_dev_gold_is_the_one_that_the_floor_was_set_for() -> None:
    assert hashlib.sha256(DEV.read_bytes()).hexdigest() == DEV_SHA256
    report = evaluate(DEV)
    assert report.sha256 == DEV_SHA256
    assert report.sentences >= 590


def test_floor_on_dev_and_baselines_below() -> None:
    ours, sentencex, simple = evaluate(DEV).rows
    assert (ours.system, sentencex.system, simple.system) == ("depesche", "sentencex", "naive")
    assert ours.f1 >= DEV_FLOOR
    assert ours.f1 > sentencex.f1 + 0.1
    assert ours.f1 > simple.f1 + 0.1


def test_dev_gold_is_one_sentence_a_line() -> None:
    for line in DEV.read_text(encoding="utf-8").splitlines():
        assert line == line.strip()
        assert "  " not in line


def test_text_gold(tmp_path: Path) -> None:
    gold = write(tmp_path / "g.txt", "# class\nEins.\nZwei!\n# more\nDrei.\n\n\nVier.\\\nFünf.\n")
    first, second = read_gold(gold)
    assert (first.text, first.boundaries) == ("Eins. Zwei! Drei.", {5, 10})
    assert (second.text, second.boundaries) == ("Vier.Fünf.", {5})


ARTICLE = {
    "text": "Er kam: Sie ging. „Gut.“ Tag 1; Tag 2.\n \nEs war still.",
    "sentences": ["Er kam: ", "Sie ging. ", "„Gut.“ ", "Tag 1; ", "Tag 2.", "Es war still."],
}


@pytest.mark.parametrize("name", ["g.jsonl", "g.jsonl.xz"])
def test_annotated_gold_counts_terminal_marks_alone(tmp_path: Path, name: str) -> None:
    data = (json.dumps(ARTICLE) + "\n").encode()
    path = tmp_path / name
    path.write_bytes(lzma.compress(data) if name.endswith("xz") else data)
    first, second = read_gold(path)
    assert first.boundaries == {len("Erkam:Sieging."), len("Erkam:Sieging.„Gut.“")}
    assert (second.text, second.boundaries) == ("Es war still.", frozenset())


def test_score_counts_boundaries(tmp_path: Path) -> None:
    gold = read_gold(write(tmp_path / "g.txt", "Am 3. Mai kam er.\nSie ging.\nPunkt.\n"))
    row = score("x", lambda text: ["Am 3.", " Mai kam er. ", "Sie ging. Punkt."], gold)
    assert row == BoundaryScore("x", matched=1, predicted=2, gold=2)
    assert (row.precision, row.recall, row.f1) == (0.5, 0.5, 0.5)


def test_score_of_nothing_is_perfect() -> None:
    row = BoundaryScore("x", 0, 0, 0)
    assert (row.precision, row.recall, row.f1) == (1.0, 1.0, 1.0)


def test_naive_baseline() -> None:
    assert naive("Am 3. Mai. „Ja.“ Nein") == ["Am 3. ", "Mai. ", "„Ja.“ ", "Nein"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("g.txt", "# nothing\n"),
        ("g.txt", "Ein Satz.\n"),
        ("g.jsonl", "no json\n"),
        ("g.jsonl", '{"text": "a"}\n'),
        ("g.jsonl.xz", "not compressed"),
    ],
)
def test_unfit_gold_is_refused(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(UsageError):
        evaluate(write(tmp_path / name, text))


def test_missing_gold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="missing"):
        evaluate(tmp_path / "missing.txt")
