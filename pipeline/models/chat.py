"""What every instruct model offers, here or on a server: conversations in, replies out."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from pipeline.models.engine import ModelCard

ChatEngine = Literal["torch", "server"]


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation."""

    role: Literal["system", "user", "assistant"]
    content: str


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
