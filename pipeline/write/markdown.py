"""A record as Markdown: German and English side by side. Article text is data, never markup."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.record import ArticlePair, Bilingual, Record, SummaryPair
from pipeline.text.printable import printable
from pipeline.write.wording import MARKS, alone, byline_of, findings_of, machine_note, titles_of

# Every character that CommonMark or a table row could read as markup.
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~!&$])")
# Marks at the start of a line that begin a list, a quote or a rule; "3." begins a numbered list.
_LINE_START = re.compile(r"^([-+=:])|^(\d+)([.)])")
_TABLE = ["| Deutsch | English |", "| --- | --- |"]


def escape(text: str) -> str:
    """`text` on one line, such that Markdown shows it character for character.

    Control and direction characters are taken out.
    """
    line = _MARKUP.sub(r"\\\1", printable(text))
    return _LINE_START.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", line)


def to_markdown(record: Record) -> str:
    """The page of one article: headline, summary with evidence, the article if it is there."""
    lines = [f"# {escape(alone(record.headline) or record.id)}", ""]
    lines += [escape(part) for part in (byline_of(record),) if part]
    lines += ["", *_TABLE]
    lines += [_row(*pair) for pair in _titles(record)]
    lines += [_row(escape(pair.de), _english(pair)) for pair in record.summary]
    lines += _findings([*titles_of(record), *record.summary])
    if record.article is not None:
        lines += ["", "## Article", "", *_TABLE]
        lines += [_article_row(pair) for pair in record.article]
        lines += _findings(record.article)
    lines += ["", f"*{escape(machine_note(record))}*"]
    return "\n".join(lines) + "\n"


def _titles(record: Record) -> list[tuple[str, str]]:
    rows = []
    if record.kicker.de:
        rows.append((escape(record.kicker.de), _english(record.kicker)))
    if record.headline.de:
        rows.append((f"**{escape(record.headline.de)}**", f"**{_english(record.headline)}**"))
    return rows


def _row(left: str, right: str) -> str:
    return f"| {left} | {right} |"


def _english(pair: Bilingual | SummaryPair | ArticlePair) -> str:
    mark = MARKS[pair.status]
    return f"{escape(pair.en)} *({mark})*" if mark else escape(pair.en)


def _article_row(pair: ArticlePair) -> str:
    if pair.kind == "heading":
        return _row(f"**{escape(pair.de)}**", f"**{_english(pair)}**")
    return _row(escape(pair.de), _english(pair))


def _findings(pairs: Sequence[Bilingual | SummaryPair | ArticlePair]) -> list[str]:
    found = findings_of(pairs)
    return ["", *(f"- {escape(line)}" for line in found)] if found else []
