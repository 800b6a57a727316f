import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.run import heap
from pipeline.run.heap import limit_heap, trim_heap

glibc = pytest.mark.skipif(heap._glibc() is None, reason="not glibc")


def resident_mb():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6


@glibc
def test_what_was_freed_goes_back_to_the_system():
    held = [bytearray(b"x" * 5000) for _ in range(40_000)]
    last = bytearray(b"x" * 5000)  # above the others, so that the heap cannot just shrink
    full = resident_mb()
    del held
    assert resident_mb() > full - 50
    assert trim_heap()
    assert resident_mb() < full - 150
    assert len(last) == 5000


THREADS = """
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from tests.run.test_heap import resident_mb
from pipeline.run.heap import limit_heap, trim_heap
if sys.argv[1] == "limited":
    limit_heap()
meet = Barrier(8)
def work():
    bytearray(30_000_000)  # from here on blocks of that size come from the pool
    meet.wait(10)
    return len([bytearray(100_000) for _ in range(600)])
before = resident_mb()
with ThreadPoolExecutor(8) as pool:
    for one in [pool.submit(work) for _ in range(8)]:
        one.result()
    trim_heap()
    print(resident_mb() - before)
"""


@glibc
def test_threads_do_not_each_keep_what_they_once_needed():
    def kept(how):
        done = subprocess.run(
            [sys.executable, "-c", THREADS, how], capture_output=True, text=True, check=True
        )
        return float(done.stdout)

    assert kept("limited") < 70 < kept("as it is")


def test_a_c_library_without_it_is_left_alone(monkeypatch):
    heap._glibc.cache_clear()
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not trim_heap()
    assert not limit_heap()
    heap._glibc.cache_clear()
