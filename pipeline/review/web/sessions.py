"""Sessions: who is at the desk, kept in its database so that a restart loses no open form."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.review.database import Database

HOURS = 12
"""How long a session lasts after it was last used, at least half of it and at most all."""

_SECONDS = HOURS * 3600


@dataclass(frozen=True, slots=True)
class Session:
    """An editor's session; `token` is the cookie's secret value."""

    token: str
    name: str

    @property
    def csrf(self) -> str:
        """What a form must bring along: only pages of this session know it."""
        return csrf_of(self.token)


def csrf_of(token: str) -> str:
    """A value that follows from the secret `token` but does not give it away."""
    return hmac.new(token.encode("utf-8", "replace"), b"depesche csrf", hashlib.sha256).hexdigest()


def new_token() -> str:
    """A secret that nobody can guess (256 bits)."""
    return secrets.token_urlsafe(32)


class Sessions:
    """The sessions in the desk's database, which holds only digests of their tokens."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock

    def begin(self, name: str) -> Session:
        """A new session; those that have expired are forgotten."""
        session = Session(new_token(), name)
        now = int(self._clock())
        with self._database.writing() as db:
            db.execute("DELETE FROM sessions WHERE expires <= ?", (now,))
            row = (_digest(session.token), name, now + _SECONDS)
            db.execute("INSERT INTO sessions VALUES (?, ?, ?)", row)
        return session

    def find(self, token: str) -> Session | None:
        """The session of that token, if there is one; using it keeps it from expiring."""
        now, key = int(self._clock()), _digest(token)
        with self._database.reading() as db:
            row = db.execute("SELECT * FROM sessions WHERE token = ?", (key,)).fetchone()
        if row is None or row["expires"] <= now:
            return None
        if row["expires"] < now + _SECONDS // 2:
            with self._database.writing() as db:
                expires = (now + _SECONDS, key)
                db.execute("UPDATE sessions SET expires = ? WHERE token = ?", expires)
        return Session(token, row["name"])

    def end(self, token: str) -> None:
        """Log out."""
        with self._database.writing() as db:
            db.execute("DELETE FROM sessions WHERE token = ?", (_digest(token),))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
