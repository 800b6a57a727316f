"""A tiny German-English grammar: enough for a model of width 32 to learn in seconds."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

_SUBJECTS = {
    "Die Ministerin": "The minister",
    "Der Trainer": "The coach",
    "Eine Ärztin": "A doctor",
}
_VERBS = {"lobt": "praises", "sucht": "seeks", "meidet": "avoids", "kennt": "knows"}
_OBJECTS = {"den Bericht": "the report", "die Stadt": "the city", "das Team": "the team"}
_TIMES = {
    "heute": "today",
    "am Montag": "on Monday",
    "seit 3 Jahren": "for 3 years",
    "im Jahr 2024": "in 2024",
    "um 9 Uhr": "at 9 o'clock",
    "erneut": "again",
    "nicht": "not at all",
    "in Bonn": "in Bonn",
}


@pytest.fixture(scope="session")
def toy_pairs() -> list[tuple[str, str]]:
    """All 288 sentences of the grammar with their translations."""
    parts = itertools.product(*(d.items() for d in (_SUBJECTS, _VERBS, _OBJECTS, _TIMES)))
    return [
        (f"{s[0]} {v[0]} {o[0]} {t[0]}.", f"{s[1]} {v[1]} {o[1]} {t[1]}.") for s, v, o, t in parts
    ]


@pytest.fixture(scope="session")
def toy_tsv(toy_pairs: list[tuple[str, str]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("toy") / "toy.tsv"
    path.write_text("".join(f"{de}\t{en}\n" for de, en in toy_pairs), "utf-8")
    return path


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    import torch

    torch.set_num_threads(1)
