"""At least 20,000 broken inputs: each ends in articles or in a reason, in time and in memory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sources.fuzz import KINDS

CASES = 20_000
SEED = "1"
MEGABYTES = 500
ROOT = Path(__file__).parents[2]
BOMB_SECONDS = 20
"""CPU time; the slowest, a message of 20,000 parts, takes a third of it."""
GROUPS = 4
SHARES = [list(KINDS)[start::GROUPS] for start in range(GROUPS)]


@pytest.mark.parametrize("kinds", SHARES, ids="-".join)
def test_broken_inputs_give_articles_or_reasons(kinds: list[str]) -> None:
    each = -(-CASES // len(KINDS))
    done = subprocess.run(
        [sys.executable, "-m", "tests.sources.fuzz", str(each), SEED, *kinds],
        cwd=ROOT, capture_output=True, text=True, timeout=600, check=True,
    )  # fmt: skip
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["failures"] == []
    assert found["cases"] >= each * len(kinds)
    assert found["articles"] and found["reasons"]
    assert found["megabytes"] < MEGABYTES


def test_bombs_end_in_time_and_in_memory() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.sources.bombs"],
        cwd=ROOT, capture_output=True, text=True, timeout=600, check=True,
    )  # fmt: skip
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["megabytes"] < MEGABYTES
    for name, (articles, reasons, seconds) in found["outcomes"].items():
        assert articles or reasons, name
        assert seconds < BOMB_SECONDS, name
        assert not any(reason.startswith("reading it failed") for reason in reasons), reasons
