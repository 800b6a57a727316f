"""Commands are run in this process, on a tiny checkpoint with random weights."""

import io
import sys

import pytest

from pipeline.cli.app import app
from pipeline.cli.console import guarded
from tests import checkpoints

NEWS = """ date 2026-11 Haushalt Rat tagt in Haldenburg Stand: 14.11.2026 08:15 Uhr

Der Rat von Haldenburg hat am Freitag den Haushalt
beschlossen. Das Defizit sinkt auf 47,6 Millionen Euro.

Von Ada Kern, Haldenburg

Die Opposition stimmte nicht zu. "Das ist keine Strategie", sagte Sabine Teuffel am
Abend im Rathaus.

Schulen ausgenommen

Bei den Schulen wird nicht gekürzt. Das hatte die Oberbürgermeisterin schon im Juni zugesagt.

Über dieses Thema berichtete der Stadtfunk am 14. November 2026 um 08:00 Uhr.
"""


@pytest.fixture(scope="session")
def tiny(tmp_path_factory):
    """A tiny mBART with random weights: it gives words, though not the right ones."""
    return checkpoints.mbart(tmp_path_factory.mktemp("tiny") / "mbart")


@pytest.fixture
def profile(tiny, tmp_path, monkeypatch):
    """The path of a profile that uses the tiny checkpoint, greedily."""
    monkeypatch.setenv("DEPESCHE_CACHE", str(tiny.parent / "cache"))
    path = tmp_path / "tiny.toml"
    path.write_text(f'[translator]\nmodel = "{tiny}"\nbeam = 1\nengine = "torch"\n', "utf-8")
    return path


@pytest.fixture
def news(tmp_path):
    path = tmp_path / "rat.txt"
    path.write_text(NEWS, "utf-8")
    return path


class Result:
    """What a command printed, and its exit status."""

    def __init__(self, status, out, err):
        self.status, self.out, self.err = status, out, err


@pytest.fixture
def depesche(monkeypatch, capfdbinary):
    """Runs `depesche ARGS` with `stdin` and returns the Result."""

    def run(*args, stdin=""):
        raw = io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8")
        monkeypatch.setattr(sys, "stdin", raw)
        monkeypatch.setattr(sys, "argv", ["depesche", *map(str, args)])
        capfdbinary.readouterr()
        status = 0
        try:
            guarded(app)
        except SystemExit as left:
            status = left.code or 0
        out, err = capfdbinary.readouterr()
        return Result(status, out.decode(), err.decode())

    return run
