"""Full-text search over what is on the desk, German and English (SQLite FTS5)."""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.review.shelf import opened
from pipeline.review.words import Opened, Segment

_OPEN, _CLOSE = "\x02", "\x03"  # no text on the desk holds control characters
_MARKED = re.compile(f"{_OPEN}(.*?){_CLOSE}")
_WORD = re.compile(r"\w+")
_MOST_WORDS = 12
_COMPOUND, _WITHIN = 8, 4  # letters of a word that may be a compound, and of a part of one
_MOST_COMPOUNDS = 100


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


def learn_compounds(db: sqlite3.Connection) -> None:
    """Make long words that have come into the index found by what is within them."""
    db.execute(
        "INSERT OR IGNORE INTO compounds SELECT term FROM vocabulary WHERE length(term) >= ?",
        (_COMPOUND,),
    )


def find(db: sqlite3.Connection, query: str, limit: int, offset: int) -> tuple[Hit, ...]:
    """Articles that hold every word of `query`, the best first.

    A word is held by one that begins with it, and by a compound that has it within.
    """
    if not (expression := _expression(db, query)):
        return ()
    # FTS5 sorts by rank itself and then makes snippets of the rows that are asked for, no others.
    rows = db.execute(
        "SELECT shelf.*, found.snippet FROM (SELECT rowid AS key, words.rank AS score,"
        " snippet(words, -1, ?, ?, '…', 24) AS snippet FROM words WHERE words MATCH ?"
        " ORDER BY rank LIMIT ? OFFSET ?) AS found JOIN shelf USING (key) ORDER BY score, key",
        (_OPEN, _CLOSE, expression, limit, offset),
    ).fetchall()
    return tuple(Hit(opened(db, row), _parts(row["snippet"])) for row in rows)


def _expression(db: sqlite3.Connection, query: str) -> str:
    """Each word in quotes: what is typed is never read as an expression of FTS5."""
    words = _WORD.findall(query)[:_MOST_WORDS]
    return " AND ".join(f"({' OR '.join(_alternatives(db, word))})" for word in words)


def _alternatives(db: sqlite3.Connection, word: str) -> list[str]:
    found = [f'"{word}"*']
    if len(word) >= _WITHIN:
        rows = db.execute(
            "SELECT term FROM compounds WHERE instr(term, ?) > 1 LIMIT ?",
            (_folded(word), _MOST_COMPOUNDS),
        )
        found += [f'"{row["term"]}"' for row in rows]
    return found


def _folded(word: str) -> str:
    """A word as the index has it: in lower case, without accents."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _parts(snippet: str) -> tuple[tuple[bool, str], ...]:
    pieces = _MARKED.split(" ".join(snippet.split("\n")))
    return tuple((number % 2 == 1, piece) for number, piece in enumerate(pieces) if piece)
