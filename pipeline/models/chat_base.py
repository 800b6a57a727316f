"""What engines of instruct models share: template, limits, and reading what came out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

from transformers import AutoTokenizer

from pipeline.errors import ModelError
from pipeline.models.batches import run_batched
from pipeline.models.chat import TRANSLATION_CONTEXT, ChatEngine, Message, Reply
from pipeline.models.checkpoint import Checkpoint
from pipeline.models.engine import ModelCard
from pipeline.models.quiet import quiet
from pipeline.models.seq2seq import BATCH_TOKENS

# What a config without positions is taken for; the oldest instruct models have as many.
_DEFAULT_CONTEXT = 2048
_NO_LENGTH = 1_000_000
# What ends a turn in the templates of Gemma, Qwen and Llama; not every config lists its own.
_TURN_ENDS = ("<end_of_turn>", "<turn|>", "<|im_end|>", "<|eot_id|>")
# What ends a thought where that is a token, whose text is left out of a reply.
_THOUGHT_ENDS = ("<channel|>", "</think>")


class ChatEngineBase(ABC):
    """A checkpoint with a chat template; an engine adds how to decode a batch of prompts.

    batch_tokens: prompt and reply tokens of one batch; what suits the device if None.
    """

    engine: ChatEngine

    def __init__(self, checkpoint: Checkpoint, device: str, batch_tokens: int | None) -> None:
        self._tokenizer = _open_tokenizer(checkpoint)
        self._ends = _ends(checkpoint, self._tokenizer)
        self._thought_ends = _ids(self._tokenizer, _THOUGHT_ENDS)
        self._card = checkpoint.card
        self._translates = "source_lang_code" in str(self._tokenizer.chat_template)
        context = _context(checkpoint)
        self._context = min(context, TRANSLATION_CONTEXT) if self._translates else context
        self._batch_tokens = batch_tokens or BATCH_TOKENS[device.partition(":")[0]]

    @property
    def card(self) -> ModelCard:
        """Which checkpoint this is."""
        return self._card

    @property
    def context(self) -> int:
        """The most tokens of a conversation and its reply together."""
        return self._context

    @property
    def translates(self) -> bool:
        """Whether its template asks for two languages, as TranslateGemma's does."""
        return self._translates

    def count(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, without those of the chat template."""
        if not texts:
            return []
        encoded = self._tokenizer(list(texts), add_special_tokens=False)
        return [len(ids) for ids in encoded["input_ids"]]

    def complete(
        self,
        prompts: Sequence[Sequence[Message]],
        max_new_tokens: int,
        schema: Mapping[str, Any] | None = None,
    ) -> list[Reply]:
        """The reply to each conversation, in order; the schema is only what the prompt says of it.

        Raises ModelError if a conversation and its reply do not fit the context.
        """
        ids = [self._encode(prompt) for prompt in prompts]
        longest = max(map(len, ids), default=0) + max_new_tokens
        if longest > self._context:
            raise ModelError(
                f"a prompt and its reply of {longest} tokens do not fit {self._card.id}, "
                f"which takes {self._context}",
                "split what is asked, or use a model with a longer context",
            )
        costs = [len(each) + max_new_tokens for each in ids]

        def work(batch: list[tuple[int, ...]]) -> list[Reply]:
            return self._generate(batch, max_new_tokens)

        return run_batched(ids, costs, self._batch_tokens, work)

    def _encode(self, prompt: Sequence[Message]) -> tuple[int, ...]:
        encoded = self._tokenizer.apply_chat_template(
            [_turn(message) for message in prompt],
            add_generation_prompt=True,
            return_dict=True,
            enable_thinking=False,  # Qwen's and others' templates know it, the rest ignores it
        )
        return tuple(encoded["input_ids"])

    @abstractmethod
    def _generate(self, batch: list[tuple[int, ...]], room: int) -> list[Reply]:
        """The greedy reply to each prompt, in at most `room` tokens."""

    def _reply(self, ids: list[int]) -> Reply:
        end = next((at for at, id_ in enumerate(ids) if id_ in self._ends), None)
        tokens = len(ids[:end])
        thought = max((at for at in range(tokens) if ids[at] in self._thought_ends), default=-1)
        said = ids[thought + 1 : end]
        text = self._tokenizer.decode(said, skip_special_tokens=True)
        return Reply(text, end is not None, tokens)


def _turn(message: Message) -> dict[str, Any]:
    """A turn as the template takes it; one with languages as TranslateGemma's does."""
    if message.languages is None:
        return {"role": message.role, "content": message.content}
    source, target = message.languages
    part = {
        "type": "text",
        "source_lang_code": source,
        "target_lang_code": target,
        "text": message.content,
    }
    return {"role": message.role, "content": [part]}


def _open_tokenizer(checkpoint: Checkpoint) -> Any:
    try:
        with quiet():
            tokenizer = AutoTokenizer.from_pretrained(
                checkpoint.folder, local_files_only=True, trust_remote_code=False
            )
    except Exception as error:  # each tokenizer library has its own way to fail on a broken file
        raise ModelError(
            f"the tokenizer of {checkpoint.id} cannot be used ({error})", "fetch the model again"
        ) from error
    if not tokenizer.chat_template:
        raise ModelError(
            f"{checkpoint.id} has no chat template",
            "choose an instruct model, or kind = 'seq2seq' for a translation model",
        )
    return tokenizer


def _ends(checkpoint: Checkpoint, tokenizer: Any) -> tuple[int, ...]:
    """The ids that end a reply: the checkpoint's own, the tokenizer's and those of known turns."""
    told = checkpoint.read("generation_config.json").get("eos_token_id")
    own = told if told is not None else checkpoint.config.get("eos_token_id")
    listed = own if isinstance(own, list) else [own]
    more = _ids(tokenizer, _TURN_ENDS)
    ends = dict.fromkeys(id_ for id_ in (*listed, tokenizer.eos_token_id, *more) if id_ is not None)
    if not ends:
        raise ModelError("the config names no end token", "choose another model")
    return tuple(ends)


def _ids(tokenizer: Any, tokens: Sequence[str]) -> list[int]:
    """The ids of those tokens that the tokenizer has."""
    vocabulary = tokenizer.get_vocab()
    return [vocabulary[token] for token in tokens if token in vocabulary]


def _context(checkpoint: Checkpoint) -> int:
    """Positions of the model, or fewer if its tokenizer says so."""
    config = checkpoint.config.get("text_config") or checkpoint.config
    positions = config.get("max_position_embeddings") or _DEFAULT_CONTEXT
    declared = checkpoint.read("tokenizer_config.json").get("model_max_length") or positions
    return int(min(positions, declared)) if declared < _NO_LENGTH else int(positions)
