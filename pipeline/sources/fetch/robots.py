"""What a host asks of robots (RFC 9309), read once a run."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.errors import SourceError

AGENT = "Depesche"
"""The name that robots.txt files may address."""

MOST_BYTES = 512_000
"""RFC 9309 wants at least 500 KiB to be read."""

ReadRobots = Callable[[str], bytes | None]
"""The robots.txt at an address; None if the host has none."""


class Robots:
    """Answers for each host, whose robots.txt is read on the first question."""

    def __init__(self, read: ReadRobots) -> None:
        self._read = read
        self._known: dict[str, _Rules | SourceError] = {}

    def delay(self, origin: str, url: str) -> float:
        """Seconds that `origin` ("https://host:port") wants between requests for pages.

        Raises SourceError if `url` is not for robots, or if the host does not say: one that cannot
        be reached is not tried again for each of its pages.
        """
        rules = self._known.get(origin) or self._known.setdefault(origin, self._rules(origin))
        if isinstance(rules, SourceError):
            raise rules
        if not rules.allows(url):
            raise SourceError(
                "the site's robots.txt keeps programs away from it",
                "open it in a browser, save it and pass the file",
            )
        return rules.delay

    def _rules(self, origin: str) -> _Rules | SourceError:
        try:
            return _Rules(self._read(f"{origin}/robots.txt"))
        except SourceError as error:
            return error


class _Rules:
    def __init__(self, text: bytes | None) -> None:
        from protego import Protego

        self._rules = Protego.parse((text or b"").decode("utf-8", "replace"))
        self.delay = float(self._rules.crawl_delay(AGENT) or 0.0)

    def allows(self, url: str) -> bool:
        return bool(self._rules.can_fetch(url, AGENT))
