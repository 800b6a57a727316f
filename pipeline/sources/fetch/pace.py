"""Not too fast: a pause between two requests to one host."""

from __future__ import annotations

import time
from collections.abc import Callable

_LONGEST = 30.0
"""Seconds; a longer crawl delay is meant to keep crawlers out, not to slow a reader down."""


class Pace:
    """Lets requests to a host begin at least `pause` seconds apart."""

    def __init__(self, pause: float, sleep: Callable[[float], None]) -> None:
        self._pause, self._sleep = pause, sleep
        self._next: dict[str, float] = {}

    def wait(self, host: str, delay: float = 0.0) -> None:
        """Wait until a request to `host` may begin; `delay` is what the host asks for, if more."""
        pause = max(self._pause, min(delay, _LONGEST))
        now = time.monotonic()
        start = max(now, self._next.get(host, now))
        self._next[host] = start + pause
        if start > now:
            self._sleep(start - now)
