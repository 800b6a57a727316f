"""Plain text to an article, as tagesschau.de's saved texts have it and as people paste it.

The first line may hold metadata (`header`); otherwise a short first line is the headline. Each
paragraph is furniture, which goes to the notes verbatim, or a block. Nothing is dropped: kicker,
headline, blocks and notes hold every character of the normalised text but white space.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pipeline.article import Article, Rejected
from pipeline.sources.build import RawBlock, build
from pipeline.sources.header import published_at, read_header, without_live_marks
from pipeline.sources.liveblog import in_order_of_time
from pipeline.sources.paragraphs import Piece, is_heading, paragraphs, pieces
from pipeline.sources.reader import Input
from pipeline.sources.turns import with_speakers
from pipeline.text import furniture
from pipeline.text.normalize import decode, normalize

_MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml|<!doctype|<!--|<(?:html|head|body|rss|feed|article|div|p)\b"
    rb"|\{\s*\"|\[\s*\{)",
    re.IGNORECASE,
)
_LABEL_ALONE = re.compile(r"(?:von|text|autor(?:in)?|autoren)\s*:?", re.IGNORECASE)
_NOUN_END = re.compile(
    r"(?:ung|heit|keit|schaft|tion|ität|ismus|nis|land|krise|politik|krieg|ende|jahr)(?:en|e|s)?$"
)
_DATA = re.compile(r"\d\s?[%€$]|\d:\d|\d{3}|\d$|\b(?:IBAN|BIC|Tel|Konto)\b|@|www\.")
_LONGEST_LEAD = 400
_LONGEST_HEADLINE = 150
_KICKER_WORDS = 4
_STEM = 5


class PlainTextReader:
    """Reads text files, whatever their name; only markup and JSON are left to other readers."""

    name = "plain text"

    def accepts(self, source: str, head: bytes) -> bool:
        """Whether an input is not visibly something else; `decode` explains what is no text."""
        return not _MARKUP.match(head)

    def read(self, item: Input) -> Iterator[Article | Rejected]:
        """The one article of a text file."""
        yield read_text(item.source, decode(item.data()))


@dataclass(slots=True)
class _Draft:
    """An article while its paragraphs are gone through."""

    kicker: str = ""
    headline: str = ""
    byline: str = ""
    published: datetime | None = None
    blocks: list[RawBlock] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    bulleted: int = 0  # blocks up to the last one that a bullet marks


def read_text(source: str, text: str) -> Article:
    """The article in a text; `source` is where it was read from."""
    draft = _Draft()
    groups = _read_top(draft, normalize(text))
    words = "\n".join("\n".join(group) for group in groups)
    while groups:
        group = groups.pop(0)
        if groups and _LABEL_ALONE.fullmatch(" ".join(group)):
            group = _joined_byline(draft, group, groups)
        _read_group(draft, group, words)
    _set_teasers_aside(draft)
    return build(
        source,
        published=draft.published,
        kicker=draft.kicker,
        headline=draft.headline,
        byline=draft.byline,
        lead=_lead(draft),
        blocks=with_speakers(in_order_of_time(draft.blocks)),
        notes=draft.notes,
    )


def _read_top(draft: _Draft, text: str) -> list[list[str]]:
    """Take the metadata line or the headline; give back the paragraphs after it."""
    first, _, rest = text.strip().partition("\n")
    header = read_header(first)
    if header is None:
        return _take_headline(draft, paragraphs(text))
    draft.kicker, draft.headline = header.kicker, header.headline
    draft.published = header.published
    draft.notes += header.notes
    groups = ([[header.rest]] if header.rest else []) + paragraphs(rest)
    return groups if draft.headline else _take_headline(draft, groups)


def _take_headline(draft: _Draft, groups: list[list[str]]) -> list[list[str]]:
    """A short first line is the headline; a shorter one above it is the kicker."""
    lines = [line for group in groups[:2] for line in group[:2]][:2]
    if not lines or len([line for group in groups for line in group]) < 2:
        return groups
    first, second = lines
    if not _may_be_headline(first):
        return groups
    if _is_kicker(first, second) and _count_lines(groups) > 2:
        draft.kicker, first = first, second
        groups = _without_first_line(groups)
    piece = next(pieces([first]))
    draft.headline, marks = without_live_marks(piece.text)
    draft.notes += [mark for mark in (piece.mark, *marks) if mark]
    return _without_first_line(groups)


def _may_be_headline(line: str) -> bool:
    piece = next(pieces([line]))
    return (
        piece.kind == "heading"
        and len(line) <= _LONGEST_HEADLINE
        and not furniture.classify(line)
        and not _LABEL_ALONE.fullmatch(line)
    )


def _is_kicker(first: str, second: str) -> bool:
    short = len(first.split()) <= _KICKER_WORDS < len(second.split()) and first[-1].isalnum()
    return short and _may_be_headline(second) and not first.startswith("#")


def _count_lines(groups: Sequence[Sequence[str]]) -> int:
    return sum(map(len, groups))


def _without_first_line(groups: list[list[str]]) -> list[list[str]]:
    first, *others = groups
    return [first[1:], *others] if len(first) > 1 else others


def _joined_byline(draft: _Draft, group: list[str], groups: list[list[str]]) -> list[str]:
    """ "von" in a paragraph of its own belongs to the name in the next one."""
    following = groups[0]
    name = " ".join(following)
    if len(name) <= _LONGEST_LEAD and is_heading(name):
        groups.pop(0)
        _note_byline(draft, "\n\n".join(("\n".join(group), "\n".join(following))), name)
        return []
    return group


def _read_group(draft: _Draft, group: Sequence[str], words: str) -> None:
    """Sort one paragraph: to the notes if it is furniture as a whole, else piece by piece."""
    if not group or _set_aside(draft, "\n".join(group)):
        return
    for piece in pieces(group):
        if piece.mark:
            draft.notes.append(piece.mark)
        if not _set_aside(draft, piece.text) and not _is_bare_byline(draft, piece, words):
            _add_block(draft, piece)


def _set_aside(draft: _Draft, text: str) -> bool:
    """Move a text to the notes if it is furniture; says whether it was."""
    plain = text.strip("*_ ")
    kind = furniture.classify(plain)
    if not any(character.isalnum() for character in text):
        draft.notes.append(text)
        return True
    if kind is None or (kind == "teaser" and _could_be_lead(draft, text)):
        return False
    if kind == "byline":
        _note_byline(draft, text, furniture.byline(plain))
        return True
    draft.published = draft.published or published_at(text)
    draft.notes.append(text)
    return True


def _could_be_lead(draft: _Draft, text: str) -> bool:
    """Leads may end like a teaser: "Alle Entwicklungen im Liveblog."."""
    return not draft.blocks and len(text) > _LONGEST_HEADLINE


def _note_byline(draft: _Draft, text: str, names: str) -> None:
    draft.byline = draft.byline or names
    draft.notes.append(text)


def _is_bare_byline(draft: _Draft, piece: Piece, words: str) -> bool:
    """A name alone between lead and text is the author, unless it is spoken of in the article."""
    name = furniture.bare_name(piece.text)
    stands_there = len(draft.blocks) == 1 and draft.blocks[0].kind == "paragraph"
    if not name or not stands_there or draft.byline:
        return False
    stems = [word[:_STEM].lower() for word in name.split()]
    spoken_of = any(words.lower().count(stem) > 1 for stem in stems)
    if spoken_of or _NOUN_END.search(name):
        return False
    _note_byline(draft, piece.text, name)
    return True


def _add_block(draft: _Draft, piece: Piece) -> None:
    parted = furniture.part(piece.text)
    for note in parted.notes:
        if names := furniture.byline(note):
            _note_byline(draft, note, names)
        else:
            draft.notes.append(note)
    text = parted.body
    if piece.kind == "heading":
        text, marks = without_live_marks(text)
        draft.notes += marks
    if text:
        draft.blocks.append(RawBlock(piece.kind, text))
        draft.bulleted = len(draft.blocks) if piece.mark else draft.bulleted


def _set_teasers_aside(draft: _Draft) -> None:
    """Headings and unfinished lines at the very end have no text under them: they are links."""
    if not any(block.kind == "paragraph" for block in draft.blocks):
        return
    teasers: list[str] = []
    while len(draft.blocks) > draft.bulleted and _is_last_teaser(draft.blocks[-1]):
        teasers.append(draft.blocks.pop().text)
    draft.notes += reversed(teasers)


def _is_last_teaser(block: RawBlock) -> bool:
    """Lists of results, prices or bank accounts end articles too, and are text."""
    unfinished = block.text[-1] not in '.!?…"“”»«:)'
    data = block.kind == "list" and _DATA.search(block.text)
    return block.kind in ("heading", "list") and unfinished and not data


def _lead(draft: _Draft) -> str:
    """The first paragraph, if it is short enough to be a lead and has text after it."""
    if not draft.blocks or draft.blocks[0].kind != "paragraph":
        return ""
    text = draft.blocks[0].text
    followed = len(draft.blocks) > 1 or bool(draft.headline)
    return text if followed and len(text) <= _LONGEST_LEAD else ""
