"""Pieces of markup, as feeds and programming interfaces hold them, to blocks of text.

Unlike a page they hold the article and little else, so nothing is searched for: every block of
text is kept, in order, and only what the markup itself calls furniture is set aside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.sources.build import RawBlock
from pipeline.sources.paragraphs import paragraphs, pieces
from pipeline.text.normalize import normalize

_MARKUP = re.compile(r"<[a-zA-Z!/]|&(?:#\d+|#x[0-9a-fA-F]+|\w+);")
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
        return Fragment(tuple(_plain(text)))
    from pipeline.sources.html.lines import read_lines
    from pipeline.sources.html.tree import parse

    lines = read_lines(parse(f"<html><body><div>{text}</div></body></html>"))
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


def _plain(text: str) -> Iterator[RawBlock]:
    for group in paragraphs(normalize(text)):
        yield from (RawBlock(piece.kind, piece.text) for piece in pieces(group))
