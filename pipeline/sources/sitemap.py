"""Sitemaps (https://www.sitemaps.org/protocol.html), those of news sites above all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.article import Article, Rejected
from pipeline.errors import SourceError
from pipeline.sources.html.dates import parse_date
from pipeline.sources.reader import Input, Web

if TYPE_CHECKING:
    from lxml.etree import _Element

_ROOT = re.compile(rb"<(?:\w+:)?(?:urlset|sitemapindex)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Page:
    url: str
    changed: str
    published: str
    title: str
    language: str


class SitemapReader:
    """Reads the pages, or the further sitemaps, of a sitemap."""

    name = "sitemap"

    def accepts(self, source: str, head: bytes) -> bool:
        """Whether an input begins with a sitemap's root element."""
        return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and bool(_ROOT.search(head))

    def read(self, item: Input) -> Iterator[Article | Rejected]:
        """The articles of its pages; of a sitemap of news, only those in German."""
        from pipeline.sources.xmltree import local_name, parse_xml

        root = parse_xml(item.data(), "a sitemap")
        entries = [child for child in root if local_name(child) in ("url", "sitemap")]
        pages = [page for page in map(_page, entries) if page.url]
        if not pages:
            raise SourceError("a sitemap without pages", "check its address")
        if item.web is None:
            raise SourceError("a sitemap, and the network is off limits", "leave out --offline")
        for page in pages:
            if page.language in ("", "de", "deu", "ger"):
                yield from _follow(item.web, item.url or item.source, page)


def _follow(web: Web, sitemap: str, page: _Page) -> Iterator[Article | Rejected]:
    if not web.is_wanted(sitemap, page.url):
        return
    for found in web.follow(page.url, page.changed):
        if page.published:
            web.remember(sitemap, page.url, found.source)
        if isinstance(found, Article) and page.published:
            published = found.published or parse_date(page.published)
            yield replace(found, published=published, headline=found.headline or page.title)
        else:
            yield found


def _page(entry: _Element) -> _Page:
    from pipeline.sources.xmltree import local_name

    texts = {local_name(part): (part.text or "").strip() for part in reversed([*entry.iter()])}
    return _Page(
        url=texts.get("loc", ""),
        changed=texts.get("lastmod", ""),
        published=texts.get("publication_date", ""),
        title=texts.get("title", ""),
        language=texts.get("language", "").lower()[:3].rstrip("-_"),
    )
