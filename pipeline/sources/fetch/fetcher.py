"""From an address to bytes: hops, attempts, manners and memory come together here."""

from __future__ import annotations

import email.utils
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import httpcore2
import httpx2

from pipeline import __version__
from pipeline.errors import SourceError
from pipeline.sources.fetch.addresses import Resolver, parse_url, system_resolver
from pipeline.sources.fetch.body import BrokenOffError, read_body
from pipeline.sources.fetch.network import Network
from pipeline.sources.fetch.pace import Pace
from pipeline.sources.fetch.robots import AGENT, MOST_BYTES, Robots
from pipeline.sources.fetch.store import Store, StoredPage
from pipeline.sources.fetch.transport import GuardedTransport

_log = logging.getLogger(__name__)
_HEADERS = {
    "User-Agent": f"{AGENT}/{__version__}",
    "Accept": "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml,"
    " application/feed+json, application/json, application/xml;q=0.9, text/plain;q=0.8, */*;q=0.5",
    "Accept-Language": "de, en;q=0.5",
    "Accept-Encoding": "gzip",
}
_REDIRECTS = (301, 302, 303, 307, 308)
_MAY_PASS = (408, 425, 429, 500, 502, 503, 504)
_REASONS = {
    401: "wants a login",
    402: "wants a payment",
    403: "refuses programs",
    404: "has no such page",
    410: "has taken the page down",
    429: "says that it is asked too often",
    451: "may not show it for legal reasons",
}


@dataclass(frozen=True, slots=True)
class Fetched:
    """The bytes at an address; `url` is where redirects led, `media_type` in lower case."""

    url: str
    data: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class _Answer:
    """One server's answer to one request."""

    status: int
    headers: httpx2.Headers
    body: bytes


class _PassingError(Exception):
    """A failure that may pass; `wait` is what the server asks for, in seconds."""

    def __init__(self, problem: str, wait: float | None = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.wait = wait


class Fetcher:
    """Fetches pages by the rules of a `Network`. Use it as a context manager, or `close` it.

    resolve, sleep: what finds the addresses of hosts, and what waits.
    """

    def __init__(
        self,
        network: Network,
        *,
        resolve: Resolver = system_resolver,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._network, self._sleep = network, sleep
        self._client = httpx2.Client(
            transport=GuardedTransport(
                resolve, private_hosts=network.private_hosts, deadline=network.deadline
            ),
            headers=_HEADERS,
            timeout=network.timeout,
            trust_env=False,
        )
        self._pace = Pace(network.pause, sleep)
        self._robots = Robots(self._read_robots)
        self.store = Store(network.cache)

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close connections and files."""
        self._client.close()
        self.store.close()

    def get(self, url: str, version: str = "") -> Fetched:
        """What lies at an address; asked again, a server may say that nothing has changed.

        version: the stamp a feed gives this page; with the stamp of last time nothing is asked.
        Raises SourceError with the cause and what to do.
        """
        known = self.store.page(url)
        if known is None or not version or known.version != version:
            known = replace(self._fetch(url, known), version=version)
        self.store.keep(url, known)
        return Fetched(known.url, known.body, known.media_type)

    def _fetch(self, url: str, known: StoredPage | None) -> StoredPage:
        hop = parse_url(url)
        for _ in range(self._network.redirects + 1):
            delay = self._robots.delay(_origin(hop), str(hop))
            same = known if known and known.url == str(hop) else None
            answer = self._ask(hop, _validators(same), self._network.body_bytes, delay)
            if answer.status == 304 and same:
                return same
            if answer.status not in _REDIRECTS:
                return _page(hop, answer)
            hop = _next_hop(hop, answer)
        raise SourceError("redirects without end", "pass the address it should lead to")

    def _read_robots(self, url: str) -> bytes | None:
        """The robots.txt of a host; None without one. Errors of the server keep robots out."""
        hop = parse_url(url)
        for _ in range(self._network.redirects + 1):
            answer = self._ask(hop, {}, MOST_BYTES)
            if answer.status == 200:
                return answer.body
            if answer.status not in _REDIRECTS:
                return None
            hop = _next_hop(hop, answer)
        return None

    def _ask(
        self, url: httpx2.URL, headers: dict[str, str], most: int, delay: float = 0.0
    ) -> _Answer:
        """The answer to one request, with further attempts at what may pass."""
        attempt = 0
        while True:
            self._pace.wait(url.host, delay)
            try:
                return self._ask_once(url, headers, most)
            except _PassingError as error:
                wait = 2.0**attempt if error.wait is None else error.wait
                attempt += 1
                if attempt > self._network.retries or wait > self._network.longest_wait:
                    raise SourceError(f"{url.host} {error.problem}", "try again later") from error
                _log.info("%s %s; again in %g s", url.host, error.problem, wait)
                self._sleep(wait)

    def _ask_once(self, url: httpx2.URL, headers: dict[str, str], most: int) -> _Answer:
        try:
            with self._client.stream("GET", url, headers=headers) as response:
                if response.status_code in _MAY_PASS:
                    problem = _reason(response.status_code)
                    raise _PassingError(problem, _retry_after(response.headers))
                encoding = response.headers.get("content-encoding", "")
                body = read_body(response.iter_raw(), encoding, most)
                return _Answer(response.status_code, response.headers, body)
        except httpcore2.TimeoutException as error:
            raise _PassingError("does not answer in time") from error
        except httpcore2.ConnectError as error:
            if "certificate" in str(error).lower():
                raise SourceError(
                    f"the certificate of {url.host} is not valid",
                    "check the address, and the clock of this machine",
                ) from error
            raise _PassingError("cannot be reached") from error
        except (httpcore2.NetworkError, httpcore2.ProtocolError, BrokenOffError) as error:
            raise _PassingError("broke the connection off") from error


def _origin(url: httpx2.URL) -> str:
    return f"{url.scheme}://{url.netloc.decode('ascii')}"


def _validators(known: StoredPage | None) -> dict[str, str]:
    """What lets a server answer that nothing has changed."""
    if known is None:
        return {}
    headers = {"If-None-Match": known.etag, "If-Modified-Since": known.modified}
    return {name: value for name, value in headers.items() if value}


def _page(url: httpx2.URL, answer: _Answer) -> StoredPage:
    if answer.status != 200:
        raise SourceError(f"{url.host} {_reason(answer.status)}", "check the address in a browser")
    headers = answer.headers
    media_type, _, rest = headers.get("content-type", "").partition(";")
    media_type = media_type.strip().lower()
    body = _as_unicode(answer.body, rest) if media_type == "text/html" else answer.body
    etag, modified = headers.get("etag", ""), headers.get("last-modified", "")
    return StoredPage(str(url), media_type, etag, modified, "", body)


def _as_unicode(body: bytes, parameters: str) -> bytes:
    """A page in UTF-8, if only the header says what it is in; the page itself goes first."""
    name, _, charset = parameters.strip().partition("=")
    if name.strip().lower() != "charset" or b"charset" in body[:4096].lower():
        return body
    try:
        return body.decode(charset.strip("\"' ")).encode()
    except (LookupError, UnicodeError):
        return body


def _next_hop(url: httpx2.URL, answer: _Answer) -> httpx2.URL:
    try:
        return parse_url(str(url.join(answer.headers.get("location", ""))))
    except (httpx2.InvalidURL, ValueError) as error:
        raise SourceError(
            f"{url.host} redirects to what is no address", "pass the address it should lead to"
        ) from error


def _reason(status: int) -> str:
    return _REASONS.get(status, f"answers with status {status}")


def _retry_after(headers: httpx2.Headers) -> float | None:
    """Seconds until a server wants to be asked again; it says so in seconds or as a date."""
    value = headers.get("retry-after", "").strip()
    if value.isdecimal():
        return float(value)
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
