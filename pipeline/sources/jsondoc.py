"""JSON: one document of a kind that is known, a list of records, or one record a line (JSONL)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

from pipeline.article import Article, Rejected
from pipeline.errors import SourceError
from pipeline.sources.columns import DEFAULT, Columns
from pipeline.sources.feed import is_json_feed, read_json_feed
from pipeline.sources.fields import mappings
from pipeline.sources.newsapi import is_news_api, read_news_api
from pipeline.sources.reader import MEGABYTE, Input, ReadLimits
from pipeline.sources.records import has_text, read_record
from pipeline.sources.tagesschau import is_tagesschau, read_tagesschau
from pipeline.sources.unread import Item
from pipeline.text.normalize import decode

_BOM = b"\xef\xbb\xbf"
_START = re.compile(rb"\s*(?:\{\s*[\"}]|\[\s*[{\]])")
_ASSIGNED = re.compile(rb"\s*(?:(?:var|let|const)\s+)?[A-Za-z_$][\w.$]*\s*=\s*(?=[{\[])")
"""A document that was saved as a script: `data = {…}`."""
_SUFFIXES = (".json", ".jsonl", ".ndjson")
_FIRST, _BLANK = 3, 1000
"""Lines that tell whether each is a record, for the first may be broken; blank ones beside them."""


class JsonReader:
    """Reads JSON and JSONL, whatever their name."""

    name = "JSON"

    def accepts(self, source: str, head: bytes) -> bool:
        """Whether an input begins with an object, or a list of them; a name ".json" is enough."""
        start = head.removeprefix(_BOM).lstrip()
        script = _ASSIGNED.match(start)
        begins = bool(_START.match(start, script.end() if script else 0))
        return begins or (source.lower().endswith(_SUFFIXES) and not start.startswith(b"<"))

    def read(self, item: Input) -> Iterator[Item]:
        """The articles of the document, or of each line."""
        lines = _lines(item)
        first = _first(lines)
        if not _are_records(first):
            yield from _read_document(item, _joined(item, chain(first, lines)))
            return
        for number, line in enumerate(chain(first, lines), 1):
            if line.strip():
                yield _taken(item, f"{item.source}:{number}", line)


def _first(lines: Iterator[bytes]) -> list[bytes]:
    """The first lines of an input, the blank ones among them too."""
    first: list[bytes] = []
    some = 0
    for line in islice(lines, _BLANK):
        first.append(line)
        some += bool(line.strip())
        if some == _FIRST:
            break
    return first


def _are_records(first: Sequence[bytes]) -> bool:
    """Whether an input that begins with some lines has a record on each, and more than one.

    The first of them may be broken: in one document hardly two of three lines are whole objects.
    """
    lines = [line for line in first if line.strip()]
    whole = [_object(line) is not None for line in lines]
    if len(lines) < 2 or whole[0]:
        return len(lines) > 1
    return 2 * sum(whole) >= len(whole) and not _ASSIGNED.match(b"".join(lines))


def has_lines(head: bytes) -> bool:
    """Whether an input that begins with `head` is JSONL: an object a line, and more than one."""
    first, end, rest = head.removeprefix(_BOM).partition(b"\n")
    return bool(end and rest.strip()) and _object(first) is not None


def _lines(item: Input) -> Iterator[bytes]:
    """The lines of an input; of one beyond the limit only as much as shows that it is."""
    most = item.limits.file_bytes
    rest = item.head.removeprefix(_BOM)
    *whole, rest = rest.split(b"\n")
    yield from (line + b"\n" for line in whole)
    while line := item.stream.readline(most + 1):
        if len(rest) <= most:
            rest += line
        if line.endswith(b"\n"):
            yield rest
            rest = b""
    if rest:
        yield rest


def _joined(item: Input, lines: Iterator[bytes]) -> bytes:
    data = bytearray()
    for line in lines:
        data += line
        if len(data) > item.limits.file_bytes:
            raise SourceError(_too_large(item.limits), "write one article a line (JSONL)")
    return bytes(data)


def _too_large(limits: ReadLimits) -> str:
    return f"larger than the limit of {limits.file_bytes / MEGABYTE:g} MB"


def _object(line: bytes) -> Mapping[str, Any] | None:
    """The object of a line; None if it is none."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, Mapping) else None


def read_line(source: str, line: bytes, columns: Columns = DEFAULT) -> Article | Rejected:
    """The article of one line of JSONL."""
    record = _object(line)
    return _no_object(source) if record is None else read_record(source, columns.applied(record))


def _taken(item: Input, place: str, line: bytes) -> Item:
    if len(line) > item.limits.file_bytes:
        return line_too_long(place, item.limits)
    record = _object(line)
    return _no_object(place) if record is None else item.record(place, record)


def line_too_long(place: str, limits: ReadLimits) -> Rejected:
    """What is said of a line beyond the limit."""
    return Rejected(place, _too_large(limits), "leave out what is not the article, as pictures")


def _no_object(place: str) -> Rejected:
    return Rejected(place, "not a JSON object", "mend this line")


def _read_document(item: Input, data: bytes) -> Iterator[Item]:
    script = _ASSIGNED.match(data)
    text = decode(data[script.end() :] if script else data)
    try:
        document = json.loads(text.rstrip("; \t\r\n") if script else text)
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        raise SourceError(f"no valid JSON (line {line})", "mend that line") from error
    except RecursionError as error:
        raise SourceError("JSON nested too deeply", "pass the records alone") from error
    yield from _dispatch(item, document)


def _dispatch(item: Input, document: object) -> Iterator[Item]:
    if isinstance(document, Mapping):
        for belongs, reading in _KINDS:
            if belongs(document):
                yield from reading(item, document)
                return
        records = _within(document, item.columns)
        if records:
            yield from _read_list(item, records)
        else:
            yield item.record(item.source, document)
    elif isinstance(document, list) and document:
        yield from _read_list(item, document)
    else:
        raise SourceError("JSON without a record", "write each article as an object")


def _within(document: Mapping[str, Any], columns: Columns) -> list[Any]:
    """The records of an answer that wraps them: `{"status": "ok", "results": [{…}, …]}`."""
    if has_text(columns.applied(document)):
        return []
    records = [value for value in document.values() if isinstance(value, Mapping)]
    if len(records) == len(document) and any(has_text(columns.applied(one)) for one in records):
        return records
    for value in document.values():
        if mappings(value):
            return list(value)
        if isinstance(value, Mapping) and (records := _within(value, columns)):
            return records
    return []


def _read_list(item: Input, records: list[Any]) -> Iterator[Item]:
    for number, record in enumerate(records, 1):
        source = f"{item.source}#{number}"
        if isinstance(record, Mapping):
            yield item.record(source, record)
        else:
            yield Rejected(source, "not a JSON object", "write each article as an object")


_KINDS = (
    (is_json_feed, read_json_feed),
    (is_tagesschau, read_tagesschau),
    (is_news_api, read_news_api),
)
