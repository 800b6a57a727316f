from __future__ import annotations

import json

import pytest

from pipeline.cli.app import app
from pipeline.cli.console import guarded


@pytest.fixture
def depesche(monkeypatch, capfd):
    """Runs `depesche ARGS`; gives back the exit status and what stood on stderr."""

    def run(*arguments: object) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["depesche", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            guarded(app)
        printed = capfd.readouterr()
        assert printed.out == ""
        return int(ended.value.code or 0), printed.err

    return run


def test_a_checkpoint_comes_out_of_one_command(depesche, toy_tsv, tmp_path):
    small = ["--width", 32, "--layers", 1, 1, "--pieces", 300, "--steps", 3, "--device", "cpu"]
    status, told = depesche("train", "--data", f"{toy_tsv}=2", "-o", tmp_path / "m", *small)
    assert status == 0
    assert "274 pairs" in told
    assert told.rstrip().endswith("on held out (14 segments)")
    assert json.loads((tmp_path / "m" / "config.json").read_text("utf-8"))["d_model"] == 32
    assert f"--data {toy_tsv}=2" in (tmp_path / "m" / "README.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ([], "--minutes or --steps"),
        (["--steps", 1, "--width", 100], "multiple of 64"),
        (["--steps", 1, "--device", "tpu"], "there is no device"),
    ],
)
def test_wrong_use_is_one_line_and_status_2(depesche, toy_tsv, tmp_path, options, told):
    status, line = depesche("train", "--data", toy_tsv, "-o", tmp_path / "m", *options)
    assert status == 2
    assert told in line
    assert line.count("\n") == 1
