"""Which words two versions of a sentence share, and which only one of them has."""

from __future__ import annotations

from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal

Kind = Literal["same", "del", "ins"]


def difference(before: str, after: str) -> list[tuple[Kind, str]]:
    """The words of both in order, in runs: those of both, those that went, those that came."""
    old, new = before.split(), after.split()
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    pieces: list[tuple[Kind, list[str]]] = []
    for (a, b, size), (next_a, next_b, _) in pairwise([(0, 0, 0), *blocks]):
        pieces.append(("same", old[a : a + size]))
        pieces.append(("del", old[a + size : next_a]))
        pieces.append(("ins", new[b + size : next_b]))
    return [(kind, " ".join(words)) for kind, words in pieces if words]
