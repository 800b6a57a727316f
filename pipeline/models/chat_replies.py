"""Reading a reply: thinking, preambles and code fences set aside."""

from __future__ import annotations

import json
import re
from typing import Any

# Gemma 4 thinks in a channel, which it opens even where it does not think.
_CHANNEL = re.compile(r"<\|channel>.*?(?:<channel\|>|\Z)", re.DOTALL)
_THOUGHT = re.compile(r"<(think|thinking|reasoning)>.*?(?:</\1>|\Z)", re.DOTALL)
# Some templates open the thought in the prompt, so that a reply only closes it.
_ONLY_CLOSED = re.compile(r"\A.*(?:</(?:think|thinking|reasoning)>|<channel\|>)", re.DOTALL)
_FENCE = re.compile(r"\A```\w*[ \t]*\n?(.*?)\n?```\Z", re.DOTALL)
_PREAMBLE = re.compile(r"\A[^\n]{1,120}:[ \t]*\n+(?=\S)")
_QUOTES = {'"': '"', "„": "“", "“": "”", "»": "«", "«": "»"}


def without_thinking(reply: str) -> str:
    """The reply without the model's thoughts; empty if it was cut off while thinking."""
    return _ONLY_CLOSED.sub("", _THOUGHT.sub("", _CHANNEL.sub("", reply))).strip()


def rows(reply: str, key: str) -> list[Any] | None:
    """The list under `key` of the first JSON object in the reply, or the first list of objects.

    None if there is neither, or if what looks like it is broken off.
    """
    text = without_thinking(reply)
    decoder = json.JSONDecoder()
    at = 0
    while match := re.compile(r"[\[{]").search(text, at):
        try:
            value, at = decoder.raw_decode(text, match.start())
        except ValueError:
            at = match.end()
            continue
        found = value.get(key) if isinstance(value, dict) else value
        if isinstance(found, list) and all(isinstance(row, dict) for row in found):
            return found
    return None


def plain(reply: str) -> str:
    """The reply of a model that does not write JSON: without fences, "Here is …:", and quotes."""
    text = without_thinking(reply)
    if fenced := _FENCE.match(text):
        text = fenced[1].strip()
    text = _PREAMBLE.sub("", text).strip()
    closing = _QUOTES.get(text[:1])
    if closing and len(text) > 1 and text.endswith(closing) and text[1:-1].count(closing) == 0:
        text = text[1:-1]
    return text.strip()
