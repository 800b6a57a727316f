"""The desk's password: kept as an argon2id hash, and guarded against guessing."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

from pipeline.errors import UsageError
from pipeline.review.database import Database

SHORTEST = 12
"""Characters of a password; one is shared by all editors, so it must be a good one."""

MOST_FAILURES, WINDOW = 5, 300.0
"""Wrong passwords that an address may give within so many seconds."""

_MOST_OVERALL = 50  # wrong passwords within the window from all addresses together
_KEY = "password"
_AT_ONCE = threading.BoundedSemaphore(2)  # a hash takes 64 MiB


def set_password(database: Database, password: str) -> None:
    """Keep the hash of a new password. Raises UsageError if it is too short."""
    from argon2 import PasswordHasher

    if len(password) < SHORTEST:
        raise UsageError(f"the password has {len(password)} characters", f"use at least {SHORTEST}")
    with database.writing() as db:
        row = (_KEY, PasswordHasher().hash(password))
        db.execute("INSERT OR REPLACE INTO secrets VALUES (?, ?)", row)
        db.execute("DELETE FROM sessions")  # whoever knew the old one must know the new one


def has_password(database: Database) -> bool:
    """Whether a password was set."""
    return bool(_hash(database))


def is_password(database: Database, password: str) -> bool:
    """Whether it is the password that was set."""
    from argon2 import PasswordHasher
    from argon2.exceptions import Argon2Error, InvalidHashError

    try:
        with _AT_ONCE:
            return PasswordHasher().verify(_hash(database), password)
    except (Argon2Error, InvalidHashError):
        return False


def _hash(database: Database) -> str:
    with database.reading() as db:
        row = db.execute("SELECT value FROM secrets WHERE name = ?", (_KEY,)).fetchone()
    return row["value"] if row else ""


class Attempts:
    """Counts wrong passwords by address, in memory."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures: deque[tuple[float, str]] = deque()
        self._lock = threading.Lock()

    def wait(self, address: str) -> int:
        """Seconds until this address may try again; 0 if it may now."""
        with self._lock:
            now = self._clock()
            while self._failures and self._failures[0][0] <= now - WINDOW:
                self._failures.popleft()
            own = [when for when, who in self._failures if who == address]
            if len(self._failures) >= _MOST_OVERALL:
                own = [self._failures[0][0]] * MOST_FAILURES
            return int(own[0] + WINDOW - now) + 1 if len(own) >= MOST_FAILURES else 0

    def failed(self, address: str) -> None:
        """Count a wrong password."""
        with self._lock:
            self._failures.append((self._clock(), address))
