"""The kinds of input that are read, and which reader takes one.

A new kind of input is one module with a `Reader` and one line in `READERS`.
"""

from __future__ import annotations

from pipeline.errors import SourceError
from pipeline.plugins import readers
from pipeline.sources.feed import FeedReader
from pipeline.sources.html.reader import HtmlReader
from pipeline.sources.jsondoc import JsonReader
from pipeline.sources.mail import MailReader
from pipeline.sources.opml import OpmlReader
from pipeline.sources.plaintext import PlainTextReader
from pipeline.sources.reader import Reader
from pipeline.sources.sitemap import SitemapReader
from pipeline.sources.table import CsvReader, ParquetReader

READERS: tuple[Reader, ...] = (
    FeedReader(),
    OpmlReader(),
    SitemapReader(),
    JsonReader(),
    ParquetReader(),
    MailReader(),
    HtmlReader(),
    CsvReader(),
    PlainTextReader(),
)
"""Asked in this order; plain text, which takes nearly everything, comes last."""

OF_ONE_ARTICLE = (MailReader, HtmlReader, PlainTextReader)
"""What these make of an input depends on its bytes, its name and its address alone."""


def reader_of(name: str, head: bytes) -> Reader:
    """The reader of an input's kind. Raises SourceError."""
    if not head.strip():
        raise SourceError("empty", "pass a file with text")
    asked: tuple[Reader, ...] = (*readers(), *READERS)
    for reader in asked:
        if reader.accepts(name, head):
            return reader
    raise SourceError("of a kind that is not read", "save the article as plain text")
