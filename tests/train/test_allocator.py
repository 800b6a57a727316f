from __future__ import annotations

import subprocess
import sys

import pytest

from pipeline.run import heap
from pipeline.train.allocator import keep_large_blocks

# How many pages the kernel hands out while 40 MB are taken and given back twenty times.
_COUNT = """
import resource, sys, torch
from pipeline.train.allocator import keep_large_blocks
if sys.argv[1] == "keep":
    assert keep_large_blocks()
def work():
    for _ in range(20):
        torch.ones(10_000_000)
work()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
work()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs glibc")
def test_large_blocks_are_used_again():
    def pages(how: str) -> int:
        command = [sys.executable, "-c", _COUNT, how]
        return int(subprocess.run(command, capture_output=True, check=True, text=True).stdout)

    assert pages("keep") < pages("return") / 10


def test_another_system_is_left_alone(monkeypatch):
    monkeypatch.setattr(heap, "_glibc", lambda: None)
    assert not keep_large_blocks()
