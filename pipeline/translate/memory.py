"""Translation memory: what was translated before is not translated again."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from pipeline.translate.segments import Segment, plain
from pipeline.translate.seq2seq import Translation


class Translator(Protocol):
    """What translates segments."""

    def translate(self, segments: Sequence[Segment]) -> list[Translation]:
        """One translation a segment, in order."""
        ...


class Store(Protocol):
    """Where translations are kept, under segments in their `canonical` form."""

    def find(self, segments: Sequence[Segment]) -> dict[Segment, Translation]:
        """The translations of those segments that are known."""
        ...

    def keep(self, translations: Mapping[Segment, Translation]) -> None:
        """Keep new translations."""
        ...


def canonical(segment: Segment) -> Segment:
    """The segment under which others that a model cannot tell from it are found too.

    They differ in white space, in the kind of their quotation marks, or in how their characters
    are composed.
    """
    return replace(segment, text=canonical_text(segment.text))


def canonical_text(text: str) -> str:
    """`text` on one line, composed (NFC), with plain quotation marks."""
    return plain(unicodedata.normalize("NFC", text))


@dataclass(frozen=True, slots=True)
class Remembering:
    """A translator that asks `translator` only for what `store` does not know."""

    translator: Translator
    store: Store

    def translate(self, segments: Sequence[Segment]) -> list[Translation]:
        """One translation a segment, in order; one from the memory has cost no tokens."""
        keys = [canonical(segment) for segment in segments]
        known = self.store.find(list(dict.fromkeys(keys)))
        fresh: dict[Segment, Segment] = {}
        for key, segment in zip(keys, segments, strict=True):
            if key not in known:
                fresh.setdefault(key, segment)
        done = self.translator.translate(list(fresh.values())) if fresh else []
        new = dict(zip(fresh, done, strict=True))
        self.store.keep(new)
        return [replace(known[key], tokens=0) if key in known else new[key] for key in keys]
