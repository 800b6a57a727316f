"""The little HTML that is let through, and that of templates: what remains of it is harmless.

nh3 (the Rust library ammonia) parses it as browsers do and writes anew what is on its list.
"""

from __future__ import annotations

import html
import re

import nh3

_TAGS = {"a", "b", "br", "em", "i", "p", "strong"}
_SCHEMES = {"http", "https", "mailto"}
_LINK = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_BREAK = re.compile(r"</p>\s*|<br>\s*")


def harmless(text: str) -> str:
    """An editor's few words: paragraphs, line breaks, emphasis and links remain, nothing else."""
    encodable = text.encode("utf-8", "ignore").decode()
    return nh3.clean(
        encodable.strip(),
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes=_SCHEMES,
        link_rel=None,
    ).strip()


def harmless_page(page: str) -> str:
    """The content of a feed's entry, without scripts, styles, forms and handlers."""
    attributes = nh3.ALLOWED_ATTRIBUTES | {"*": {"lang", "dir"}}
    attributes["a"] = attributes["a"] | {"hreflang"}
    return nh3.clean(page, attributes=attributes, url_schemes=_SCHEMES, link_rel=None)


def plain(text: str) -> tuple[str, ...]:
    """The paragraphs of `harmless` HTML as plain text, with the addresses of links behind them."""
    linked = _LINK.sub(r"\2 (\1)", text)
    paragraphs = (nh3.clean(part, tags=set()) for part in _BREAK.split(linked))
    lines = (" ".join(html.unescape(part).split()) for part in paragraphs)
    return tuple(line for line in lines if line)
