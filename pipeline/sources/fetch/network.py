"""What may be done on the web, and how much of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.sources.fetch.polls import Polls
from pipeline.sources.reader import MEGABYTE


@dataclass(frozen=True, slots=True)
class Network:
    """The rules for fetching; whoever hands one over allows the network to be used.

    private_hosts: names of hosts that may lie in the own network; no others may.
    pause: seconds between two requests to a host. timeout: seconds without a byte; deadline:
    seconds for one whole answer. retries: further attempts at what may pass; longest_wait: seconds
    that a server may ask to wait before one. body_bytes: of an answer, unpacked.
    cache: the folder where pages and feed states are kept; without one nothing is.
    run: the name under which entries of feeds are remembered as read; without one none are.
    only_new: of feeds, only the entries that no other run has done. polls: those that were read.
    """

    private_hosts: frozenset[str] = frozenset()
    pause: float = 1.0
    timeout: float = 20.0
    deadline: float = 60.0
    retries: int = 3
    longest_wait: float = 60.0
    redirects: int = 5
    body_bytes: int = 20 * MEGABYTE
    cache: Path | None = None
    run: str = ""
    only_new: bool = False
    polls: Polls = field(default_factory=Polls, compare=False, repr=False)

    @classmethod
    def from_environment(cls, *, run: str = "", only_new: bool = False) -> Network:
        """The rules for this user.

        DEPESCHE_CACHE moves the cache; DEPESCHE_PRIVATE_HOSTS names hosts of the own network that
        may be asked, with commas between them.
        """
        names = os.environ.get("DEPESCHE_PRIVATE_HOSTS", "").lower().split(",")
        hosts = frozenset(name.strip() for name in names if name.strip())
        return cls(private_hosts=hosts, cache=_cache_folder(), run=run, only_new=only_new)

    def keep_polls(self, is_done: Callable[[str], bool]) -> None:
        """Remember for other runs which entries of feeds this one has done, by their sources."""
        self.polls.keep(is_done, self.run, self.cache)


def _cache_folder() -> Path:
    if own := os.environ.get("DEPESCHE_CACHE"):
        return Path(own)
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "depesche"
