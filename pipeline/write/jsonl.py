"""JSON Lines: one record or one rejected input a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pipeline.article import Rejected
from pipeline.errors import UsageError
from pipeline.record import Record, read_record
from pipeline.write.atomic import write_parts


def as_line(values: dict[str, Any]) -> str:
    """One line of JSON in readable UTF-8; U+2028 and U+2029 are escaped, for they end lines too."""
    line = json.dumps(values, ensure_ascii=False, separators=(", ", ": "))
    return line.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029") + "\n"


def write_quarantine(path: Path, rejected: Iterable[Rejected]) -> bool:
    """Write `quarantine.jsonl`: what failed, why, what to do, and where it lies."""
    rows = ({"source": r.source, "reason": r.reason, "remedy": r.remedy} for r in rejected)
    return write_parts(path, (as_line(row) for row in rows))


def read_pairs(path: Path) -> Iterator[Record]:
    """The records of a `pairs.jsonl`. Raises UsageError that names the line which is none."""
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip():
            continue
        try:
            yield read_record(line)
        except ValueError as error:  # pydantic's ValidationError is one too
            raise UsageError(
                f"{path}, line {number} is no record of schema depesche/1",
                "run the job again; the file was changed by something else",
            ) from error


def sources_of(path: Path) -> set[str]:
    """Where the articles of a `pairs.jsonl` were read."""
    return {json.loads(line)["source"] for line in _lines(path)}


def _lines(path: Path) -> Iterator[str]:
    try:
        with path.open(encoding="utf-8", newline="\n") as file:
            yield from file
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read {path} ({error})", "run the job again") from error
