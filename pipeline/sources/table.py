"""Tables with an article a row: CSV and its relatives, and Parquet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any, BinaryIO, NamedTuple

from pipeline.article import Article, Rejected
from pipeline.errors import SourceError
from pipeline.sources.columns import DEFAULT, KNOWN, NAMES, Columns
from pipeline.sources.reader import Input
from pipeline.sources.records import read_record
from pipeline.sources.unread import Item
from pipeline.text.normalize import decode

_SEPARATORS = ",;\t|"
_SUFFIXES = (".csv", ".tsv", ".tab")
_NARROW = 3
"""Columns of a table in which a line of text may well look like a row."""

_AGAIN = 10
"""How often each line may be looked at again for quotation marks that are out of place."""

_ROWS = 64
"""Rows of a Parquet file that are held at a time."""


class CsvReader:
    """Reads tables in text, with names of columns in the first row."""

    name = "CSV"

    def accepts(self, source: str, head: bytes) -> bool:
        """Whether the first row has names of columns that are known; a name ".csv" is enough."""
        if head[:1] in (b"{", b"[", b"<") or b"\x00" in head:
            return False
        first = head.decode("utf-8", "replace").removeprefix("\ufeff").partition("\n")[0]
        names = _names(first, _separator(first))
        known = KNOWN.intersection(names)
        enough = len(known) >= 2 and len(known) * 2 >= len(names)
        return source.lower().endswith(_SUFFIXES) or (
            enough and not known.isdisjoint(NAMES["text"])
        )

    def read(self, item: Input) -> Iterator[Item]:
        """The article of each row."""
        text = decode(item.data())
        csv.field_size_limit(item.limits.file_bytes)
        rows = _rows(text, _separator(text.partition("\n")[0]))
        names = next((row.cells for row in rows), None) or []
        item.columns.known(names)
        for row in rows:
            yield _read_row(item, names, row)


class _Row(NamedTuple):
    """The cells of a row and its first and last line; None if rows cannot be told apart there.

    read: how many lines had to be looked at.
    """

    first: int
    last: int
    cells: list[str] | None
    read: int = 1


def _rows(text: str, separator: str) -> Iterator[_Row]:
    """The rows of a table, that with the names first; a stray quotation mark costs none behind.

    Where that means to read the rest again and again, it is one row that cannot be told apart.
    """
    lines = list(io.StringIO(text, newline=""))
    width = end = 0
    again = _AGAIN * len(lines)
    while end < len(lines):
        if again < 0:
            yield _Row(end + 1, len(lines), None)
            return
        start, rows = end, _parsed(lines, end, separator, strict=True)
        try:
            for cells, number in rows:
                if cells:
                    yield _Row(end + 1, start + number, cells)
                    width = width or len(cells)
                end = start + number
            return
        except csv.Error:
            row = _with_stray_mark(lines, end, separator, width)
            yield row
            again -= row.read
            width, end = width or len(row.cells or ()), row.last


def _parsed(
    lines: Sequence[str], start: int, separator: str, *, strict: bool = False
) -> Iterator[tuple[list[str], int]]:
    """Rows from a line on, each with how many lines there were to its end."""
    rest = map(lines.__getitem__, range(start, len(lines)))
    reader = csv.reader(rest, delimiter=separator, strict=strict)
    return ((cells, reader.line_num) for cells in reader)


def _with_stray_mark(lines: Sequence[str], start: int, separator: str, width: int) -> _Row:
    """The row that begins with a line, and in which a quotation mark is out of place.

    Its text may run on over further lines, or over rows that it has nothing to do with: those have
    as many cells as there are columns, which a line of a text in a narrow table may have too.
    """
    cells, number = next(_parsed(lines, start, separator))
    inside = lines[start + 1 : start + number]
    # A row may lack its last cell.
    like_a_row = (width - 1, width) if width > _NARROW else (width,)
    rows = sum(len(next(_parsed([line], 0, separator))[0]) in like_a_row for line in inside)
    if not rows:
        return _Row(start + 1, start + number, cells, number)
    alone = width > 2 and 2 * rows > len(inside)
    return _Row(start + 1, start + 1 if alone else start + number, None, number)


def _read_row(item: Input, names: Sequence[str], row: _Row) -> Item:
    place = f"{item.source}:{row.last}"
    if row.cells is None:
        where = f"{row.first} to {row.last}" if row.last > row.first else row.first
        reason = f"a quotation mark without a counterpart (line {where})"
        return Rejected(place, reason, "put texts in quotes, and write quotes within them twice")
    if len(row.cells) > len(names):  # most likely a comma of the text itself
        return Rejected(place, "more cells than there are columns", "put texts in quotes")
    return item.record(place, dict(zip(names, row.cells, strict=False)))


class ParquetReader:
    """Reads Parquet, if pyarrow is installed."""

    name = "Parquet"

    def accepts(self, source: str, head: bytes) -> bool:
        """Whether an input has Parquet's mark."""
        return head.startswith(b"PAR1")

    def read(self, item: Input) -> Iterator[Item]:
        """The article of each row."""
        for number, row in enumerate(_parquet_rows(item), 1):
            yield item.record(f"{item.source}#{number}", row)


def read_row_groups(
    source: str, stream: BinaryIO, groups: Sequence[int], first: int, columns: Columns = DEFAULT
) -> Iterator[Article | Rejected]:
    """The article of each row in some row groups of a Parquet file; `first` numbers the first."""
    for number, row in enumerate(_rows_of(stream, groups, columns), first):
        yield read_record(f"{source}#{number}", columns.applied(row))


def row_groups(stream: BinaryIO) -> list[int]:
    """How many rows each row group of a Parquet file has. Raises SourceError if it is none."""
    with _parquet(stream) as table:
        return [table.metadata.row_group(i).num_rows for i in range(table.num_row_groups)]


def _parquet_rows(item: Input) -> Iterator[Mapping[str, Any]]:
    """The rows of an input, which is held as a whole unless it can be sought in."""
    if item.stream.seekable():
        yield from _rows_of(item.stream, None, item.columns)
    else:
        yield from _rows_of(io.BytesIO(item.data()), None, item.columns)


def _rows_of(
    stream: BinaryIO, groups: Sequence[int] | None, columns: Columns
) -> Iterator[Mapping[str, Any]]:
    with _parquet(stream) as table:
        names = columns.known(table.schema_arrow.names)
        for batch in table.iter_batches(_ROWS, row_groups=groups, columns=names):
            yield from batch.to_pylist()


@contextmanager
def _parquet(stream: BinaryIO) -> Iterator[Any]:
    """An opened Parquet file; what is wrong with it within the block is a SourceError."""
    try:
        arrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError as error:
        raise SourceError(
            "Parquet needs a further package", "pip install 'depesche[parquet]'"
        ) from error
    try:
        yield parquet.ParquetFile(stream)
    except (arrow.ArrowException, OSError, ValueError) as error:
        raise SourceError("no valid Parquet", "write the file again") from error


def _separator(line: str) -> str:
    """What stands between the columns; in a table of one column, what never does."""
    separator = max(_SEPARATORS, key=line.count)
    return separator if separator in line else "\x1f"


def _names(line: str, separator: str) -> list[str]:
    return [name.strip(' "\r').lower() for name in line.split(separator)]
