"""Ending a run before its inputs end: on a signal, or at a deadline, always between two windows."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import FrameType

from pipeline.errors import UsageError

_SIGNALS = (signal.SIGTERM, signal.SIGINT)


@dataclass(slots=True)
class Stop:
    """Whether a run should begin no other window, and why.

    deadline: a moment of `clock`, in seconds. The clock is monotonic, so that a machine whose time
    of day is set anew neither stops at once nor runs into the morning.
    """

    deadline: float | None = None
    clock: Callable[[], float] = time.monotonic
    reason: str = ""

    def ask(self, reason: str) -> None:
        """Ask the run to end after the window it is at."""
        self.reason = self.reason or reason

    def before(self, window_seconds: float) -> bool:
        """Whether to stop now rather than begin a window that takes about `window_seconds`."""
        late = self.deadline is not None and self.clock() + window_seconds >= self.deadline
        if late:
            self.ask("deadline")
        return bool(self.reason)


@contextmanager
def on_signals(stop: Stop, say: Callable[[str], None]) -> Iterator[None]:
    """Within the block SIGTERM and SIGINT ask for a stop; a second one raises KeyboardInterrupt."""
    asked = False

    def handle(number: int, frame: FrameType | None) -> None:
        nonlocal asked
        if asked:
            raise KeyboardInterrupt
        asked = True
        name = signal.Signals(number).name
        stop.ask(name)
        say(f"{name}: finishing the window that is under way; once more stops at once")

    before = [(number, signal.signal(number, handle)) for number in _SIGNALS]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)


def seconds_until(text: str, now: datetime) -> float:
    """Seconds from `now` (aware) until the clock next shows `text`, as 05:30. Raises UsageError."""
    try:
        wanted = datetime.strptime(text, "%H:%M").time()
    except ValueError as error:
        raise UsageError(f"'{text}' is no time of day", "write it as 05:30") from error
    # A day on is added to the date, not to the moment: nights on which clocks change are not 24 h.
    today = datetime.combine(now.astimezone().date(), wanted)
    moments = (today.astimezone(), (today + timedelta(days=1)).astimezone())
    return next(seconds for m in moments if (seconds := (m - now).total_seconds()) > 0)
