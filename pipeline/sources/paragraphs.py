"""The shape of plain text: which lines make a paragraph, and what kind of block each is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.article import Kind
from pipeline.text.sentences import split

_LONGEST_HEADING = 120
_LONGEST_ITEM = 160
_ENDED = re.compile(r"[.!?:;,…][\"“”»«'’)\]]*$|[)\]]$")
_NO_HEADING_END = re.compile(r"[.:;,…]$|[.!?…,][\"“”»«]$")
_HEADING_START = re.compile(r"[\"„“»«'(]*[A-ZÄÖÜ0-9]|\++\s?\S")
_LIVE_ENTRY = re.compile(r"\d{1,2}[:.]\d{2}\s*Uhr\s*(?:[-–—:|]|\+\+)\s*\S.{0,200}")
_MARKDOWN_HEADING = re.compile(r"(?P<mark>#{1,6})\s+(?P<text>\S.*)", re.DOTALL)
_MARKDOWN_QUOTE = re.compile(r"(?P<mark>>)\s+(?P<text>\S.*)", re.DOTALL)
_BULLET = re.compile(r"(?P<mark>[-*•‣▪·●])\s+(?P<text>\S.*)", re.DOTALL)
_NUMBERED = re.compile(r"\(?\d{1,2}[.)]\s+\S")
_QUOTATION = re.compile(
    r"[\"„“»«][^\"„“”»«]+[.!?…][\"“”»«](?:\s*\([^()]{3,120}\)|\s*[-–—]\s*[^.!?]{3,80})?"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A block to be: its kind, its text, and the mark (a bullet, "##") that stood before it."""

    kind: Kind
    text: str
    mark: str = ""


def paragraphs(text: str) -> list[list[str]]:
    """The lines of each paragraph. Without any blank line, each line is a paragraph."""
    lines = [line.strip() for line in text.split("\n")]
    if "" not in "\n".join(lines).strip("\n").split("\n") and not _is_wrapped(lines):
        return [[line] for line in lines if line]
    groups: list[list[str]] = [[]]
    for line in lines:
        if line:
            groups[-1].append(line)
        elif groups[-1]:
            groups.append([])
    return [group for group in groups if group]


def pieces(lines: Sequence[str]) -> Iterator[Piece]:
    """The blocks of one paragraph: itself, or its lines if it is a list or breaks on purpose."""
    if _is_wrapped(lines):
        yield _piece(" ".join(lines))
    elif _is_list(lines):
        yield from (_item(line) for line in lines)
    else:
        yield from (_piece(line) for line in lines)


def is_heading(text: str) -> bool:
    """Whether a line reads like a heading: short, one clause, without a full stop."""
    if _LIVE_ENTRY.fullmatch(text):
        return True
    if len(text) > _LONGEST_HEADING or "\n" in text:
        return False
    if _NO_HEADING_END.search(text) or not _HEADING_START.match(text):
        return False
    return len(split(text)) == 1


def _piece(text: str) -> Piece:
    for kind, pattern in _MARKED:
        if match := pattern.fullmatch(text):
            return Piece(kind, match["text"], match["mark"])
    if _NUMBERED.match(text) and len(text) <= _LONGEST_ITEM and not is_heading(text):
        return Piece("list", text)
    if is_heading(text):
        return Piece("heading", text)
    return Piece("quote" if _QUOTATION.fullmatch(text) else "paragraph", text)


_MARKED: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("heading", _MARKDOWN_HEADING),
    ("quote", _MARKDOWN_QUOTE),
    ("list", _BULLET),
)


def _item(line: str) -> Piece:
    match = _BULLET.fullmatch(line)
    return Piece("list", match["text"], match["mark"]) if match else Piece("list", line)


def _is_list(lines: Sequence[str]) -> bool:
    """Several lines, none of which ends like a sentence, or three short ones that all do."""
    if len(lines) < 2 or any(_MARKDOWN_HEADING.fullmatch(line) for line in lines):
        return False
    if all(_BULLET.fullmatch(line) or _NUMBERED.match(line) for line in lines):
        return True
    ended = sum(bool(_ENDED.search(line)) for line in lines)
    short = all(len(line) <= _LONGEST_ITEM for line in lines)
    return short and (ended == 0 or (ended == len(lines) >= 3))


def _is_wrapped(lines: Sequence[str]) -> bool:
    """Whether the line breaks are a typewriter's: most fall within a sentence."""
    pairs = [(a, b) for a, b in pairwise(lines) if a and b]
    if not pairs or any(_BULLET.match(line) or _NUMBERED.match(line) for line in lines):
        return False
    inside = [(a, b) for a, b in pairs if not _ENDED.search(a)]
    if len(inside) * 2 < len(pairs):
        return False
    return any(b[0].islower() for _, b in inside) or _is_even(lines)


def _is_even(lines: Sequence[str]) -> bool:
    """Lines of one width, with a sentence ending in the midst of one."""
    widths = [len(line) for line in lines[:-1]]
    even = len(widths) >= 2 and min(widths) >= 40 and max(widths) - min(widths) <= 25
    return even and any(re.search(r"[a-zäöüß]{2}[.!?]\s+[A-ZÄÖÜ]", line) for line in lines)
