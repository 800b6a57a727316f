"""What an architecture must be told to translate German to English, or to summarize German."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from pipeline.models.checkpoint import Checkpoint

Task = Literal["translate", "summarize"]


@dataclass(frozen=True, slots=True)
class TaskPlan:
    """How to put a text to a checkpoint.

    prefix: text, or one piece of the vocabulary, before each input.
    source_language: the code the tokenizer marks an input with; None where there is no such mark.
    target_language: the code of the output's language.
    forced_bos_token: the piece that every output begins with.
    start_token: the piece the decoder starts from where it is not the checkpoint's own (mBART-25).
    """

    prefix: str = ""
    source_language: str | None = None
    target_language: str | None = None
    forced_bos_token: str | None = None
    start_token: str | None = None


# How each family of multilingual tokenizers writes (German, English).
_CODES = {"m2m_100": ("de", "en"), "mbart": ("de_DE", "en_XX"), "nllb": ("deu_Latn", "eng_Latn")}
# OPUS-MT names the target language in the input, in two- or three-letter codes.
_MARIAN_TARGETS = (">>eng<<", ">>en<<")
_MADLAD_TARGET = "<2en>"
_T5_PREFIXES: dict[Task, str] = {
    "translate": "translate German to English: ",
    "summarize": "summarize: ",
}
_T5_FAMILY = frozenset({"t5", "mt5", "umt5"})


def plan_task(
    checkpoint: Checkpoint, task: Task, has: Callable[[str], bool], prefix: str | None = None
) -> TaskPlan:
    """The plan for `task`; `has` says whether the tokenizer knows a piece.

    `prefix` overrides the family's usual one (an empty string switches it off).
    """
    if prefix is None:
        prefix = _prefix(checkpoint, task, has)
    german, english = _language_codes(checkpoint.model_type, has)
    target = english if task == "translate" else german
    if target is None:
        return TaskPlan(prefix=prefix)
    first = f"__{target}__" if checkpoint.model_type == "m2m_100" and has("__en__") else target
    if starts_with_language(checkpoint):
        return TaskPlan(prefix, german, target, start_token=first)
    return TaskPlan(prefix, german, target, forced_bos_token=first)


def _prefix(checkpoint: Checkpoint, task: Task, has: Callable[[str], bool]) -> str:
    if checkpoint.model_type == "marian" and task == "translate":
        return next((piece for piece in _MARIAN_TARGETS if has(piece)), "")
    if checkpoint.model_type not in _T5_FAMILY:
        return ""
    if task == "translate" and has(_MADLAD_TARGET):
        return _MADLAD_TARGET
    return _T5_PREFIXES[task]


def _language_codes(
    model_type: str, has: Callable[[str], bool]
) -> tuple[str, str] | tuple[None, None]:
    """German and English as this tokenizer writes them; nothing for one without languages."""
    if model_type == "m2m_100" and has("deu_Latn"):
        return _CODES["nllb"]
    if model_type == "m2m_100" or (model_type == "mbart" and has("de_DE")):
        return _CODES[model_type]
    return None, None


def starts_with_language(checkpoint: Checkpoint) -> bool:
    """Whether the decoder starts from the output's language, as mBART-25's does.

    mBART-50 and the others write the language as their first piece instead.
    """
    named = checkpoint.read("tokenizer_config.json").get("tokenizer_class", "")
    return checkpoint.model_type == "mbart" and str(named).startswith("MBartTokenizer")
