"""Text that cannot steer a terminal or a page, for file names and the like."""

from __future__ import annotations

import unicodedata

# Control, format (bidi overrides among them) and surrogate characters.
_STEERING = ("Cc", "Cf", "Cs")
_JOINER = "\u200d"  # holds composed emoji together


def printable(text: str) -> str:
    """`text` on one line, without characters that are not shown but act."""
    line = " ".join(text.split())
    if line.isprintable():  # as nearly all text is: nothing in it acts
        return line
    shown = "".join(c for c in line if c == _JOINER or not _steers(c))
    return " ".join(shown.split())


def _steers(character: str) -> bool:
    return unicodedata.category(character) in _STEERING or _is_none(ord(character))


def _is_none(code: int) -> bool:
    """Whether Unicode promises never to make it a character: no page may hold it."""
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
