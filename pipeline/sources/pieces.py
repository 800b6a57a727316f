"""Large inputs in pieces that can be read apart from one another, e.g. on many machines.

A file is a piece; of a large JSONL file some lines, of a large Parquet file some row groups. An
article has the same `source` as if the whole input had been read at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Literal

from pipeline.article import Article, Rejected
from pipeline.errors import SourceError, UsageError
from pipeline.sources.columns import DEFAULT, Columns
from pipeline.sources.fetch.addresses import is_url
from pipeline.sources.inputs import judge, read_opened
from pipeline.sources.jsondoc import JsonReader, has_lines, line_too_long, read_line
from pipeline.sources.locate import STDIN, locate, unreadable
from pipeline.sources.reader import ReadLimits
from pipeline.sources.remote import describe, is_remote, open_remote
from pipeline.sources.table import ParquetReader, read_row_groups, row_groups

_SMALL = 1_000_000
"""Bytes up to which a file is not looked into."""

_ARTICLE_BYTES = 3_000
"""About what an article takes in a file that holds many."""

_HOLD_MANY = (".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".parquet", ".xml", ".rss", ".atom")
_PACKED = (".gz", ".bz2", ".xz")
_LIMITS = ReadLimits()
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an input.

    source: as it was named. path: where any process finds it. version: changes when the file is
    written again. kind: `whole`, `lines` (then start and stop are bytes) or `rows` (row groups).
    first: number of the first line or row. articles: about how many there are in it.
    columns: what the fields of its records are called.
    """

    source: str
    path: str
    version: str
    kind: Literal["whole", "lines", "rows"] = "whole"
    start: int = 0
    stop: int = 0
    first: int = 1
    articles: int = 1
    columns: Columns = DEFAULT


def cut(
    sources: Sequence[str], size: int, columns: Columns = DEFAULT
) -> Iterator[Piece | Rejected]:
    """The inputs that sources name, in pieces of about `size` articles where they hold many.

    Raises UsageError for the web and stdin, which no second machine could read again.
    """
    for source in sources:
        if source in ("", STDIN) or (is_url(source) and not is_remote(source)):
            raise UsageError(
                f"'{source}' cannot be read by many machines",
                "save it, and name files, folders or an object store",
            )
        for located in locate(source):
            if isinstance(located, Rejected):
                yield located
                continue
            try:
                for piece in _cut_file(located, size):
                    yield replace(piece, columns=columns)
            except OSError as error:
                yield unreadable(located, error)
            except SourceError as error:
                yield Rejected(located, error.problem, error.remedy)


def read_piece(piece: Piece) -> Iterator[Article | Rejected]:
    """The articles of a piece, in order; what is none, with its reason."""
    try:
        with closing(_open(piece.path)) as stream:
            yield from judge(_items(piece, stream))
    except OSError as error:
        yield unreadable(piece.source, error)
    except SourceError as error:
        yield Rejected(piece.source, error.problem, error.remedy)


def _items(piece: Piece, stream: BinaryIO) -> Iterator[Article | Rejected]:
    if piece.kind == "lines":
        for number, line in enumerate(_lines(piece, stream), piece.first):
            place = f"{piece.source}:{number}"
            if len(line) > _LIMITS.file_bytes:
                yield line_too_long(place, _LIMITS)
            elif line.strip():
                yield read_line(place, line, piece.columns)
    elif piece.kind == "rows":
        groups = range(piece.start, piece.stop)
        yield from read_row_groups(piece.source, stream, groups, piece.first, piece.columns)
    else:
        yield from read_opened(piece.source, stream, piece.columns)


def _lines(piece: Piece, stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a piece; of one beyond the limit only as much as shows that it is."""
    most = _LIMITS.file_bytes
    stream.seek(piece.start)
    left = piece.stop - piece.start
    while left > 0 and (line := stream.readline(most + 1)):
        left -= len(line)
        rest = line
        while rest and not rest.endswith(b"\n"):
            rest = stream.readline(most)
            left -= len(rest)
        yield line


def _open(path: str) -> BinaryIO:
    return open_remote(path) if is_remote(path) else Path(path).open("rb")


def _cut_file(source: str, size: int) -> Iterator[Piece]:
    path = source if is_remote(source) else str(Path(source).absolute())
    length, version = _describe(path)
    whole = Piece(source, path, version, articles=_guess(path, length))
    if length <= _SMALL:
        yield whole
        return
    with closing(_open(path)) as stream:
        head = stream.read(_BLOCK)
        if ParquetReader().accepts(path, head):
            yield from _cut_rows(whole, row_groups(stream), size)
        elif JsonReader().accepts(path, head) and has_lines(head):
            stream.seek(0)
            yield from _cut_lines(whole, stream, size)
        else:
            yield whole


def _describe(path: str) -> tuple[int, str]:
    if is_remote(path):
        length, stamp = describe(path)
        return length, f"{length} {stamp}"
    status = Path(path).stat()
    return status.st_size, f"{status.st_size} {status.st_mtime_ns}"


def _guess(path: str, length: int) -> int:
    """About how many articles a file holds, by its name."""
    name = path.lower()
    packed = name.endswith(_PACKED)
    for suffix in _PACKED:
        name = name.removesuffix(suffix)
    if not name.endswith(_HOLD_MANY):
        return 1
    return max(1, (4 if packed else 1) * length // _ARTICLE_BYTES)


def _cut_lines(whole: Piece, stream: BinaryIO, size: int) -> Iterator[Piece]:
    """Pieces of `size` lines; only line ends are looked for, which a disk is slower than."""
    start = offset = 0
    first = number = 1
    while block := stream.read(_BLOCK):
        at = 0
        while (end := block.find(b"\n", at)) >= 0:
            at, number = end + 1, number + 1
            if number - first == size:
                stop = offset + at
                yield _part(whole, "lines", start, stop, first, size)
                start, first = stop, number
        offset += len(block)
    if offset > start:
        yield _part(whole, "lines", start, offset, first, number - first + 1)


def _cut_rows(whole: Piece, groups: Sequence[int], size: int) -> Iterator[Piece]:
    start, first, rows = 0, 1, 0
    for index, count in enumerate(groups):
        rows += count
        if rows >= size or index == len(groups) - 1:
            yield _part(whole, "rows", start, index + 1, first, rows)
            start, first, rows = index + 1, first + rows, 0


def _part(
    whole: Piece, kind: Literal["lines", "rows"], start: int, stop: int, first: int, articles: int
) -> Piece:
    return replace(whole, kind=kind, start=start, stop=stop, first=first, articles=articles)
