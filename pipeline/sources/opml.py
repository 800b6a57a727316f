"""Lists of feeds, as feed readers save them (OPML 2.0, http://opml.org/spec2.opml)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.article import Article, Rejected
from pipeline.errors import SourceError
from pipeline.sources.reader import Input

_ROOT = re.compile(rb"<opml\b", re.IGNORECASE)


class OpmlReader:
    """Reads each feed of a list. The list may be a file: it holds nothing but addresses."""

    name = "list of feeds"

    def accepts(self, source: str, head: bytes) -> bool:
        """Whether an input begins with OPML's root element."""
        return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and bool(_ROOT.search(head))

    def read(self, item: Input) -> Iterator[Article | Rejected]:
        """The articles of all feeds, each feed once."""
        from pipeline.sources.xmltree import parse_xml

        root = parse_xml(item.data(), "a list of feeds")
        found = (element.get("xmlUrl") or element.get("xmlurl") for element in root.iter("outline"))
        feeds = list(dict.fromkeys(url.strip() for url in found if url))
        if not feeds:
            raise SourceError("a list without feeds", "give its outlines an xmlUrl")
        if item.web is None:
            raise SourceError(
                "a list of feeds, and the network is off limits", "leave out --offline"
            )
        for url in feeds:
            yield from item.web.follow(url)
