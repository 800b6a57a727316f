"""How well sentences are split: precision, recall and F1 of boundaries, with baselines beside.

Only boundaries inside a paragraph count, since the end of a paragraph is given. They are compared
by the number of visible characters before them, so it does not matter to which sentence a system
gives the white space.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.text.sentences import split

Splitter = Callable[[str], Sequence[str]]
"""A text to its sentences, which join to the text but for white space."""

_REMEDY = "give text with one sentence a line, or JSON lines with `text` and `sentences`"
_NAIVE = re.compile(r"[.!?…][\"'“”»«]?\s+(?=[\"'„“»«]?[A-ZÄÖÜ])")
_TERMINAL = re.compile(r"[.!?…][\"'“”‘’»«›‹)\]]*$")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A text and the offsets of its inner boundaries, counted in visible characters."""

    text: str
    boundaries: frozenset[int]


@dataclass(frozen=True, slots=True)
class BoundaryScore:
    """How many boundaries a system set, how many the gold has, and how many are the same."""

    system: str
    matched: int
    predicted: int
    gold: int

    @property
    def precision(self) -> float:
        """Share of the predicted boundaries that the gold has; 1 if none was predicted."""
        return self.matched / self.predicted if self.predicted else 1.0

    @property
    def recall(self) -> float:
        """Share of the gold's boundaries that were predicted; 1 if there are none."""
        return self.matched / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.predicted + self.gold
        return 2 * self.matched / total if total else 1.0


@dataclass(frozen=True, slots=True)
class SegmentationReport:
    """The scores on one gold file, ours first; `sha256` is the digest of the file."""

    gold: str
    sha256: str
    paragraphs: int
    sentences: int
    rows: tuple[BoundaryScore, ...]


def evaluate(gold: Path) -> SegmentationReport:
    """Score our splitter, sentencex and a naive pattern on a gold file.

    gold: text with one sentence a line (see `read_gold`), or JSON lines with `text` and
    `sentences`, plain or compressed with xz.
    Raises UsageError if the file cannot be read or holds no boundary.
    """
    paragraphs = read_gold(gold)
    inner = sum(len(paragraph.boundaries) for paragraph in paragraphs)
    if not inner:
        raise UsageError(f"{gold} holds no sentence boundary", _REMEDY)
    systems: tuple[tuple[str, Splitter], ...] = (
        ("depesche", split),
        ("sentencex", _sentencex),
        ("naive", naive),
    )
    return SegmentationReport(
        gold=gold.name,
        sha256=hashlib.sha256(gold.read_bytes()).hexdigest(),
        paragraphs=len(paragraphs),
        sentences=inner + len(paragraphs),
        rows=tuple(score(name, system, paragraphs) for name, system in systems),
    )


def score(name: str, system: Splitter, paragraphs: Iterable[Paragraph]) -> BoundaryScore:
    """Compare the boundaries that `system` sets with those of the gold."""
    matched = predicted = gold = 0
    for paragraph in paragraphs:
        found = _inner_boundaries(system(paragraph.text))
        matched += len(found & paragraph.boundaries)
        predicted += len(found)
        gold += len(paragraph.boundaries)
    return BoundaryScore(name, matched, predicted, gold)


def naive(text: str) -> list[str]:
    """Split behind a terminal mark, a closing quote and white space, before a capital."""
    ends = [0, *(match.end() for match in _NAIVE.finditer(text)), len(text)]
    return [text[a:b] for a, b in pairwise(ends)]


def _sentencex(text: str) -> list[str]:
    import sentencex

    return list(sentencex.segment("de", text))


def read_gold(path: Path) -> list[Paragraph]:
    """The paragraphs of a gold file.

    Text: one sentence a line, a blank line between paragraphs, `#` begins a comment. Sentences are
    joined by one space, or by nothing where a line ends in a backslash. JSON lines: see
    `_annotated_paragraphs`. Raises UsageError if the file cannot be read.
    """
    try:
        if path.suffix == ".xz":
            return list(_annotated_paragraphs(lzma.decompress(path.read_bytes()).decode("utf-8")))
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".jsonl":
            return list(_annotated_paragraphs(text))
    except (OSError, ValueError, KeyError, lzma.LZMAError) as error:
        raise UsageError(f"{path} is no gold file ({error})", _REMEDY) from error
    return [_paragraph(lines) for lines in _groups(text)]


def _groups(text: str) -> Iterator[list[str]]:
    lines: list[str] = []
    for line in [*text.splitlines(), ""]:
        if line.strip() and not line.startswith("#"):
            lines.append(line)
        elif not line.strip() and lines:
            yield lines
            lines = []


def _paragraph(lines: Sequence[str]) -> Paragraph:
    sentences = [line[:-1] if line.endswith("\\") else f"{line} " for line in lines]
    return Paragraph("".join(sentences).rstrip(), _inner_boundaries(sentences))


def _annotated_paragraphs(lines: str) -> Iterator[Paragraph]:
    """Paragraphs of articles with `text` and `sentences`, such as the annotated German Wikinews.

    Such annotation also cuts behind colons, semicolons and cells of tables. Those are no ends of
    sentences here, so that a boundary counts only behind a full stop, question mark, exclamation
    mark or ellipsis.
    """
    for line in lines.splitlines():
        article = json.loads(line)
        ends = _terminal_boundaries(article["sentences"])
        begin = 0
        for text in re.split(r"\n\s*\n", article["text"]):
            length = _visible(text)
            inner = {end - begin for end in ends if begin < end < begin + length}
            if length:
                yield Paragraph(text.strip(), frozenset(inner))
            begin += length


def _terminal_boundaries(sentences: Iterable[str]) -> set[int]:
    ends: set[int] = set()
    offset = 0
    for sentence in sentences:
        offset += _visible(sentence)
        if _TERMINAL.search(sentence.rstrip()):
            ends.add(offset)
    return ends


def _inner_boundaries(sentences: Sequence[str]) -> frozenset[int]:
    ends: set[int] = set()
    offset = 0
    for sentence in sentences:
        offset += _visible(sentence)
        ends.add(offset)
    return frozenset(ends - {0, offset})


def _visible(text: str) -> int:
    return len(_SPACE.sub("", text))
