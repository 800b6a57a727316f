"""A record as plain text, for a terminal or a pipe. Control characters are taken out."""

from __future__ import annotations

from pipeline.record import ArticlePair, Bilingual, Record, SummaryPair
from pipeline.text.printable import printable
from pipeline.write.wording import MARKS, byline_of, machine_note, titles_of


def to_text(record: Record) -> str:
    """Kicker and headline, then each sentence in English and, indented below it, in German."""
    lines = [" · ".join(map(_title, titles_of(record))), byline_of(record), ""]
    pairs: list[SummaryPair | ArticlePair] = [*record.summary, *(record.article or [])]
    for pair in pairs:
        mark = MARKS[pair.status]
        lines += [f"{pair.en} [{mark}]" if mark else pair.en, f"    {printable(pair.de)}", ""]
    lines.append(machine_note(record))
    return "\n".join(_keep_indent(line) for line in lines) + "\n"


def _title(title: Bilingual) -> str:
    mark = MARKS[title.status]
    return f"{title.en} [{mark}: “{title.de}”]" if mark else title.en or title.de


def _keep_indent(line: str) -> str:
    indent = len(line) - len(line.lstrip(" "))
    return " " * indent + printable(line)
