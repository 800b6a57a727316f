"""Who may come to the desk: from this machine, with a password, or through a proxy that knows."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from pipeline.errors import UsageError
from pipeline.newsletter.clean import NAME, clean

Entry = Literal["open", "password", "proxy"]

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]*")


@dataclass(frozen=True, slots=True)
class Access:
    """How the desk is reached.

    names: the hosts by which browsers may address it, which keeps out other sites' names that are
    pointed at this machine (DNS rebinding). editor: who works here where nobody logs in.
    header: of `proxies`, and of nobody else, the header that names the editor.
    """

    host: str
    port: int
    names: frozenset[str]
    entry: Entry
    editor: str
    header: str = ""
    proxies: frozenset[str] = frozenset()

    @property
    def cookie(self) -> str:
        """The name of the session's cookie: cookies do not tell ports apart, so the name does."""
        return f"depesche-{self.port}"

    @property
    def address(self) -> str:
        """Where the desk is found."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/"

    def answers_to(self, host_header: str) -> bool:
        """Whether a Host header names this desk, with whatever port."""
        match = re.fullmatch(r"\[([0-9A-Fa-f:.]+)\](?::\d+)?|([^:\[\]]+)(?::\d+)?", host_header)
        return match is not None and (match[1] or match[2]).lower().rstrip(".") in self.names


def plan_access(
    host: str,
    port: int,
    editor: str,
    names: Iterable[str] = (),
    header: str = "",
    proxies: Iterable[str] = (),
    *,
    password: bool = False,
) -> Access:
    """The access that the options mean; beyond this machine it always asks who comes.

    Raises UsageError for options that leave the desk open to others or contradict each other.
    """
    if header and password:
        raise UsageError(
            "a proxy's header and a password exclude each other", "leave out one of the two"
        )
    if header and not _HEADER.fullmatch(header):
        raise UsageError(f"'{header}' is no name of a header", "say e.g. X-Remote-User")
    given = {name.lower() for name in names}
    if _is_wildcard(host) and not given:
        raise UsageError(
            f"{host} is every address, so the desk cannot know by which name it is addressed",
            "add --name with the name that stands in the browser",
        )
    entry: Entry = "proxy" if header else "open"
    if password or (entry == "open" and not _is_loopback(host)):
        entry = "password"
    known = _LOOPBACK | given | (frozenset() if _is_wildcard(host) else {host.lower()})
    trusted = frozenset(proxies) or _LOOPBACK
    return Access(host, port, frozenset(known), entry, clean(editor, NAME), header, trusted)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:  # a name, which may lead anywhere
        return False


def _is_wildcard(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False
