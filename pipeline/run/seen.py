"""Which articles a run has met: each is taken once, and none is dropped without a word."""

from __future__ import annotations

from hashlib import blake2b
from typing import Literal

from pipeline.text.near import Sketch

Meeting = Literal["first", "again", "other text"]


class Seen:
    """The articles of a run by id, with a mark of what each says."""

    def __init__(self) -> None:
        self._marks: dict[str, bytes] = {}

    def meet(self, id_: str, sketch: Sketch | None) -> Meeting:
        """Whether an article is the first with its id, that one again, or another text.

        Two texts may have one id where addresses differ in what tells no two pages apart elsewhere,
        or where a page was read before and after it was changed.
        """
        mark = _mark(sketch)
        if id_ not in self._marks:
            self._marks[id_] = mark
            return "first"
        return "again" if self._marks[id_] == mark else "other text"


def _mark(sketch: Sketch | None) -> bytes:
    """Of the text alone: notes and metadata make no other one. Short texts are not told apart."""
    return blake2b(sketch.values if sketch else b"", digest_size=8).digest()
