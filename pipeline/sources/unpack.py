"""Compressed inputs (gzip, bzip2, xz), unpacked while they are read."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zlib
from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO

from pipeline.errors import SourceError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_SUFFIXES = (".gz", ".bz2", ".xz")
_MOST = 1_000_000_000
"""Bytes that one input may unpack to; a bomb of a megabyte has as many."""

_Archive = gzip.GzipFile | bz2.BZ2File | lzma.LZMAFile


def _gzip(stream: BinaryIO) -> _Archive:
    return gzip.GzipFile(fileobj=stream)


_OPENERS: tuple[tuple[bytes, Callable[[BinaryIO], _Archive]], ...] = (
    (b"\x1f\x8b", _gzip),
    (b"BZh", bz2.BZ2File),
    (b"\xfd7zXZ\x00", lzma.LZMAFile),
)


def unpack(source: str, head: bytes, stream: BinaryIO) -> tuple[str, BinaryIO] | None:
    """The name and the content of a compressed input; None if it is not compressed.

    head: its first bytes, after which `stream` goes on. Reading the content raises SourceError if
    it is damaged or unpacks to more than a gigabyte; it is never held as a whole.
    """
    opener = next((opener for mark, opener in _OPENERS if head.startswith(mark)), None)
    if opener is None:
        return None
    whole = io.BufferedReader(_Rejoined(head, stream))
    suffix = next((end for end in _SUFFIXES if source.lower().endswith(end)), "")
    return source[: len(source) - len(suffix)], io.BufferedReader(_Unpacked(opener(whole)))


class _Rejoined(io.RawIOBase):
    """A stream from whose beginning some bytes were taken, whole again; it need not seek."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self._head, self._stream = head, stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        data = self._head[: len(view)] or self._stream.read(len(view))
        self._head = self._head[len(view) :]
        view[: len(data)] = data
        return len(data)


class _Unpacked(io.RawIOBase):
    """The content of an archive, counted."""

    def __init__(self, archive: _Archive) -> None:
        self._archive, self._count = archive, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        try:
            data = self._archive.read(len(view))
        except (OSError, EOFError, zlib.error, lzma.LZMAError) as error:
            raise SourceError("a damaged archive", "pack it again") from error
        self._count += len(data)
        if self._count > _MOST:
            raise SourceError("unpacks to more than 1 GB", "split it")
        view[: len(data)] = data
        return len(data)
