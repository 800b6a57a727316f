"""Who speaks in an interview: labels such as "tagesschau.de:" and "Thimm:" before a turn."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from pipeline.sources.build import RawBlock

_LABEL = re.compile(r"(?P<who>[A-ZÄÖÜa-z][\w.-]*(?:\s[A-ZÄÖÜ][\w.-]*){0,3})\s?:\s+(?=\S)")
_ENDED = re.compile(r"[.!?…][\"“”»«)]*$")
_FEWEST_TURNS = 3


def with_speakers(blocks: Sequence[RawBlock]) -> list[RawBlock]:
    """The blocks, each with its speaker, if they are an interview; otherwise as they were.

    A speaker keeps the word until the next label. The label stays in the text.
    """
    labels = [_label(block) for block in blocks]
    speakers = Counter(_surname(label) for label in labels if label)
    interview = len(speakers) >= 2 and speakers.total() >= _FEWEST_TURNS
    if not interview or max(speakers.values()) < 2:
        return list(blocks)
    spoken: list[RawBlock] = []
    speaker: str | None = None
    for block, label in zip(blocks, labels, strict=True):
        if label and (speakers[_surname(label)] > 1 or " " in label):
            speaker = label
            block = RawBlock("paragraph", block.text)
        spoken.append(
            block if block.kind == "heading" else RawBlock(block.kind, block.text, speaker)
        )
    return spoken


def _label(block: RawBlock) -> str:
    """The label that a block begins with, if it goes on with a whole sentence."""
    match = _LABEL.match(block.text)
    return match["who"] if match and _ENDED.search(block.text) else ""


def _surname(label: str) -> str:
    return label.split()[-1]
