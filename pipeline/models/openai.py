"""An instruct model on any server that speaks OpenAI's chat completions: vLLM, llama.cpp, Ollama.

The key comes from the environment alone (DEPESCHE_CHAT_KEY), so that no profile, record or report
can hold it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2

from pipeline.errors import ModelError
from pipeline.models.chat import TRANSLATION_CONTEXT, ChatEngine, Message, Reply
from pipeline.models.chat_served import KEY, URL, Served
from pipeline.models.engine import ModelCard
from pipeline.models.translation_prompt import is_translation_model, translation_body

_AT_ONCE = 8
_CONNECT, _READ = 10.0, 300.0  # seconds; a long reply of a slow server takes minutes
_WAITS = (1.0, 3.0, 9.0, 20.0)  # seconds before another attempt, where the server does not say
_LONGEST_WAIT = 60.0
_TRANSIENT = frozenset({408, 429, 500, 502, 503, 504})
_UNWANTED = frozenset({400, 422})
# A server that does not say its context has at least this much, in tokens.
_DEFAULT_CONTEXT = 4096
# Tokenizers make two or more bytes of German or English a token.
_BYTES_A_TOKEN = 2


class ServerChat:
    """Asks a server, up to eight conversations at once; waits and asks again while it is busy.

    Opening it asks for the server's models, which finds a wrong address, key or name at once.
    Raises ModelError with the remedy.
    """

    engine: ChatEngine = "server"

    def __init__(self, model: Served) -> None:
        self._model = model
        key = os.environ.get(KEY)
        self._client = httpx2.Client(
            base_url=model.url,
            headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=httpx2.Timeout(_READ, connect=_CONNECT),
        )
        self._holds_to_schemas = True
        self._waits: tuple[float, ...] = _WAITS
        self._context = self._find_context()

    @property
    def card(self) -> ModelCard:
        """Which model the server was asked for."""
        return self._model.card

    @property
    def context(self) -> int:
        """What the server says; 4096 if it does not."""
        return min(self._context, TRANSLATION_CONTEXT) if self.translates else self._context

    @property
    def translates(self) -> bool:
        """Whether it is TranslateGemma, by its name."""
        return is_translation_model(self._model.id)

    def count(self, texts: Sequence[str]) -> list[int]:
        """At most so many tokens for each text: the tokenizer is on the server."""
        return [len(text.encode()) // _BYTES_A_TOKEN + 1 for text in texts]

    def complete(
        self,
        prompts: Sequence[Sequence[Message]],
        max_new_tokens: int,
        schema: Mapping[str, Any] | None = None,
    ) -> list[Reply]:
        """The reply to each conversation, in order.

        Raises ModelError if the server cannot be reached, refuses, or gives no completion.
        """
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            return list(pool.map(lambda prompt: self._ask(prompt, max_new_tokens, schema), prompts))

    def _ask(
        self, prompt: Sequence[Message], max_new_tokens: int, schema: Mapping[str, Any] | None
    ) -> Reply:
        body: dict[str, Any] = {
            "model": self._model.id,
            "temperature": 0,
            "max_tokens": max_new_tokens,
        }
        if self.translates:
            asked = body | translation_body(self._model.id, prompt[-1])
            return _reply(self._accepted(self._send("POST", "chat/completions", asked)))
        body["messages"] = [{"role": m.role, "content": m.content} for m in prompt]
        more = _holding(schema) if self._holds_to_schemas else {}
        response = self._send("POST", "chat/completions", body | more)
        if more and response.status_code in _UNWANTED:
            response = self._send("POST", "chat/completions", body)
            # Not every server knows these two fields; the prompt asks for the same in words.
            self._holds_to_schemas = response.status_code in _UNWANTED
        return _reply(self._accepted(response))

    def _find_context(self) -> int:
        response = self._send("GET", "models")
        if response.status_code in (404, 405):  # not every server lists its models
            return _DEFAULT_CONTEXT
        listed = self._accepted(response).get("data")
        models = [m for m in listed if isinstance(m, dict)] if isinstance(listed, list) else []
        names = [str(m.get("id")) for m in models]
        if models and self._model.id not in names:
            raise ModelError(
                f"{self._model.url} does not serve {self._model.id}",
                f"set the profile's model to one of {', '.join(names[:5])}",
            )
        told = next((m.get("max_model_len") for m in models if m["id"] == self._model.id), None)
        return told if isinstance(told, int) and told > 0 else _DEFAULT_CONTEXT

    def _send(self, method: str, path: str, body: Any = None) -> httpx2.Response:
        """The server's answer; while it is busy or out of reach, after waiting and trying again.

        Once all that waiting was in vain, later calls try but once, until one succeeds: a dead
        server must not hold up a night article by article.
        """
        for wait in (*self._waits, None):
            try:
                response = self._client.request(method, path, json=body)
            except httpx2.ReadTimeout as error:
                raise self._silent() from error
            except httpx2.HTTPError as error:
                if wait is None:
                    self._waits = ()
                    raise self._unreachable(error) from error
            else:
                busy = response.status_code in _TRANSIENT
                if wait is None or not busy:
                    self._waits = () if busy else _WAITS
                    return response
                told = response.headers.get("Retry-After", "")
                wait = min(float(told), _LONGEST_WAIT) if told.isdigit() else wait
            time.sleep(wait)
        raise AssertionError("the last attempt returns or raises")

    def _silent(self) -> ModelError:
        return ModelError(
            f"{self._model.url} took more than {_READ:.0f} seconds for a reply",
            "use a smaller model or a faster server",
        )

    def _unreachable(self, error: Exception) -> ModelError:
        return ModelError(
            f"{self._model.url} does not answer ({type(error).__name__})",
            f"start the server, or set {URL} to where it runs",
        )

    def _accepted(self, response: httpx2.Response) -> dict[str, Any]:
        """The JSON object of a good answer. Raises ModelError for any other."""
        status, url = response.status_code, self._model.url
        if status in (401, 403):
            raise ModelError(f"{url} refuses the key ({status})", f"set {KEY} to a valid one")
        if status == 404:
            raise ModelError(
                f"{url} knows no {self._model.id}",
                "check the model's name and that URL ends in /v1",
            )
        if status == 429:
            raise ModelError(f"{url} limits how often one may ask", "try again later")
        if status >= 500:
            raise ModelError(f"{url} fails ({status})", "look into the server's log")
        try:
            value = response.json()
        except ValueError:
            value = None
        if status >= 300 or not isinstance(value, dict):
            raise ModelError(
                f"{url} does not accept the request ({status}{_said(value)})",
                "check the address, and that the server's context holds 4096 tokens",
            )
        return value


def _holding(schema: Mapping[str, Any] | None) -> dict[str, Any]:
    """What holds a reply to the schema, and a model that would think first to its answer."""
    more: dict[str, Any] = {"chat_template_kwargs": {"enable_thinking": False}}
    if schema is not None:
        named = {"name": "reply", "schema": schema, "strict": True}
        more["response_format"] = {"type": "json_schema", "json_schema": named}
    return more


def _said(value: Any) -> str:
    error = value.get("error", value) if isinstance(value, dict) else None
    message = error.get("message") if isinstance(error, dict) else error
    return f": {str(message)[:200]}" if message else ""


def _reply(value: dict[str, Any]) -> Reply:
    try:
        choice = value["choices"][0]
        text = choice["message"].get("content") or ""
        tokens = (value.get("usage") or {}).get("completion_tokens") or 0
        return Reply(str(text), choice.get("finish_reason") != "length", int(tokens))
    except (KeyError, IndexError, TypeError, AttributeError, ValueError) as error:
        raise ModelError(
            "the server's answer is no chat completion", "check that its address ends in /v1"
        ) from error
