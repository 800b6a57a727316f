"""Full-text search over what is on the desk, German and English (SQLite FTS5)."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.review.shelf import opened
from pipeline.review.words import Opened, Segment

_OPEN, _CLOSE = "\x02", "\x03"  # no text on the desk holds control characters
_MARKED = re.compile(f"{_OPEN}(.*?){_CLOSE}")
_WORD = re.compile(r"\w+")
_MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that was found, and where: parts of its text, True for those searched for."""

    article: Opened
    snippet: tuple[tuple[bool, str], ...]


def index(db: sqlite3.Connection, key: int, segments: Sequence[Segment]) -> None:
    """Make the article `key` found by the words of its segments as they stand."""
    de = "\n".join(segment.de for segment in segments)
    en = "\n".join(segment.en for segment in segments)
    db.execute("DELETE FROM words WHERE rowid = ?", (key,))
    db.execute("INSERT INTO words (rowid, de, en) VALUES (?, ?, ?)", (key, de, en))


def find(db: sqlite3.Connection, query: str, limit: int, offset: int) -> tuple[Hit, ...]:
    """Articles that hold every word of `query`, or a word that begins with it; the best first."""
    if not (expression := _expression(query)):
        return ()
    # FTS5 sorts by rank itself and then makes snippets of the rows that are asked for, no others.
    rows = db.execute(
        "SELECT articles.*, found.snippet FROM (SELECT rowid AS key, words.rank AS score,"
        " snippet(words, -1, ?, ?, '…', 24) AS snippet FROM words WHERE words MATCH ?"
        " ORDER BY rank LIMIT ? OFFSET ?) AS found JOIN articles USING (key) ORDER BY score, key",
        (_OPEN, _CLOSE, expression, limit, offset),
    ).fetchall()
    return tuple(Hit(opened(db, row), _parts(row["snippet"])) for row in rows)


def _expression(query: str) -> str:
    """Each word in quotes: what is typed is never read as an expression of FTS5."""
    return " ".join(f'"{word}"*' for word in _WORD.findall(query)[:_MOST_WORDS])


def _parts(snippet: str) -> tuple[tuple[bool, str], ...]:
    pieces = _MARKED.split(" ".join(snippet.split("\n")))
    return tuple((number % 2 == 1, piece) for number, piece in enumerate(pieces) if piece)
