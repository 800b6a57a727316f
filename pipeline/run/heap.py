"""How glibc's heap is kept small while threads come and go; other C libraries are left alone."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Mapping
from functools import cache
from typing import Any

# mallopt's parameters, from glibc's malloc.h.
TRIM_THRESHOLD, TOP_PAD, MMAP_THRESHOLD, MMAP_MAX, ARENA_MAX = -1, -2, -3, -4, -8
_LARGE, _FREE = 2 << 20, 8 << 20


def limit_heap() -> bool:
    """Let all threads share two pools that give back what lies free at their end.

    By default each thread has a pool of its own, and each keeps the most that it ever needed: a
    night grew by 100 kB an article. Blocks of 2 MB and more come from the system and go back to it,
    since in a pool they leave gaps that nothing else fills; a search has few such blocks. Before
    the first thread is started.
    """
    return set_heap({ARENA_MAX: 2, MMAP_THRESHOLD: _LARGE, TRIM_THRESHOLD: _FREE})


def trim_heap() -> bool:
    """Give back what is free in the midst of the heap; whether there was any."""
    library = _glibc()
    return library is not None and library.malloc_trim(0) == 1


def set_heap(wishes: Mapping[int, int]) -> bool:
    """Set parameters of mallopt; whether it is glibc and agreed."""
    library = _glibc()
    if library is None:
        return False
    return all(library.mallopt(parameter, value) == 1 for parameter, value in wishes.items())


@cache
def _glibc() -> Any:
    """The C library; None where it is another."""
    if not sys.platform.startswith("linux"):
        return None
    library = ctypes.CDLL(None)
    return library if hasattr(library, "mallopt") and hasattr(library, "malloc_trim") else None
