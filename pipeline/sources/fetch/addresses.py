"""Which addresses may be asked: URLs by their form, hosts by the IP addresses behind them."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING

from pipeline.errors import SourceError

if TYPE_CHECKING:
    from httpx2 import URL

Resolver = Callable[[str, int], Sequence[str]]
"""A host and a port to the host's IP addresses, best first; raises SourceError."""

_NAT64 = IPv6Network("64:ff9b::/96")
_LONGEST_URL = 8_000
_HIGHEST_PORT = 65_535


def is_url(source: str) -> bool:
    """Whether a source is meant as an address on the web, of whatever scheme."""
    return "://" in source[:12]


def parse_url(url: str) -> URL:
    """A URL that may be asked for, in one form (IDNA, percent signs) and without its fragment.

    Raises SourceError for other schemes than http and https, and for what is no URL.
    """
    import httpx2

    try:
        parsed = httpx2.URL(url.strip()) if len(url) <= _LONGEST_URL else None
    except (httpx2.InvalidURL, ValueError):
        parsed = None
    if parsed is None or not _is_complete(parsed):
        raise SourceError("not an address on the web", "check the address")
    if parsed.scheme not in ("http", "https"):
        raise SourceError(
            f"addresses with {parsed.scheme or 'no scheme'} are not fetched",
            "pass an http or https address",
        )
    if parsed.userinfo:
        raise SourceError("holds a user name or password", "pass the address without them")
    return parsed.copy_with(fragment=None)


def _is_complete(url: URL) -> bool:
    web = url.scheme in ("http", "https")
    return not web or bool(url.host and (url.port or 1) <= _HIGHEST_PORT)


def system_resolver(host: str, port: int) -> Sequence[str]:
    """The IP addresses that the operating system knows of a host. Raises SourceError."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise SourceError(
            f"the host {host} is not known", "check the address and the connection"
        ) from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def checked(host: str, addresses: Sequence[str], *, private: bool) -> Sequence[str]:
    """The addresses of a host, if all may be connected to; `private` ones too where that is said.

    One bad address is enough to refuse the host: no honest one mixes public and private.
    Raises SourceError.
    """
    if not private and not all(map(is_public, addresses)):
        raise SourceError(
            f"{host} lies in a private network",
            f"set DEPESCHE_PRIVATE_HOSTS={host} if you trust it",
        )
    return addresses


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet.

    Loopback, link-local (clouds serve their metadata there), private, shared, reserved and
    multicast addresses do not, nor IPv6 addresses that carry such an IPv4 address. Forms of
    transition to IPv6 that nobody serves news on (6to4, Teredo, IPv4-compatible) are not public
    either.
    """
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        inner = _inner(ip)
        if inner is not None:
            return is_public(str(inner))
        if int(ip) < 2**32 or ip.sixtofour or ip.teredo or ip.is_site_local:
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def _inner(ip: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that connections to this IPv6 address end at, if there is one."""
    if ip.ipv4_mapped:
        return ip.ipv4_mapped
    return IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None
