"""How much a checkpoint takes and gives, read from its config and tokenizer settings.

Learned positions are a hard end: one token more is an IndexError on a CPU, and on a GPU an
assertion that poisons the process. Relative positions (T5) have no end, so a length that these
models were trained on stands in for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.models.checkpoint import Checkpoint
from pipeline.models.engine import Limits

# T5 and mT5 were pre-trained on 512 tokens (Raffel et al. 2020, section 3.1.2).
RELATIVE_DEFAULT = 512
# LongT5 was pre-trained on 4096 (Guo et al. 2022, section 4.1) and is fine-tuned on more.
LONG_DEFAULT = 4096
RELATIVE = frozenset({"t5", "mt5", "umt5", "switch_transformers", "longt5"})

# transformers writes 1e30 where a tokenizer knows no length.
_NO_LENGTH = 1_000_000
# What transformers assumes where an old config.json does not say.
_DEFAULT_POSITIONS = {"bert": 512, "roberta": 512, "xlm-roberta": 512}
_DEFAULT_SEQ2SEQ_POSITIONS = 1024
# LED's window where its config.json does not say.
_DEFAULT_WINDOW = 512
# These count positions from the padding index on, and lose that many.
_OFFSET_POSITIONS = {"roberta": 2, "xlm-roberta": 2, "camembert": 2}


def limits_of(checkpoint: Checkpoint) -> Limits:
    """The most source and target tokens of this checkpoint, special tokens included."""
    declared = _declared(checkpoint)
    if checkpoint.model_type == "longt5":
        # Its tokenizer is T5's, which may still declare T5's 512.
        trained = int(checkpoint.config.get("n_positions") or LONG_DEFAULT)
        return Limits(source=max(declared or 0, trained), target=RELATIVE_DEFAULT)
    if checkpoint.model_type in RELATIVE:
        return Limits(source=declared or RELATIVE_DEFAULT, target=RELATIVE_DEFAULT)
    source, target = _positions(checkpoint.config, checkpoint.model_type)
    if checkpoint.model_type == "led":
        source -= source % window_of(checkpoint)
    return Limits(source=min(source, declared or source), target=target)


def window_of(checkpoint: Checkpoint) -> int:
    """Tokens of LED's widest window, to a multiple of which it fills up every input."""
    window = checkpoint.config.get("attention_window", _DEFAULT_WINDOW)
    return max(window) if isinstance(window, list) else int(window)


def _declared(checkpoint: Checkpoint) -> int | None:
    """The tokenizer's own limit, where it states one."""
    length = checkpoint.read("tokenizer_config.json").get("model_max_length")
    return int(length) if isinstance(length, int | float) and 0 < length < _NO_LENGTH else None


def _positions(config: Mapping[str, Any], model_type: str) -> tuple[int, int]:
    if model_type == "encoder-decoder":
        encoder, decoder = config.get("encoder", {}), config.get("decoder", {})
        return _learned(encoder, "encoder"), _learned(decoder, "decoder")
    return _learned(config, "encoder"), _learned(config, "decoder")


def _learned(config: Mapping[str, Any], side: str) -> int:
    model_type = str(config.get("model_type", ""))
    for key in (f"max_{side}_position_embeddings", "max_position_embeddings", "n_positions"):
        if isinstance(config.get(key), int):
            return int(config[key]) - _OFFSET_POSITIONS.get(model_type, 0)
    return _DEFAULT_POSITIONS.get(model_type, _DEFAULT_SEQ2SEQ_POSITIONS)
