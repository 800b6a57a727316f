"""The reader of HTML files."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from pipeline.article import Article, Rejected
from pipeline.sources import partial
from pipeline.sources.build import RawBlock
from pipeline.sources.compose import Metadata, compose
from pipeline.sources.reader import Input

_SUFFIXES = (".html", ".htm", ".xhtml", ".shtml")
_OPENING = re.compile(r"<(!doctype html|html|head|body)\b", re.IGNORECASE)
_ANY_TAG = re.compile(r"<(article|main|div|p|h1|section|meta|title)\b", re.IGNORECASE)
_FEED = re.compile(r"<(rss|feed|rdf:rdf|urlset|opml|sitemapindex)\b", re.IGNORECASE)


class HtmlReader:
    """Reads the page of one article."""

    name = "HTML"

    def accepts(self, source: str, head: bytes) -> bool:
        """Whether an input opens as a page, or begins with markup and is named as one."""
        wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        text = head.decode("utf-16" if wide else "utf-8", "replace").lstrip("\ufeff \t\r\n")
        if not text.startswith("<") or _FEED.search(text):
            return False
        named = source.lower().endswith(_SUFFIXES)
        return bool(_OPENING.search(text) or (named and _ANY_TAG.search(text)))

    def read(self, item: Input) -> Iterator[Article | Rejected]:
        """The article of the page; its lead is the first block.

        The language is detected from the text: templates often declare another than is written.
        """
        from pipeline.sources.html.extract import extract_page

        page = extract_page(item.data(), item.url)
        about = Metadata(
            page.url, page.published, page.kicker, page.headline, page.byline, page.lead
        )
        blocks = [RawBlock(kind, text) for kind, text in page.blocks]
        notes = (*page.notes, *([partial.BEHIND_A_WALL] if page.partial else []))
        yield compose(item.source, about, blocks, notes, page.moments)
