"""An article from blocks whose order and kinds are known: furniture goes to the notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pipeline.article import Article
from pipeline.sources.build import RawBlock, build
from pipeline.sources.header import without_live_marks
from pipeline.sources.liveblog import in_order_of_time
from pipeline.sources.turns import with_speakers
from pipeline.text import furniture
from pipeline.text.normalize import normalize

_LONGEST_LEAD = 400


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a source says about an article besides its text; not yet normalized, but for `lead`.

    A `lead` that a source names is taken as it is, "" for none; where it is None, a short first
    paragraph is the lead.
    """

    url: str | None = None
    published: datetime | None = None
    kicker: str = ""
    headline: str = ""
    byline: str = ""
    lead: str | None = None


@dataclass(slots=True)
class _Sorted:
    byline: str
    blocks: list[RawBlock] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def compose(
    source: str,
    about: Metadata,
    blocks: Sequence[RawBlock],
    notes: Sequence[str] = (),
    moments: Mapping[str, float] | None = None,
) -> Article:
    """The article of normalized blocks; bylines, programme notes and the like become notes.

    moments: when the entries of a liveblog were written, for `in_order_of_time`.
    """
    found = _Sorted(byline=_line(about.byline))
    headline, marks = without_live_marks(_line(about.headline))
    if about.lead:
        found.blocks.append(RawBlock("paragraph", about.lead))
    for block in blocks:
        _sort(found, block)
    return build(
        source,
        url=about.url,
        published=about.published,
        kicker=_line(about.kicker),
        headline=headline,
        byline=found.byline,
        lead=_lead(found.blocks) if about.lead is None else about.lead,
        blocks=with_speakers(in_order_of_time(found.blocks, moments)),
        notes=[*marks, *found.notes, *map(normalize, notes)],
    )


def _line(text: str) -> str:
    return " ".join(normalize(text).split())


def _sort(found: _Sorted, block: RawBlock) -> None:
    if furniture.classify(block.text):
        _set_aside(found, block.text)
        return
    parted = furniture.part(block.text)
    if parted.body:
        found.blocks.append(RawBlock(block.kind, parted.body, block.speaker))
    for note in parted.notes:
        _set_aside(found, note)


def _set_aside(found: _Sorted, text: str) -> None:
    found.byline = found.byline or furniture.byline(text)
    found.notes.append(text)


def _lead(blocks: Sequence[RawBlock]) -> str:
    """The first paragraph, if it is short enough for a lead and has text after it."""
    first, *others = blocks or [RawBlock("heading", "")]
    is_lead = first.kind == "paragraph" and others and len(first.text) <= _LONGEST_LEAD
    return first.text if is_lead else ""


def without_repetition(lead: Sequence[RawBlock], body: Sequence[RawBlock]) -> Iterator[RawBlock]:
    """A lead and a body as one, the lead only if the body does not begin with it anyway."""
    opening = _letters("".join(block.text for block in body))
    teaser = _letters("".join(block.text for block in lead)).rstrip(".… ")
    if teaser and not opening.startswith(teaser):
        yield from lead
    yield from body


def _letters(text: str) -> str:
    return "".join(text.split()).casefold()
