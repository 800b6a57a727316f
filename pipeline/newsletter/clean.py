"""Text and addresses from articles, made safe to show anywhere. Both are hostile until then."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

import idna

from pipeline.text.printable import printable

HEADLINE, SENTENCE, NAME = 240, 900, 120
"""The most characters of a headline, a summary sentence, and a name or byline."""

# A name as DNS knows it, of labels up to 63 characters (hosts with "_" are there), or IPv6.
_HOST = re.compile(r"(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}\.?|[0-9a-f:.]*:[0-9a-f:.]*")
_NOWHERE = ".invalid"
_LONGEST_LINK = 1000
_MOST_MARKS = 2  # accents piled on one letter; more would paint over the lines around it
_UNACCENTED = re.compile("[ -\u02ff\u2010-\u205e]*")  # no mark that could pile up is among these
_NOT_XML = re.compile("[\ufffe\uffff\ud800-\udfff]")
# What an address keeps; anything else in it is percent-encoded. No braces, quotes or brackets.
_PATH_SAFE = "/%:@!$&*+,;=~-._()"
_QUERY_SAFE = _PATH_SAFE + "?"


def clean(text: str, longest: int) -> str:
    """`text` on one line of at most `longest` characters.

    Control and direction characters, what XML cannot hold, and piled accents are taken out.
    """
    line = _NOT_XML.sub("", unicodedata.normalize("NFC", printable(text)))
    line = " ".join(_unpiled(line).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def _unpiled(text: str) -> str:
    if _UNACCENTED.fullmatch(text):
        return text
    kept: list[str] = []
    marks = 0
    for char in text:
        marks = marks + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        if marks <= _MOST_MARKS:
            kept.append(char)
    return "".join(kept)


def web_link(address: str | None) -> str | None:
    """`address` in ASCII if a reader may be sent there, else None.

    Only http and https; no user name, which could disguise the host; no host that cannot be;
    at most 1000 characters.
    """
    if not address or any(c.isspace() or not c.isprintable() for c in address):
        return None
    try:
        parts = urlsplit(address)
        host = _host(parts)
    except (ValueError, UnicodeError):
        return None
    if host is None:
        return None
    path = quote(parts.path, safe=_PATH_SAFE)
    query, fragment = (quote(part, safe=_QUERY_SAFE) for part in (parts.query, parts.fragment))
    link = urlunsplit((parts.scheme, host, path, query, fragment))
    return link if len(link) <= _LONGEST_LINK else None


def _host(parts: SplitResult) -> str | None:
    """The host and port in ASCII; None where the address leads nowhere or hides where."""
    host = parts.hostname
    if parts.scheme not in ("http", "https") or not host or parts.username is not None:
        return None
    name = host if host.isascii() else _ascii_name(host)
    if not _HOST.fullmatch(name):
        return None
    if name.rstrip(".").endswith(_NOWHERE):  # RFC 2606; ours stand in for what services fill in
        return None
    name = f"[{name}]" if ":" in name else name
    return f"{name}:{parts.port}" if parts.port else name


def _ascii_name(host: str) -> str:
    """A name of a host in ASCII as browsers read it (UTS 46): ß stays another letter.

    Raises UnicodeError for a name that they refuse.
    """
    labels = idna.uts46_remap(host, std3_rules=False).split(".")
    return ".".join(map(_ascii_label, labels))


def _ascii_label(label: str) -> str:
    if label.isascii():
        return label
    try:
        return idna.alabel(label).decode("ascii")
    except idna.IDNAError:  # IDNA 2008 has no pictures, such as ☃; domains of them are there
        return f"xn--{label.encode('punycode').decode('ascii')}"
