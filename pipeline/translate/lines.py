"""Translating a text line by line: as many lines come out as went in."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.text.sentences import split
from pipeline.translate.base import Translator
from pipeline.translate.segments import Segment


def translate_lines(lines: Sequence[str], translator: Translator) -> list[str]:
    """The English of each line, sentence by sentence; an empty line stays empty."""
    parts = [[piece.strip() for piece in split(line) if piece.strip()] for line in lines]
    segments = [Segment(part) for line in parts for part in line]
    english = iter(translator.translate(segments))
    return [" ".join(next(english).text for _ in line) for line in parts]
