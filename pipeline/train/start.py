"""What a training starts from: a small fresh model with a tokenizer of its own, or a checkpoint."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import ModelError, UsageError
from pipeline.models.checkpoint import Checkpoint, resolve
from pipeline.models.limits import limits_of
from pipeline.models.tasks import TaskPlan, plan_task

if TYPE_CHECKING:
    import torch

_HEAD = 64
_SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
_BOS, _PAD, _EOS = range(3)


@dataclass(frozen=True, slots=True)
class Shape:
    """The size of a fresh model: a pre-norm mBART with a deep encoder and a shallow decoder.

    Pre-norm learns faster at the small batches that a CPU allows, and a shallow decoder is what
    makes translating fast (Kasai et al. 2021, "Deep Encoder, Shallow Decoder").
    width: features of each token; pieces: the tokenizer's vocabulary; positions: the most tokens
    of an input or output. Raises UsageError for a width that heads of 64 do not divide.
    """

    width: int = 256
    encoder_layers: int = 6
    decoder_layers: int = 2
    pieces: int = 8000
    positions: int = 256
    dropout: float = 0.0

    def __post_init__(self) -> None:
        if self.width < 1 or (self.width > _HEAD and self.width % _HEAD):
            raise UsageError(
                f"a width of {self.width} does not work", f"take a multiple of {_HEAD}"
            )
        if min(self.encoder_layers, self.decoder_layers) < 1:
            raise UsageError("a model needs layers", "say --layers ENCODER DECODER, e.g. 6 2")


class Coder:
    """Texts to token ids and back, as one checkpoint's training wants them."""

    def __init__(self, tokenizer: Any, plan: TaskPlan, forced_bos: int | None) -> None:
        self.tokenizer = tokenizer
        self._prefix = plan.prefix
        self._strip_bos = tokenizer.bos_token_id not in (None, forced_bos)
        if plan.source_language is not None:
            tokenizer.src_lang, tokenizer.tgt_lang = plan.source_language, plan.target_language

    @property
    def vocabulary(self) -> int:
        """How many ids there are."""
        return len(self.tokenizer)

    @property
    def pad(self) -> int:
        """The id that fills up short rows."""
        return int(self.tokenizer.pad_token_id)

    def source(self, texts: Sequence[str]) -> list[list[int]]:
        """The encoder's input for each German text, special tokens included, nothing cut off."""
        prefixed = [self._prefix + text for text in texts]
        rows: list[list[int]] = self.tokenizer(prefixed, truncation=False, verbose=False)[
            "input_ids"
        ]
        return rows

    def target(self, texts: Sequence[str]) -> list[list[int]]:
        """What the decoder is to produce for each English text, up to the end token.

        A `<s>` in front is left out unless the checkpoint forces it: the decoder starts from its
        own start token, and would learn to waste a step.
        """
        encoded = self.tokenizer(text_target=list(texts), truncation=False, verbose=False)
        rows: list[list[int]] = encoded["input_ids"]
        if self._strip_bos:
            bos = self.tokenizer.bos_token_id
            rows = [row[1:] if row[0] == bos else row for row in rows]
        return rows

    def text(self, ids: torch.Tensor) -> list[str]:
        """The text of each output row, special tokens left out.

        :param ids: shape (rows, width)
        """
        decoded = self.tokenizer.batch_decode(
            ids, skip_special_tokens=True, clean_up_tokenization_spaces=False
        )
        return [str(text).strip() for text in decoded]


@dataclass(frozen=True, slots=True)
class Start:
    """A checkpoint to train: its model in float32 (a transformers PreTrainedModel), its tokenizer.

    longest: the most tokens of a source or target.
    first: the id that the decoder starts from.
    forced_bos: the id that every output begins with, for models that translate into many languages.
    """

    checkpoint: Checkpoint
    model: Any
    coder: Coder
    longest: int
    first: int
    forced_bos: int | None


def load(model_id: str) -> Start:
    """The checkpoint `model_id`: a folder, `embedded`, or a Hub id that is on this machine.

    Raises ModelError if it is not there, is broken, or is no translator from German to English.
    """
    import torch
    from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

    checkpoint = resolve(model_id)
    try:
        tokenizer = AutoTokenizer.from_pretrained(checkpoint.folder, local_files_only=True)
        model = AutoModelForSeq2SeqLM.from_pretrained(
            checkpoint.folder, dtype=torch.float32, local_files_only=True
        )
    except (OSError, ValueError, KeyError, ImportError) as error:
        raise ModelError(
            f"{model_id} cannot be trained ({str(error).splitlines()[0]})",
            "give a sequence-to-sequence checkpoint, e.g. Helsinki-NLP/opus-mt-de-en",
        ) from error
    vocabulary = tokenizer.get_vocab()
    plan = plan_task(checkpoint, "translate", vocabulary.__contains__)
    forced = _forced_bos(model, plan, vocabulary)
    first = vocabulary.get(plan.start_token or "", model.config.decoder_start_token_id)
    if first is None or tokenizer.pad_token_id is None:
        raise ModelError(
            f"{model_id} does not say what its decoder starts from",
            "add decoder_start_token_id and pad_token_id to its config.json",
        )
    limits = limits_of(checkpoint)
    return Start(
        checkpoint=checkpoint,
        model=model,
        coder=Coder(tokenizer, plan, forced),
        longest=min(limits.source, limits.target),
        first=int(first),
        forced_bos=forced,
    )


def lay_down(folder: Path, shape: Shape, lines: Iterable[str], seed: int) -> None:
    """Write a fresh random model, with a tokenizer trained on `lines`, to `folder`."""
    import torch
    import transformers

    hub: Any = transformers  # its classes have no types
    bos, pad, eos, unknown = _SPECIAL
    tokenizer = hub.PreTrainedTokenizerFast(
        tokenizer_object=_train_tokenizer(lines, shape.pieces),
        bos_token=bos,
        pad_token=pad,
        eos_token=eos,
        unk_token=unknown,
        model_max_length=shape.positions,
    )
    heads = max(1, shape.width // _HEAD)
    torch.manual_seed(seed)
    model = hub.MBartForConditionalGeneration(
        hub.MBartConfig(
            vocab_size=len(tokenizer),
            d_model=shape.width,
            encoder_layers=shape.encoder_layers,
            decoder_layers=shape.decoder_layers,
            encoder_attention_heads=heads,
            decoder_attention_heads=heads,
            encoder_ffn_dim=4 * shape.width,
            decoder_ffn_dim=4 * shape.width,
            activation_function="relu",
            max_position_embeddings=shape.positions,
            scale_embedding=True,
            dropout=shape.dropout,
            attention_dropout=0.0,
            activation_dropout=0.0,
            bos_token_id=_BOS,
            pad_token_id=_PAD,
            eos_token_id=_EOS,
            decoder_start_token_id=_EOS,
            forced_eos_token_id=None,
            # transformers 5 no longer writes these two, and CTranslate2's converter asks for them.
            normalize_before=True,
            normalize_embedding=True,
        )
    )
    model.generation_config = hub.GenerationConfig(
        bos_token_id=_BOS,
        pad_token_id=_PAD,
        eos_token_id=_EOS,
        decoder_start_token_id=_EOS,
        num_beams=4,
        max_length=shape.positions,
    )
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def _train_tokenizer(lines: Iterable[str], pieces: int) -> Any:
    """Byte-level BPE (Sennrich et al. 2016) of both languages; digits stand alone.

    Bytes leave nothing unknown, and single digits let numbers be copied.
    """
    from tokenizers import (
        Regex,
        Tokenizer,
        decoders,
        models,
        normalizers,
        pre_tokenizers,
        processors,
        trainers,
    )

    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=pieces,
        special_tokens=list(_SPECIAL),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(lines, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="$A </s>", special_tokens=[("</s>", _EOS)]
    )
    return tokenizer


def _forced_bos(model: Any, plan: TaskPlan, vocabulary: dict[str, int]) -> int | None:
    if plan.forced_bos_token is not None:
        return vocabulary[plan.forced_bos_token]
    generation: Any = model.generation_config
    forced: int | None = generation.forced_bos_token_id
    return forced
