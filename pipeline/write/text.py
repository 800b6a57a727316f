"""A record as plain text, for a terminal or a pipe. Control characters are taken out."""

from __future__ import annotations

from pipeline.record import ArticlePair, Record, SummaryPair
from pipeline.text.printable import printable
from pipeline.write.wording import MARKS, byline_of, machine_note


def to_text(record: Record) -> str:
    """Headline, then each summary sentence in English and, indented below it, in German."""
    lines = [record.headline.en or record.headline.de, byline_of(record), ""]
    pairs: list[SummaryPair | ArticlePair] = [*record.summary, *(record.article or [])]
    for pair in pairs:
        mark = MARKS[pair.status]
        lines += [f"{pair.en} [{mark}]" if mark else pair.en, f"    {printable(pair.de)}", ""]
    lines.append(machine_note(record))
    return "\n".join(_keep_indent(line) for line in lines) + "\n"


def _keep_indent(line: str) -> str:
    indent = len(line) - len(line.lstrip(" "))
    return " " * indent + printable(line)
