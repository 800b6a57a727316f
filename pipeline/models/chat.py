"""What every instruct model offers, here or on a server: conversations in, replies out."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from pipeline.models.engine import ModelCard

ChatEngine = Literal["torch", "ctranslate2", "server"]


TRANSLATION_CONTEXT = 4000
"""Tokens of a text and its translation together: TranslateGemma was trained on 2,000 of input."""


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation; `languages` is for models that translate and do nothing else."""

    role: Literal["system", "user", "assistant"]
    content: str
    languages: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model answered, its tokens, and whether it ended by itself rather than was cut."""

    text: str
    finished: bool
    tokens: int


class Chat(Protocol):
    """A loaded instruct model, or one that a server runs."""

    @property
    def engine(self) -> ChatEngine:
        """What computes."""
        ...

    @property
    def card(self) -> ModelCard:
        """Which model this is."""
        ...

    @property
    def context(self) -> int:
        """The most tokens of a conversation and its reply together."""
        ...

    @property
    def translates(self) -> bool:
        """Whether it translates what it is given and can be asked for nothing else."""
        ...

    def count(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text; an upper estimate where only a server knows."""
        ...

    def complete(
        self,
        prompts: Sequence[Sequence[Message]],
        max_new_tokens: int,
        schema: Mapping[str, Any] | None = None,
    ) -> list[Reply]:
        """The reply to each conversation, in order, decoded greedily.

        `schema` is the JSON schema that a reply should follow, where the model can be held to it.
        Raises ModelError if a conversation and its reply do not fit the context, since a silent
        truncation would lose text, or if the model cannot be reached.
        """
        ...


def literal(text: str) -> str:
    """`text` as a JSON string for a prompt, in which it can pose as nothing else.

    `<`, `>` and `[` are written as escapes: the marks of every chat template (`<|im_start|>`,
    `</s>`, `[INST]`) have one, and so has whatever delimits data in a prompt.
    """
    escaped = json.dumps(text, ensure_ascii=False)
    return re.sub(r"[<>\[]", lambda match: f"\\u{ord(match[0]):04x}", escaped)


def harmless(text: str) -> str:
    """`text` with a space in whatever could be a mark of a template, for a prompt that is all text.

    A model that only translates cannot be told to leave JSON alone, so that here a "<" before a
    letter stands off from it: "<end_of_turn>" is "< end_of_turn>", and "a < b" what it was.
    """
    return re.sub(r"<(?=[^\W\d]|[/|<])", "< ", text)
