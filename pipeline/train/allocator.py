"""How the C library hands out memory: large blocks are kept, not returned after each use."""

from __future__ import annotations

from pipeline.run.heap import ARENA_MAX, MMAP_MAX, TOP_PAD, TRIM_THRESHOLD, set_heap

_NEVER, _PAD = 2**31 - 1, 64 << 20


def keep_large_blocks() -> bool:
    """Let glibc reuse blocks of any size, for all threads; whether it is glibc and agreed.

    By default a tensor of 32 MiB or more is new memory each time, of which the kernel clears every
    page: a third of the time of a training step on a CPU. The process then keeps what it needed
    most. For a process that trains and ends, not for a server.
    """
    return set_heap({MMAP_MAX: 0, TRIM_THRESHOLD: _NEVER, TOP_PAD: _PAD, ARENA_MAX: 1})
