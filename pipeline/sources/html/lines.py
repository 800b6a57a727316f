"""A page as the sequence of its text blocks, each with what its markup says about it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from lxml import etree

from pipeline.article import Kind
from pipeline.errors import SourceError
from pipeline.sources.html.rules import FURNITURE_WORDS, HIDDEN_NAMES, name_set
from pipeline.sources.html.tree import Element, clean, names

MAX_LINES = 20_000
"""A page with more blocks of text is no article; long live blogs have some thousand."""

_MUCH = 0.3
"""The share of a page's text that no furniture reaches, but for comments."""

_SKIPPED = name_set(
    """
    script style noscript template iframe object embed svg math canvas audio video picture
    map button select textarea input option datalist head dialog source track meter
    progress
    """
)
_FURNITURE_TAGS = frozenset(["nav", "footer", "aside", "figure", "figcaption", "form", "menu"])
_INLINE = name_set(
    """
    a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q s
    samp small span strike strong sub sup td th time tt u var wbr img
    """
)
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_BOLD = frozenset(["b", "strong"])

_STOPS = (".", "?", "!", "…", "“", "”", "«", "»", '"')
_CELL = " | "
_COMMENTS = frozenset(["comment", "comments", "kommentar", "kommentare", "forum"])
_WORD_END = re.compile(r"[a-zäöüß0-9.!?]")
_WORD_START = re.compile(r"[A-ZÄÖÜ0-9„»]")
_SHOWN_WIDE = re.compile(r"(sm|md|lg|xl|2xl|print):(block|flex|grid|contents|inline\S*)")


@dataclass(slots=True)
class Line:
    """One block of text.

    `links` is the share of its characters that lead to other pages. `marks` are the elements around
    it whose tag or name says that they are not the article, outermost first; `furniture` is the
    outermost of them that is to be believed.
    """

    element: Element
    kind: Kind
    text: str
    links: float
    bold: bool
    marks: tuple[Element, ...]
    furniture: Element | None = None

    @property
    def prose(self) -> int:
        """How many characters of running text this is: none for links, labels and furniture."""
        if self.furniture is not None or self.kind == "heading" or self.links > 0.5:
            return 0
        stops = self.kind != "list" and self.text.endswith(_STOPS)
        return len(self.text) if stops or len(self.text) >= 50 else 0


@dataclass(slots=True)
class _Walk:
    """The state of one walk: open elements by role and the text of the block at hand."""

    lines: list[Line] = field(default_factory=list)
    blocks: list[Element] = field(default_factory=list)
    links: int = 0
    bolds: int = 0
    headings: int = 0
    items: int = 0
    quotes: int = 0
    marks: list[Element] = field(default_factory=list)
    pieces: list[tuple[str, bool, bool]] = field(default_factory=list)
    breaks: int = 0
    closed: bool = False

    def text(self, text: str | None) -> None:
        if not text:
            return
        if text.strip():
            self.breaks = 0
        self.closed = False
        self.pieces.append((text, self.links > 0, self.bolds > 0 or self.headings > 0))

    def flush(self) -> None:
        pieces, self.pieces = self.pieces, []
        self.breaks = 0
        text = clean("".join(piece for piece, _, _ in pieces))
        if not text or not self.blocks:
            return
        letters = sum(len(piece.strip()) for piece, _, _ in pieces) or 1
        linked = sum(len(piece.strip()) for piece, link, _ in pieces if link)
        bold = sum(len(piece.strip()) for piece, _, strong in pieces if strong)
        self.lines.append(
            Line(
                self.blocks[-1],
                self._kind(text),
                text,
                linked / letters,
                bold / letters > 0.95,
                tuple(self.marks),
            )
        )

    def _kind(self, text: str) -> Kind:
        if self.headings:
            return "heading"
        if self.quotes:
            return "quote"
        row = self.blocks[-1].tag == "tr" and _CELL in text  # one cell alone is mere layout
        return "list" if row or self.items else "paragraph"

    def open(self, element: Element, tag: str, furniture: bool) -> None:
        if tag == "br":
            self._line_break()
            return
        if tag not in _INLINE:
            self.flush()
            self.blocks.append(element)
        elif self.closed and self._would_fuse(element.text or ""):
            self.pieces.append((" ", False, False))
        self._count(element, tag, 1)
        if furniture:
            self.marks.append(element)
        if tag in {"td", "th"} and "".join(piece for piece, _, _ in self.pieces).strip():
            self.pieces.append((_CELL, False, False))
        self.text(element.text)

    def close(self, element: Element, tag: str) -> None:
        if tag not in _INLINE and tag != "br":
            self.flush()
            if self.blocks and self.blocks[-1] is element:
                self.blocks.pop()
        if tag != "br":
            self._count(element, tag, -1)
        if self.marks and self.marks[-1] is element:
            self.marks.pop()
        self.closed = tag in _INLINE

    def _would_fuse(self, text: str) -> bool:
        """Whether two elements side by side, as link beside link, would make one word of two."""
        before = self.pieces[-1][0][-1:] if self.pieces else ""
        return bool(_WORD_END.match(before) and _WORD_START.match(text))

    def _count(self, element: Element, tag: str, step: int) -> None:
        if tag == "a":
            self.links += step * _leads_away(element)
        elif tag in _BOLD:
            self.bolds += step
        elif tag in _HEADINGS:
            self.headings += step
        elif tag in {"li", "dt", "dd"}:
            self.items += step
        elif tag == "blockquote":
            self.quotes += step

    def _line_break(self) -> None:
        self.breaks += 1
        if self.breaks > 1:
            self.flush()
        else:
            self.pieces.append(("\n", False, False))


def read_lines(root: Element) -> list[Line]:
    """Every block of text in document order; furniture is marked, not left out.

    Raises SourceError for a page with more blocks than any article has.
    """
    state = _Walk()
    body = root.find(".//body")
    walk = etree.iterwalk(root if body is None else body, events=("start", "end"))
    skipped: set[Element] = set()
    for event, element in walk:
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if not tag or tag in _SKIPPED or _is_hidden(element):
                skipped.add(element)
                walk.skip_subtree()
            else:
                state.open(element, tag, _is_furniture(element, tag))
            continue
        if element in skipped:
            skipped.discard(element)
            state.text(" ")
        else:
            state.close(element, tag)
        state.text(element.tail)
        if len(state.lines) > MAX_LINES:
            raise SourceError(
                f"the page has more than {MAX_LINES} blocks of text", "save the article alone"
            )
    state.flush()
    _believe_marks(state.lines)
    return state.lines


def _leads_away(link: Element) -> bool:
    """Whether a link goes to another page: anchors around subheadings do not."""
    target = link.get("href") or ""
    return bool(target) and not target.startswith("#")


def _is_hidden(element: Element) -> bool:
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    classes = (element.get("class") or "").split()
    if "hidden" in classes:
        return not any(_SHOWN_WIDE.fullmatch(name) for name in classes)
    return any(name in HIDDEN_NAMES for name in classes)


def _is_furniture(element: Element, tag: str) -> bool:
    if tag == "figure" and element.find(".//blockquote") is not None:
        return False
    if tag in _FURNITURE_TAGS or element.get("role") in {"navigation", "complementary", "dialog"}:
        return True
    if tag in {"html", "body", "main", "article"}:
        return False
    return not FURNITURE_WORDS.isdisjoint(names(element))


def _believe_marks(lines: list[Line]) -> None:
    """Set what is furniture: elements that hold much of the text are the article after all."""
    sizes: Counter[Element] = Counter()
    total = 0
    for line in lines:
        if line.kind != "heading" and line.links <= 0.5 and len(line.text) >= 50:
            total += len(line.text)
            for mark in line.marks:
                sizes[mark] += len(line.text)
    doubted = {
        mark
        for mark, size in sizes.items()
        if size > _MUCH * total and _COMMENTS.isdisjoint(names(mark))
    }
    for line in lines:
        line.furniture = next((mark for mark in line.marks if mark not in doubted), None)
