"""The body of an answer, unpacked, and never more of it in memory than is allowed."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from pipeline.errors import SourceError
from pipeline.sources.reader import MEGABYTE

_GZIP = 16 + zlib.MAX_WBITS
_ENCODINGS = {"": False, "identity": False, "gzip": True, "x-gzip": True}


class BrokenOffError(Exception):
    """The body ended before it was complete."""


def read_body(chunks: Iterable[bytes], encoding: str, most: int) -> bytes:
    """All of a body in `encoding` (a Content-Encoding), at most `most` bytes once unpacked.

    Raises SourceError for more bytes, or for an encoding that was not asked for; BrokenOffError for
    packed data without its end.
    """
    packed = _ENCODINGS.get(encoding.strip().lower())
    if packed is None:
        raise SourceError(f"packed as {encoding!r}, which was not asked for", "save the page")
    unpack = zlib.decompressobj(_GZIP) if packed else None
    body = bytearray()
    for chunk in chunks:
        room = most + 1 - len(body)
        body += _unpacked(unpack, chunk, room) if unpack else chunk[:room]
        if len(body) > most:
            raise SourceError(
                f"larger than the limit of {most / MEGABYTE:g} MB", "pass a smaller page"
            )
    if unpack and body and not unpack.eof:
        raise BrokenOffError
    return bytes(body)


def _unpacked(unpack: zlib._Decompress, chunk: bytes, room: int) -> bytes:
    try:
        return unpack.decompress(chunk, room)
    except zlib.error as error:
        raise SourceError("packed in a way that cannot be undone", "save the page") from error
