from __future__ import annotations

import sys

import pytest

from pipeline.errors import DepescheError
from pipeline.train.plot import plot_curve, require_matplotlib


def test_a_curve_is_drawn_from_the_log(tmp_path):
    log = [
        {"step": 50, "target_tokens": 1000, "loss": 5.0},
        {"step": 60, "target_tokens": 1200, "dev_loss": 4.8, "chrf": 12.0},
        {"step": 100, "target_tokens": 2000, "loss": 4.0},
    ]
    plot_curve(log, {"bergamot-tiny": 60.0}, tmp_path / "curve.png")
    assert (tmp_path / "curve.png").read_bytes().startswith(b"\x89PNG")


def test_an_empty_log_is_drawn_too(tmp_path):
    plot_curve([], {}, tmp_path / "curve.png")
    assert (tmp_path / "curve.png").stat().st_size > 0


def test_a_missing_matplotlib_names_the_remedy(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(DepescheError, match=r"pip install 'depesche\[train\]'"):
        require_matplotlib()
