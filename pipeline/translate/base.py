"""What every translator offers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from pipeline.translate.segments import Segment
from pipeline.translate.seq2seq import Translation


class Translator(Protocol):
    """German segments in, one translation each out."""

    def translate(self, segments: Sequence[Segment]) -> list[Translation]:
        """One translation a segment, in order."""
        ...
