"""Before the first step: dev set, model and encoded data, new or of the run to go on with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.errors import DepescheError
from pipeline.models.checkpoint import resolve
from pipeline.train.batches import Parallel, Ragged, Span
from pipeline.train.corpus import Cleaner, Corpus, SentencePair, hold_out, read, sample
from pipeline.train.memory import Memory
from pipeline.train.omissions import Judging, Row
from pipeline.train.optimizers import OptimizerName
from pipeline.train.score import DevSet, held_out, read_dev
from pipeline.train.start import Coder, Shape, Start, lay_down, load

_TOKENIZER_SAMPLE = 150_000
_BLOCK = 10_000


@dataclass(frozen=True, slots=True)
class Encoded:
    """Token ids of all corpora, one span each.

    kept: pairs by source; dropped: pairs by the reason why they were left out.
    """

    text: Parallel
    spans: tuple[Span, ...]
    kept: Mapping[str, int]
    dropped: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Materials:
    """What a run works with."""

    start: Start
    dev: DevSet
    data: Encoded


@dataclass(frozen=True, slots=True)
class Order:
    """What decides the materials; a run that goes on must have the same.

    base: the checkpoint to fine-tune; None for a fresh model of this `shape`.
    tokens: padded tokens a batch, on either side.
    omissions: share of the pairs from which the model learns to tell whole from cut.
    """

    data: tuple[Corpus, ...]
    dev: tuple[Path, Path] | None
    base: str | None
    shape: Shape
    optimizer: OptimizerName
    tokens: int
    seed: int
    omissions: float = 0.0

    def describe(self) -> dict[str, Any]:
        """What is compared between sittings, by option. Files go by name and size."""
        files = [(corpus.path, corpus.share) for corpus in self.data]
        return {
            "--data": [[path.name, _size(path), share] for path, share in files],
            "--dev": [[path.name, _size(path)] for path in self.dev or ()],
            "--from": resolve(self.base).revision if self.base else None,
            "--width, --layers, --pieces or --dropout": None if self.base else asdict(self.shape),
            "--optimizer": self.optimizer,
            "--tokens": self.tokens,
            "--seed": self.seed,
            "--omissions": self.omissions,
        }


def prepare(order: Order, memory: Memory, say: Callable[[str], None]) -> Materials:
    """The materials of a new run, or of the one in `memory`.

    Raises UsageError for data that cannot be read or is not that of the run in `memory`, and
    ModelError for a checkpoint that cannot be trained.
    """
    description = order.describe()
    if memory.open(description):
        about = memory.about()
        dev = _dev_set(order, [SentencePair(*pair) for pair in about["held_out"]])
        data = Encoded(*memory.data(), kept=about["kept"], dropped=about["dropped"])
        return Materials(load(order.base or str(memory.start)), dev, data)
    spare = [] if order.dev else hold_out(order.data)
    dev = _dev_set(order, spare)
    if order.base is None:
        say("training a tokenizer …")
        lines = _lines(sample(order.data, _TOKENIZER_SAMPLE, Cleaner(dev.pairs)))
        lay_down(memory.start, order.shape, lines, order.seed)
    start = load(order.base or str(memory.start))
    say("encoding the data …")
    judging = Judging(start.coder, order.omissions, order.seed) if order.omissions else None
    data = encode(order.data, Cleaner(dev.pairs), start.coder, start.longest, judging)
    about = {
        "description": description,
        "kept": data.kept,
        "dropped": data.dropped,
        "held_out": [[pair.source, pair.de, pair.en] for pair in spare],
    }
    memory.begin(data.text, data.spans, about)
    return Materials(start, dev, data)


def encode(
    corpora: Sequence[Corpus],
    cleaner: Cleaner,
    coder: Coder,
    longest: int,
    judging: Judging | None = None,
) -> Encoded:
    """Clean the corpora and encode them once.

    longest: pairs with more tokens than this on a side are left out, never cut.
    judging: makes the rows of a last span, of pairs that are whole or cut.
    Raises DepescheError if nothing is left.
    """
    dtype = np.uint16 if coder.vocabulary <= 1 << 16 else np.uint32
    rows_of = _rows_of(dtype)
    text, judged = [rows_of([])], [rows_of([])]
    kept: Counter[str] = Counter()
    ends, too_long = [0], 0
    for corpus in corpora:
        for block in _blocks(cleaner.clean(read(corpus.path)), _BLOCK):
            rows = fitting(block, coder, longest)
            text.append(rows_of([(source, target) for _, source, target in rows]))
            judged.append(rows_of(judging.rows(block, longest) if judging else []))
            kept.update(label for label, _, _ in rows)
            too_long += len(block) - len(rows)
        ends.append(kept.total())
    if not kept:
        reasons = ", ".join(f"{count} {reason}" for reason, count in cleaner.dropped.items())
        raise DepescheError(
            f"no usable pair is in the data ({reasons or 'it is empty'})",
            "give files with a German segment and its English in each line",
        )
    spans = [
        Span(start, stop, corpus.share)
        for corpus, start, stop in zip(corpora, ends, ends[1:], strict=False)
    ]
    if asked := sum(map(len, judged)):
        spans.append(Span(ends[-1], ends[-1] + asked, 1.0))
    return Encoded(
        Parallel.join([*text, *judged]),
        tuple(spans),
        kept,
        {**cleaner.dropped, "too long": too_long},
    )


def _rows_of(dtype: npt.DTypeLike) -> Callable[[Sequence[Row]], Parallel]:
    """What lays pairs of rows end to end, with ids of a type."""

    def rows_of(rows: Sequence[Row]) -> Parallel:
        sources, targets = ([row[side] for row in rows] for side in (0, 1))
        return Parallel(Ragged.of(sources, dtype), Ragged.of(targets, dtype))

    return rows_of


def fitting(
    pairs: Sequence[SentencePair], coder: Coder, longest: int
) -> list[tuple[str, list[int], list[int]]]:
    """Source name, source tokens and target tokens of the pairs that are at most `longest`."""
    labels = (pair.source for pair in pairs)
    sources = coder.source([pair.de for pair in pairs])
    targets = coder.target([pair.en for pair in pairs])
    rows = zip(labels, sources, targets, strict=True)
    return [row for row in rows if max(len(row[1]), len(row[2])) <= longest]


def _dev_set(order: Order, spare: Sequence[SentencePair]) -> DevSet:
    return read_dev(*order.dev) if order.dev else held_out(spare)


def _lines(pairs: Iterable[SentencePair]) -> Iterator[str]:
    for pair in pairs:
        yield pair.de
        yield pair.en


def _blocks(pairs: Iterator[SentencePair], size: int) -> Iterator[list[SentencePair]]:
    while block := list(islice(pairs, size)):
        yield block


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise DepescheError(
            f"{path} cannot be read ({error.strerror})", "check its name"
        ) from error
