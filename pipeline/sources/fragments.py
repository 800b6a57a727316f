"""Pieces of markup, as feeds and programming interfaces hold them, to blocks of text.

Unlike a page they hold the article and little else, so nothing is searched for: every block of
text is kept, in order, and only what the markup itself calls furniture is set aside.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.sources.build import RawBlock
from pipeline.sources.paragraphs import paragraphs, pieces
from pipeline.text.normalize import normalize

_TAGS = (
    r"(?:a|abbr|article|aside|b|big|blockquote|body|br|center|cite|code|dd|del|div|dl|dt|em"
    r"|figcaption|figure|font|footer|form|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|li"
    r"|link|main|meta|nav|ol|p|picture|pre|q|s|script|section|small|source|span|strike|strong"
    r"|style|sub|sup|svg|table|tbody|td|tfoot|th|thead|time|title|tr|u|ul|video)"
)
_MARKUP = re.compile(rf"</?{_TAGS}[\s>/]|<!|&(?:#\d+|#x[0-9a-fA-F]+|\w+);", re.IGNORECASE)
_NO_TAG = re.compile(rf"<(?!/?{_TAGS}(?:[\s>/]|$)|!)", re.IGNORECASE)
"""A sign that begins no element of HTML: "<Adö>" is a word, and stays."""

_LINKED = 0.6
"""The share of a list's characters that lead elsewhere, from which on it is a list of links."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """The blocks of a piece of text, and what is beside them."""

    blocks: tuple[RawBlock, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def characters(self) -> int:
        """How many characters of text there are."""
        return sum(len(block.text) for block in self.blocks)


def read_fragment(text: str) -> Fragment:
    """The blocks of a piece of HTML, or of plain text; normalized.

    Raises SourceError for markup larger than any article's.
    """
    if not _MARKUP.search(text):
        return _plain(text)
    from pipeline.sources.html.lines import read_lines
    from pipeline.sources.html.tree import parse

    markup = _NO_TAG.sub("&lt;", text)
    lines = read_lines(parse(f"<html><body><div>{markup}</div></body></html>"))
    items = [line for line in lines if line.kind == "list"]
    size = sum(len(line.text) for line in items)
    linked = sum(line.links * len(line.text) for line in items) > _LINKED * size
    blocks, notes = [], []
    for line in lines:
        clean = normalize(line.text).strip()
        if line.furniture is not None or (linked and line.kind == "list"):
            notes.append(clean)
        elif clean:
            blocks.append(RawBlock(line.kind, clean))
    return Fragment(tuple(blocks), tuple(notes))


def plain_text(text: str) -> str:
    """A headline or a name in one line, without markup."""
    return " ".join(" ".join(block.text for block in read_fragment(text).blocks).split())


def _plain(text: str) -> Fragment:
    """The blocks of plain text; the bullets before them are beside."""
    found = [piece for group in paragraphs(normalize(text)) for piece in pieces(group)]
    blocks = tuple(RawBlock(piece.kind, piece.text) for piece in found)
    return Fragment(blocks, tuple(piece.mark for piece in found if piece.mark))
