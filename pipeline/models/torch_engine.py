"""Any `AutoModelForSeq2SeqLM` through PyTorch: the engine that runs every architecture.

Nothing of the checkpoint's own generation settings is used but the ids of its special tokens:
beams, lengths and penalties are the caller's, and the precision is said outright.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch
from transformers import AutoModelForSeq2SeqLM, GenerationConfig, LogitsProcessor
from transformers.modeling_outputs import BaseModelOutput

from pipeline.errors import ModelError
from pipeline.models.checkpoint import Checkpoint
from pipeline.models.encoder_memory import EncoderMemory
from pipeline.models.engine import Decoding, Hypothesis
from pipeline.models.limits import limits_of, window_of
from pipeline.models.seq2seq import BATCH_TOKENS, Prefix, Seq2SeqEngine, Source
from pipeline.models.tasks import TaskPlan
from pipeline.models.tokenizer import Tokenizer
from pipeline.models.weights import load_weights

# Logits of a rescoring pass that are held at once; 2**26 float32 are 256 MiB.
_LOGITS = 2**26
# Compiled code is made anew for each shape: lengths are multiples of so many tokens.
_SHAPE = 32


@dataclass(frozen=True, slots=True)
class Output:
    """Ids that were generated (start, forced and end tokens left out) and how sure the model is.

    others: what the same search found next best.
    """

    ids: tuple[int, ...]
    score: float
    ended: bool
    others: tuple[Output, ...] = ()


class Begin(LogitsProcessor):
    """Lets each output begin with its prefix: any other token there is impossible.

    rows: hypotheses that are searched for each prefix. before: tokens that stand before it.
    """

    def __init__(self, prefixes: Sequence[Prefix], rows: int, before: int) -> None:
        self._prefixes = prefixes
        self._rows = rows
        self._before = before

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        """Scores (batch · rows, vocabulary) of what follows `input_ids` (batch · rows, tokens)."""
        at = input_ids.shape[1] - self._before
        steered = scores.clone()
        for number, prefix in enumerate(self._prefixes):
            if 0 <= at < len(prefix):
                rows = slice(number * self._rows, (number + 1) * self._rows)
                steered[rows] = -torch.inf
                steered[rows, prefix[at]] = scores[rows, prefix[at]]
        return steered


class TorchEngine(Seq2SeqEngine[Output]):
    """A checkpoint in PyTorch, in the type that `precision` gives.

    compiled: a cache of fixed size, which transformers compiles on a GPU and replays as CUDA
    graphs; batches are filled up to a few shapes. It pays for thousands of texts, not for ten.
    """

    name = "torch"

    def __init__(
        self,
        checkpoint: Checkpoint,
        tokenizer: Tokenizer,
        plan: TaskPlan,
        device: str = "cpu",
        threads: int | None = None,
        batch_tokens: int | None = None,
        compiled: bool = False,
    ) -> None:
        if threads:
            torch.set_num_threads(threads)
        budget = batch_tokens or BATCH_TOKENS[device.partition(":")[0]]
        super().__init__(checkpoint.card, limits_of(checkpoint), tokenizer, budget)
        self._device = torch.device(device)
        self._model = load_weights(checkpoint, self._device, AutoModelForSeq2SeqLM)
        self._special = _special_tokens(self._model, tokenizer, plan)
        self._compiled = compiled and bool(self._model._can_compile_fullgraph)
        self._multiple = _SHAPE if self._compiled else padding_of(checkpoint, self._device.type)
        self._memory = EncoderMemory(self._encoded)
        # generate() fills what a call leaves open from here: the checkpoint's lengths and bans.
        self._model.generation_config = GenerationConfig()  # type: ignore[no-untyped-call]

    def _search(
        self, batch: list[Source], decoding: Decoding, room: int, prefixes: list[Prefix]
    ) -> list[Output]:
        try:
            return self._decode(batch, decoding, room, prefixes)
        except torch.OutOfMemoryError as error:
            if len(batch) == 1:
                raise ModelError(
                    "the GPU's memory does not hold a single text",
                    "use a smaller model or fewer beams, or --device cpu",
                ) from error
        self._batch_tokens = max(1, self._batch_tokens // 2)
        torch.cuda.empty_cache()
        middle = len(batch) // 2
        return [
            *self._search(batch[:middle], decoding, room, prefixes[:middle]),
            *self._search(batch[middle:], decoding, room, prefixes[middle:]),
        ]

    @torch.inference_mode()
    def _decode(
        self, batch: list[Source], decoding: Decoding, room: int, prefixes: list[Prefix]
    ) -> list[Output]:
        wanted = len(batch)
        if self._compiled:
            batch, prefixes = _filled(batch, prefixes)
            if decoding.max_new_tokens is None:
                room = min(-(-room // _SHAPE) * _SHAPE, self._limits.target)
        encoded = self._encode(batch)
        forced = 1 if self._special.forced is None else 2
        begun = [Begin(prefixes, decoding.beam, forced)] if any(prefixes) else []
        sequences = self._model.generate(
            encoder_outputs=encoded.outputs(),
            attention_mask=encoded.mask,
            generation_config=self._generation(decoding, room),
            logits_processor=begun,
        )
        found = sequences.shape[0] // len(batch)
        outputs = self._outputs(sequences, encoded.each(found))
        return [
            replace(outputs[at], others=tuple(outputs[at + 1 : at + found]))
            for at in range(0, wanted * found, found)
        ]

    def _encode(self, batch: list[Source]) -> _Encoded:
        longest = self._padded(max(map(len, batch)))
        ids, mask = self._tensors(batch, longest)
        return _Encoded(ids, mask, self._memory.states(batch, longest))

    def _encoded(self, batch: Sequence[Source]) -> torch.Tensor:
        """The states (batch, padded length, width) that the encoder makes of a batch."""
        ids, mask = self._tensors(batch, self._padded(max(map(len, batch))))
        wide = _global_attention(self._model.config.model_type, ids)
        encoder = self._model.get_encoder()
        states: torch.Tensor = encoder(input_ids=ids, attention_mask=mask, **wide).last_hidden_state
        return states

    def _padded(self, length: int) -> int:
        return -(-length // self._multiple) * self._multiple

    def _tensors(self, batch: Sequence[Source], longest: int) -> tuple[torch.Tensor, torch.Tensor]:
        """Ids and mask (batch, longest)."""
        rows = [[*source, *[self._special.pad] * (longest - len(source))] for source in batch]
        kept = [[1] * len(source) + [0] * (longest - len(source)) for source in batch]
        return self._placed(rows), self._placed(kept)

    def _placed(self, rows: list[list[int]]) -> torch.Tensor:
        """Rows on the device; to a GPU from pinned memory, so that the copy waits for nothing."""
        tensor = torch.tensor(rows)
        if self._device.type == "cuda":
            return tensor.pin_memory().to(self._device, non_blocking=True)
        return tensor.to(self._device)

    def _generation(self, decoding: Decoding, room: int) -> GenerationConfig:
        special = self._special
        return GenerationConfig(  # type: ignore[no-untyped-call]
            do_sample=False,
            num_beams=decoding.beam,
            num_return_sequences=min(decoding.hypotheses, decoding.beam),
            # As CTranslate2 does it: done when as many hypotheses have ended as there are beams.
            early_stopping=decoding.beam > 1,
            length_penalty=decoding.length_penalty,
            no_repeat_ngram_size=decoding.no_repeat_ngram,
            repetition_penalty=decoding.repetition_penalty,
            max_new_tokens=room,
            min_new_tokens=min(decoding.min_new_tokens, room),
            decoder_start_token_id=special.start,
            forced_bos_token_id=special.forced,
            eos_token_id=list(special.ends),
            pad_token_id=special.pad,
            suppress_tokens=list(special.never) or None,
            cache_implementation="static" if self._compiled else None,
        )

    def _outputs(self, sequences: torch.Tensor, encoded: _Encoded) -> list[Output]:
        """Cut `sequences` (batch, 1 + generated) at their ends, and score what is left."""
        forced = 0 if self._special.forced is None else 1
        generated = sequences[:, 1:]
        is_end = torch.isin(generated, torch.tensor(self._special.ends, device=self._device))
        ended = is_end.any(dim=1)
        # The end token counts: a model that would rather go on is less sure of its output.
        lengths = torch.where(ended, is_end.int().argmax(dim=1) + 1, generated.shape[1])
        position = torch.arange(generated.shape[1], device=self._device)
        chosen = (position >= forced) & (position < lengths[:, None])
        return [
            Output(tuple(row[forced : length - stop]), score, bool(stop))
            for row, length, stop, score in zip(
                generated.tolist(),
                lengths.tolist(),
                ended.int().tolist(),
                self._scores(sequences, chosen, encoded),
                strict=True,
            )
        ]

    def _scores(
        self, sequences: torch.Tensor, chosen: torch.Tensor, encoded: _Encoded
    ) -> list[float]:
        """Mean log-probability of the `chosen` (batch, generated) tokens of each sequence.

        It comes from one pass over the finished sequences: keeping the scores of the search itself
        would hold beams x steps x vocabulary floats, and penalties would colour them.
        """
        vocabulary = self._model.get_output_embeddings().weight.shape[0]
        step = max(1, _LOGITS // (vocabulary * sequences.shape[1]))
        scores: list[float] = []
        for at in range(0, len(sequences), step):
            rows = slice(at, at + step)
            part = encoded.part(rows)
            logits = self._model(
                # Encoded already, but FSMT hides the future only where it sees the source's ids.
                input_ids=part.ids,
                encoder_outputs=part.outputs(),
                attention_mask=part.mask,
                decoder_input_ids=sequences[rows, :-1],
                use_cache=False,
            ).logits
            tokens = sequences[rows, 1:, None]
            sure = logits.float().log_softmax(-1).gather(-1, tokens)[:, :, 0]
            total = sure.masked_fill(~chosen[rows], 0.0).sum(dim=1)
            scores.extend((total / chosen[rows].sum(dim=1).clamp(min=1)).tolist())
        return scores

    def _hypothesis(self, found: Output) -> Hypothesis:
        text = self._tokenizer.decode(found.ids).strip()
        return Hypothesis(
            text,
            found.score,
            len(found.ids),
            found.ended,
            lambda: [self._hypothesis(other) for other in found.others],
        )


def _filled(batch: list[Source], prefixes: list[Prefix]) -> tuple[list[Source], list[Prefix]]:
    """The batch filled up with its last text to a power of two, so that there are few shapes."""
    more = (1 << (len(batch) - 1).bit_length()) - len(batch)
    return batch + [batch[-1]] * more, prefixes + [prefixes[-1]] * more


def padding_of(checkpoint: Checkpoint, device: str) -> int:
    """The tokens to a multiple of which a batch is padded.

    LED's window, which it would fill up by itself with a warning; on a GPU 8, which its matrix
    units compute in, and which keeps the number of different shapes small.
    """
    if checkpoint.model_type == "led":
        return window_of(checkpoint)
    return 8 if device == "cuda" else 1


def _global_attention(model_type: str, ids: torch.Tensor) -> dict[str, torch.Tensor]:
    """What LED is told beside the mask: its first token sees all of `ids`, and all see it.

    Without one such token its windows know nothing of each other (Beltagy et al. 2020, section 5).
    """
    if model_type != "led":
        return {}
    everywhere = torch.zeros_like(ids)
    everywhere[:, 0] = 1
    return {"global_attention_mask": everywhere}


@dataclass(frozen=True, slots=True)
class _Encoded:
    """A batch behind the encoder: ids and mask (batch, source), states (batch, source, width)."""

    ids: torch.Tensor
    mask: torch.Tensor
    states: torch.Tensor

    def outputs(self) -> BaseModelOutput:
        """The states as the decoder takes them; anew, since beam search replaces them in there."""
        return BaseModelOutput(last_hidden_state=self.states)

    def each(self, times: int) -> _Encoded:
        """Every row so many times in a row."""
        if times == 1:
            return self
        return _Encoded(
            *(t.repeat_interleave(times, dim=0) for t in (self.ids, self.mask, self.states))
        )

    def part(self, rows: slice) -> _Encoded:
        """These rows of the batch."""
        return _Encoded(self.ids[rows], self.mask[rows], self.states[rows])


@dataclass(frozen=True, slots=True)
class _Special:
    """Ids that steer generation; `forced` comes first in every output, `never` in none."""

    start: int
    pad: int
    ends: tuple[int, ...]
    forced: int | None
    never: tuple[int, ...]


def _special_tokens(model: Any, tokenizer: Tokenizer, plan: TaskPlan) -> _Special:
    """The ids that steer generation: the checkpoint's own, where the plan does not say others."""
    own = model.generation_config
    ends = own.eos_token_id if isinstance(own.eos_token_id, list) else [own.eos_token_id]
    start = (
        own.decoder_start_token_id if own.decoder_start_token_id is not None else own.bos_token_id
    )
    if plan.start_token:
        start = tokenizer.id(plan.start_token)
    forced = own.forced_bos_token_id
    if plan.forced_bos_token or plan.start_token:
        forced = tokenizer.id(plan.forced_bos_token) if plan.forced_bos_token else None
    pad = own.pad_token_id if own.pad_token_id is not None else ends[0]
    if start is None or ends[0] is None:
        raise ModelError("the config names no start or end token", "choose another model")
    # Marian was trained without the padding that transformers adds to its vocabulary.
    never = (pad,) if model.config.model_type == "marian" else ()
    return _Special(start, pad, tuple(ends), forced, never)
