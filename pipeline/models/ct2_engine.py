"""A converted checkpoint through CTranslate2: several times faster, and without PyTorch."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

import ctranslate2

from pipeline.errors import ModelError
from pipeline.models import precision
from pipeline.models.batches import plan_by_size
from pipeline.models.checkpoint import Checkpoint
from pipeline.models.convert import converted
from pipeline.models.engine import Decoding, Hypothesis
from pipeline.models.limits import limits_of
from pipeline.models.seq2seq import BATCH_TOKENS, Prefix, Seq2SeqEngine, Source
from pipeline.models.tasks import TaskPlan
from pipeline.models.tokenizer import Tokenizer

# Lengths that are no multiple of it are computed otherwise than longer ones, to the last bit.
_MULTIPLE = 8
_TARGET_MULTIPLE = 16  # of outputs that are scored, so that more of them share a batch


@dataclass(frozen=True, slots=True)
class Pending:
    """A search under way, and what is needed to read its score.

    begun: the log-probability of the prefix, which CTranslate2 does not count.
    again: starts the same search for this text alone.
    """

    result: ctranslate2.AsyncTranslationResult
    length_penalty: float
    begun: float
    again: Callable[[], ctranslate2.AsyncTranslationResult]


class CTranslate2Engine(Seq2SeqEngine[Pending]):
    """A checkpoint in CTranslate2, converted on first use.

    Batches go to `threads` workers of one core each (all cores if None), which on a CPU is faster
    than all cores on one batch; with one core, search and all else take turns on it.
    `quantization` is CTranslate2's name of a type; `auto` is int8 on a CPU and 16 bits on a GPU.
    """

    name = "ctranslate2"

    def __init__(
        self,
        checkpoint: Checkpoint,
        tokenizer: Tokenizer,
        plan: TaskPlan,
        device: str = "cpu",
        quantization: str = "auto",
        threads: int | None = None,
        batch_tokens: int | None = None,
    ) -> None:
        kind, _, number = device.partition(":")
        super().__init__(
            checkpoint.card, limits_of(checkpoint), tokenizer, batch_tokens or BATCH_TOKENS[kind]
        )
        if quantization == "auto":
            quantization = default_quantization(checkpoint.model_type, device)
        folder = converted(checkpoint, quantization)
        workers = (threads or available_cores()) if kind == "cpu" else 1
        # One more prepares what the next worker to be free will search, if there is a core for it.
        self.threads = 1 if kind == "cpu" and workers == 1 else workers + 1
        self._fills = kind == "cpu"
        if self._fills:
            self._planner = plan_by_size
        try:
            self._translator = ctranslate2.Translator(
                str(folder),
                device=kind,
                device_index=int(number or 0),
                compute_type=quantization,
                inter_threads=workers,
                intra_threads=1,
            )
        except Exception as error:  # what a damaged file raises depends on where it is damaged
            raise ModelError(
                f"CTranslate2 cannot run {checkpoint.id} in {quantization} on {device} ({error})",
                f"choose another quantization or device, or delete {folder} if it is damaged",
            ) from error
        self._piece, self._id = cache(tokenizer.piece), cache(tokenizer.id)
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self._end: str = config["eos_token"]
        # A start token is given as a prefix too, but does not come back in the output.
        self._forced = None if plan.start_token else _forced_piece(checkpoint, tokenizer, plan)
        self._prefix = plan.start_token or self._forced
        # What asks a model that was trained to tell whether an output is whole.
        self._asks: str | None = checkpoint.read("depesche.json").get("asks")

    def _search(
        self, batch: list[Source], decoding: Decoding, room: int, prefixes: list[Prefix]
    ) -> list[Pending]:
        sources = [self._pieces(source) for source in batch]
        start = [self._prefix] if self._prefix else []
        starts = [start + self._pieces(prefix) for prefix in prefixes]
        start_all = partial(self._start, decoding, room)
        filling = self._filling(sources)
        outputs = start_all(sources + filling, starts + [start] * len(filling))[: len(batch)]
        begun = self._begun(sources, starts, [len(prefix) for prefix in prefixes])
        return [
            Pending(
                output, decoding.length_penalty, sure, partial(_first, start_all, source, begin)
            )
            for output, sure, source, begin in zip(outputs, begun, sources, starts, strict=True)
        ]

    def _size(self, length: int) -> int:
        # On a CPU padding changes the last bit of a float, int8 makes a step of it, and beam search
        # another sentence; but not if every length is a multiple of what its units compute at once.
        if not self._fills:
            return super()._size(length)
        return min(_up(length, _MULTIPLE), self.limits.source)

    def _filling(self, sources: list[list[str]]) -> list[list[str]]:
        """A text as long as the size of these sources, if there is none: what they are padded to.

        The longest with a piece of its end repeated, so that no search goes on much longer for it.
        """
        longest = max(sources, key=len)
        size = self._size(len(longest))
        return [_filled(longest, size)] if size > len(longest) else []

    def _start(
        self, decoding: Decoding, room: int, sources: list[list[str]], starts: list[list[str]]
    ) -> list[ctranslate2.AsyncTranslationResult]:
        # Every limit is said: by default CTranslate2 cuts inputs at 1024 and outputs at 256 tokens.
        found: list[ctranslate2.AsyncTranslationResult] = self._translator.translate_batch(
            sources,
            target_prefix=starts if any(starts) else None,
            asynchronous=True,
            beam_size=decoding.beam,
            num_hypotheses=min(decoding.hypotheses, decoding.beam),
            length_penalty=decoding.length_penalty,
            no_repeat_ngram_size=decoding.no_repeat_ngram,
            repetition_penalty=decoding.repetition_penalty,
            max_input_length=0,
            max_decoding_length=room,
            min_decoding_length=min(decoding.min_new_tokens, room),
            return_scores=True,
            return_end_token=True,
        )
        return found

    def score(self, texts: Sequence[str], outputs: Sequence[str]) -> list[tuple[float, ...]]:
        """The log-probability of each token of each output given its text, the end token last.

        Outputs are taken as they stand: nothing is searched. The end token's is that of the output
        being whole, if the model was trained to tell. Empty where a text or an output is longer
        than the model takes.
        """
        sources = [self._pieces(ids) for ids in self._tokenizer.encode(texts)]
        targets = [self._pieces(self._tokenizer.encode_output(output)) for output in outputs]
        start = [piece for piece in (self._prefix, self._asks) if piece]
        fits = [
            place
            for place, (source, target) in enumerate(zip(sources, targets, strict=True))
            if len(source) <= self.limits.source and len(start + target) < self.limits.target
        ]
        scored = self._scored(
            [sources[place] for place in fits], [start + targets[place] for place in fits]
        )
        found: list[tuple[float, ...]] = [()] * len(sources)
        for place, one in zip(fits, scored, strict=True):
            found[place] = tuple(one.log_probs[-1 - len(targets[place]) :])
        return found

    def _scored(
        self, sources: list[list[str]], targets: list[list[str]]
    ) -> list[ctranslate2.ScoringResult]:
        """What is said of each target given its source; only those of one size share a batch."""
        places: dict[tuple[int, int], list[int]] = {}
        for place, (source, target) in enumerate(zip(sources, targets, strict=True)):
            most = self.limits.target - 1
            size = self._size(len(source)), min(_up(len(target), _TARGET_MULTIPLE), most)
            places.setdefault(size, []).append(place)
        found: dict[int, ctranslate2.ScoringResult] = {}
        for size, alike in places.items():
            most = max(1, self._batch_tokens // sum(size)) if self._fills else 1
            for start in range(0, len(alike), most):
                batch = alike[start : start + most]
                here, there = ([side[p] for p in batch] for side in (sources, targets))
                found |= zip(batch, self._scored_together(size, here, there), strict=True)
        return [found[place] for place in range(len(sources))]

    def _scored_together(
        self, size: tuple[int, int], sources: list[list[str]], targets: list[list[str]]
    ) -> list[ctranslate2.ScoringResult]:
        asked = len(sources)
        if self._fills:  # a pair that both sides of all others are padded to
            longest = zip((max(sources, key=len), max(targets, key=len)), size, strict=True)
            source, target = (_filled(pieces, wanted) for pieces, wanted in longest)
            sources, targets = [*sources, source], [*targets, target]
        found: list[ctranslate2.ScoringResult] = self._translator.score_batch(
            sources, targets, max_batch_size=0, max_input_length=0
        )
        return found[:asked]

    def _pieces(self, ids: Sequence[int]) -> list[str]:
        return list(map(self._piece, ids))

    def _begun(
        self, sources: list[list[str]], starts: list[list[str]], lengths: list[int]
    ) -> list[float]:
        """The log-probability of each prefix, of its last `lengths` pieces; 0 for none."""
        if not any(lengths):
            return [0.0] * len(sources)
        scored = self._scored(sources, starts)
        # The end comes last, and is not part of what was begun.
        return [
            sum(s.log_probs[-1 - length : -1]) for s, length in zip(scored, lengths, strict=True)
        ]

    def _hypothesis(self, found: Pending) -> Hypothesis:
        result = self._result(found)
        best, *others = zip(result.hypotheses, result.scores, strict=True)
        return replace(
            self._read(found, *best),
            others=lambda: [self._read(found, *other) for other in others],
        )

    def _read(self, found: Pending, pieces: list[str], score: float) -> Hypothesis:
        # CTranslate2 divides the sum by a power of the length, forced and end pieces included.
        total = score * len(pieces) ** found.length_penalty + found.begun
        chosen = pieces[1:] if self._forced else pieces
        finished = bool(chosen) and chosen[-1] == self._end
        kept = chosen[:-1] if finished else chosen
        # Placeholders that fill up an embedding have no text.
        ids = [id_ for id_ in map(self._id, kept) if id_ is not None]
        text = self._tokenizer.decode(ids).strip()
        return Hypothesis(text, total / max(1, len(chosen)), len(kept), finished)

    def _result(self, found: Pending) -> ctranslate2.TranslationResult:
        """What a search found; where the GPU's memory ran out, by searching for the text alone."""
        try:
            return found.result.result()
        except RuntimeError as error:
            if "out of memory" not in str(error):
                raise _failed(error) from error
        self._batch_tokens = max(1, self._batch_tokens // 2)
        try:
            return found.again().result()
        except RuntimeError as error:
            raise _failed(error) from error


def _up(length: int, multiple: int) -> int:
    return -(-length // multiple) * multiple


def _filled(pieces: list[str], size: int) -> list[str]:
    """A text with a piece of its end repeated until it has so many."""
    repeated = pieces[-2:-1] or pieces
    return pieces[:-1] + repeated * (size - len(pieces)) + pieces[-1:]


def _failed(error: RuntimeError) -> ModelError:
    return ModelError(
        f"CTranslate2 failed while it decoded ({error})",
        "lower batch_tokens in the profile, or use another device",
    )


def _first(
    start: Callable[[list[list[str]], list[list[str]]], list[ctranslate2.AsyncTranslationResult]],
    source: list[str],
    begin: list[str],
) -> ctranslate2.AsyncTranslationResult:
    return start([source], [begin])[0]


def default_quantization(model_type: str, device: str) -> str:
    """int8 on a CPU; on a GPU 16 bits of the kind that the model bears."""
    return precision.quantization(model_type, precision.capability_of(device))


def available_cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _forced_piece(checkpoint: Checkpoint, tokenizer: Tokenizer, plan: TaskPlan) -> str | None:
    """The piece that every output begins with: the language's, else the checkpoint's own."""
    if plan.forced_bos_token:
        return plan.forced_bos_token
    own = checkpoint.read("generation_config.json") or checkpoint.config
    forced = own.get("forced_bos_token_id")
    return None if forced is None else tokenizer.piece(forced)
