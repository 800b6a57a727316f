"""What the ledger and the memory need of a database, be it SQLite's or PostgreSQL's."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from pipeline.errors import DepescheError
from pipeline.sources.unread import key_of

_MOST_MARKS = 500
"""Values that one query asks for; SQLite takes no more than some thousands."""


class LedgerError(DepescheError):
    """The ledger cannot be read or written: no article's fault, so it ends the run."""


class Tables(Protocol):
    """An open database, its schema up to date. SQL is such as both kinds know; marks are `?`."""

    def transaction(self) -> AbstractContextManager[None]:
        """What is changed within the block is kept as a whole or not at all."""
        ...

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows that a query finds."""
        ...

    def change(self, statement: str, rows: Sequence[Sequence[Any]] = ((),)) -> int:
        """Run a statement once for each of `rows`; how many rows of the table it changed."""
        ...

    @property
    def place(self) -> str:
        """Where it is, for people; without a password."""
        ...

    @property
    def size(self) -> int:
        """Bytes that it takes on the disk."""
        ...


def rows_among(
    tables: Tables, query: str, before: Sequence[Any], values: Sequence[Any]
) -> Iterator[tuple[Any, ...]]:
    """The rows of a query that ends in `IN`, asked for all `values` in as few queries as it takes.

    before: values of the marks that stand before the IN.
    """
    for start in range(0, len(values), _MOST_MARKS):
        part = values[start : start + _MOST_MARKS]
        marks = ", ".join("?" * len(part))
        yield from tables.rows(f"{query} ({marks})", [*before, *part])


def seal(*values: object) -> str:
    """A checksum of a row: where it no longer fits, bits have flipped since it was written."""
    # Written so that no version of Python, with Unicode tables of its own, writes it otherwise.
    plain = (value.hex() if isinstance(value, bytes) else value for value in values)
    return key_of(*map(json.dumps, plain))[:16]


def too_new(version: int, instead: str) -> LedgerError:
    """The schema is of a version that this program does not know."""
    return LedgerError(
        f"the ledger is of version {version}, newer than this Depesche knows",
        f"update Depesche, or {instead}",
    )
