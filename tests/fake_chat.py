"""A fake instruct model: answers by a function of its prompt, counts a token a word."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pipeline.models.chat import Message, Reply
from pipeline.models.engine import ModelCard


class FakeChat:
    """`answer` gets the data of a prompt (the list between its marks) and gives the reply.

    It fails as a real one does where a prompt and its reply do not fit the context.
    """

    engine = "torch"
    card = ModelCard("fake-chat", "1")
    translates = False

    def __init__(
        self,
        answer: Callable[[Any], str],
        context: int = 4000,
        finished: bool = True,
    ) -> None:
        self.context = context
        self.prompts: list[str] = []
        self.asked: list[list[dict[str, Any]]] = []
        self.calls = 0
        self._answer, self._finished = answer, finished

    def count(self, texts: Sequence[str]) -> list[int]:
        return [len(re.findall(r"\w+|[^\w\s]", text)) for text in texts]

    def complete(
        self,
        prompts: Sequence[Sequence[Message]],
        max_new_tokens: int,
        schema: Mapping[str, Any] | None = None,
    ) -> list[Reply]:
        assert schema is not None
        self.calls += 1
        return [self._reply(prompt, max_new_tokens) for prompt in prompts]

    def _reply(self, prompt: Sequence[Message], room: int) -> Reply:
        [message] = prompt
        assert message.role == "user"
        assert self.count([message.content])[0] + room <= self.context, "would be truncated"
        found = re.findall(
            r"<(?:texts|article)>\n(.*)\n</(?:texts|article)>", message.content, re.S
        )
        assert len(found) == 1, "the data posed as more than data"
        rows = json.loads(found[0])
        self.prompts.append(message.content)
        self.asked.append(rows)
        text = self._answer(rows)
        return Reply(text, self._finished, len(text.split()))


class FakeTranslator(FakeChat):
    """A model that only translates: gets a text as it is, and answers with `answer` of it."""

    translates = True

    def complete(
        self,
        prompts: Sequence[Sequence[Message]],
        max_new_tokens: int,
        schema: Mapping[str, Any] | None = None,
    ) -> list[Reply]:
        assert schema is None
        self.calls += 1
        replies = []
        for [message] in prompts:
            assert message.languages == ("de", "en")
            assert self.count([message.content])[0] + max_new_tokens <= self.context
            self.prompts.append(message.content)
            text = self._answer(message.content)
            replies.append(Reply(text, self._finished, len(text.split())))
        return replies
