"""BLEU and chrF on a dev set, with the yardsticks that lie beside it."""

from __future__ import annotations

import copy
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from pipeline.errors import DepescheError, UsageError
from pipeline.models.seq2seq import OUTPUT_MARGIN, OUTPUT_RATIO
from pipeline.train.batches import Batches, Parallel, Ragged
from pipeline.train.corpus import SentencePair
from pipeline.train.precision import Precision, computing_in
from pipeline.train.start import Start


@dataclass(frozen=True, slots=True)
class DevSet:
    """German segments, their references, and what other systems made of them (by name)."""

    name: str
    german: list[str]
    reference: list[str]
    systems: dict[str, list[str]]

    def head(self, segments: int) -> DevSet:
        """The first `segments` only."""
        systems = {name: output[:segments] for name, output in self.systems.items()}
        return DevSet(self.name, self.german[:segments], self.reference[:segments], systems)

    @property
    def pairs(self) -> list[SentencePair]:
        """The segments with their references."""
        pairs = zip(self.german, self.reference, strict=True)
        return [SentencePair(self.name, de, en) for de, en in pairs]


@dataclass(frozen=True, slots=True)
class Score:
    """BLEU (Papineni et al. 2002) and chrF (Popović 2015) of one system, by sacrebleu."""

    system: str
    bleu: float
    chrf: float


@dataclass(frozen=True, slots=True)
class Translations:
    """What a model made of some segments, and what it took.

    cut: segments that were longer than the model takes, of which the end was left out.
    """

    texts: list[str]
    tokens: int
    seconds: float
    cut: int


def read_dev(german: Path, english: Path) -> DevSet:
    """A dev set from two files, one segment a line.

    Outputs of other systems are found beside the English: for `test.en` they are `test.NAME.en`.
    Raises UsageError if a file is missing or has another number of lines.
    """
    stem = english.name.removesuffix(english.suffix)
    beside = sorted(english.parent.glob(f"{stem}.*{english.suffix}"))
    others = {path.name[len(stem) + 1 : -len(english.suffix)]: path for path in beside}
    source, reference = _lines(german), _lines(english)
    systems = {name: _lines(path) for name, path in others.items() if path != german}
    for name, lines in {"the reference": reference, **systems}.items():
        if len(lines) != len(source):
            raise UsageError(
                f"{german} has {len(source)} lines, {name} {len(lines)}",
                "give files that go together line by line",
            )
    return DevSet(stem, source, reference, systems)


def held_out(pairs: Sequence[SentencePair]) -> DevSet:
    """A dev set of pairs that were kept out of the training data."""
    return DevSet("held out", [pair.de for pair in pairs], [pair.en for pair in pairs], {})


def score(system: str, output: Sequence[str], reference: Sequence[str]) -> Score:
    """BLEU and chrF of `output`, a segment each.

    Raises DepescheError if sacrebleu is not installed.
    """
    bleu, chrf = _metrics()
    references = [list(reference)]
    return Score(
        system=system,
        bleu=round(bleu.corpus_score(list(output), references).score, 2),
        chrf=round(chrf.corpus_score(list(output), references).score, 2),
    )


def signatures() -> tuple[str, str]:
    """sacrebleu's signatures of the BLEU and chrF that `score` computes (Post 2018)."""
    metrics = _metrics()
    for metric in metrics:
        metric.corpus_score(["a"], [["a"]])  # a signature knows the references after a first score
    bleu, chrf = (str(metric.get_signature()) for metric in metrics)
    return bleu, chrf


@torch.inference_mode()
def translate(
    start: Start,
    german: Sequence[str],
    *,
    beam: int,
    tokens: int,
    device: str,
    precision: Precision,
) -> Translations:
    """The model's best output for each segment; `tokens` bounds a batch (times the beam)."""
    began = time.monotonic()
    rows = start.coder.source(german)
    kept = [row if len(row) <= start.longest else _cut(row, start.longest) for row in rows]
    source = Ragged.of(kept, np.uint32)
    batches = Batches(Parallel(source, source), (), max(1, tokens // beam), seed=0)
    start.model.eval()
    texts, produced = [""] * len(rows), 0
    for batch in batches.bucket(np.arange(len(rows))):
        ids = torch.from_numpy(source.pad(batch, start.coder.pad)).to(device)
        with computing_in(precision, device):
            output = start.model.generate(
                input_ids=ids,
                attention_mask=(ids != start.coder.pad).long(),
                generation_config=_search(start, beam, source_width=ids.shape[1]),
            )
        produced += int((output[:, 1:] != start.coder.pad).sum())
        for index, text in zip(batch, start.coder.text(output), strict=True):
            texts[index] = text
    cut = sum(len(row) > start.longest for row in rows)
    return Translations(texts, produced, time.monotonic() - began, cut)


def _cut(row: list[int], longest: int) -> list[int]:
    """The row without the end of its text; its last token, which ends every input, stays."""
    return [*row[: longest - 1], row[-1]]


def _search(start: Start, beam: int, source_width: int) -> Any:
    """The checkpoint's own generation settings, but for how it is searched."""
    settings = copy.deepcopy(start.model.generation_config)
    settings.update(
        num_beams=beam,
        do_sample=False,
        max_length=None,
        max_new_tokens=min(start.longest - 1, int(OUTPUT_RATIO * source_width) + OUTPUT_MARGIN),
        forced_bos_token_id=start.forced_bos,
        decoder_start_token_id=start.first,
    )
    return settings


def _metrics() -> tuple[Any, Any]:
    try:
        from sacrebleu.metrics.bleu import BLEU
        from sacrebleu.metrics.chrf import CHRF
    except ImportError as error:
        raise DepescheError(
            "scoring a translation needs sacrebleu", "pip install 'depesche[train]'"
        ) from error
    return BLEU(), CHRF()


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text("utf-8").rstrip("\n").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read ({error})", "give a UTF-8 text file") from error
