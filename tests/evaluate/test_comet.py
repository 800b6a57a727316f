import stat

import pytest

from pipeline.errors import DepescheError
from pipeline.evaluate.comet import comet
from pipeline.evaluate.translation import ParallelSet, evaluate

SET = ParallelSet("one", ["Es regnet.", "Ja."], ["It rains.", "Yes."], {})


def command(folder, monkeypatch, body):
    """A `comet-score` on the PATH that does what `body` says in shell."""
    path = folder / "comet-score"
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(path.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


def test_the_command_gets_the_three_files_and_its_score_counts(tmp_path, monkeypatch):
    command(
        tmp_path,
        monkeypatch,
        f'cat "$2" "$4" "$6" > {tmp_path}/seen; echo "$8" >> {tmp_path}/seen; echo "score: 0.8125"',
    )
    assert comet(["Es\nregnet."], ["It rains."], ["Rain."], "some/model") == 81.25
    seen = (tmp_path / "seen").read_text().splitlines()
    assert seen == ["Es regnet.", "It rains.", "Rain.", "some/model"]


def test_a_report_has_it_only_if_asked_for(tmp_path, monkeypatch):
    command(tmp_path, monkeypatch, 'echo "score: 0.5"')
    with_comet = evaluate([SET], lambda german: SET.reference, "some/model")
    assert with_comet.scores[0].comet == 50
    assert evaluate([SET], lambda german: SET.reference).scores[0].comet is None


def test_a_missing_command_is_named_before_anything_is_translated(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DepescheError, match="comet-score") as caught:
        evaluate([SET], lambda german: pytest.fail("was translated"), "some/model")
    assert "pipx install unbabel-comet" in caught.value.remedy


def test_what_the_command_says_last_is_the_reason(tmp_path, monkeypatch):
    command(tmp_path, monkeypatch, "echo no such model >&2; exit 1")
    with pytest.raises(DepescheError, match="no such model"):
        comet(["a"], ["b"], ["c"], "x")
