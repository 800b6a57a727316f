"""How the C library hands out memory: large blocks are kept, not returned after each use."""

from __future__ import annotations

import ctypes
import sys

# mallopt's parameters, from glibc's malloc.h.
_TRIM_THRESHOLD, _TOP_PAD, _MMAP_MAX, _ARENA_MAX = -1, -2, -4, -8
_NEVER, _PAD = 2**31 - 1, 64 << 20


def keep_large_blocks() -> bool:
    """Let glibc reuse blocks of any size, for all threads; whether it is glibc and agreed.

    By default a tensor of 32 MiB or more is new memory each time, of which the kernel clears every
    page: a third of the time of a training step on a CPU. The process then keeps what it needed
    most. For a process that trains and ends, not for a server.
    """
    if not sys.platform.startswith("linux"):
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:  # musl
        return False
    wishes = {_MMAP_MAX: 0, _TRIM_THRESHOLD: _NEVER, _TOP_PAD: _PAD, _ARENA_MAX: 1}
    return all(mallopt(parameter, value) == 1 for parameter, value in wishes.items())
