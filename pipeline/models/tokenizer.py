"""Text to a checkpoint's pieces and back, the same for every engine and without truncation.

Where a checkpoint brings a `tokenizer.json` or Marian's SentencePiece models they are read
directly, since importing transformers takes seconds; anything else goes through `AutoTokenizer`.
Text that happens to look like a special token (`</s>`) is text here, never a command.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from pipeline.errors import ModelError
from pipeline.models.checkpoint import Checkpoint
from pipeline.models.tasks import Task, TaskPlan, plan_task

# What a tokenizer needs that does not come with Depesche.
_PACKAGES = {"fsmt": "sacremoses"}


class Tokenizer(Protocol):
    """What an engine needs of a tokenizer; ids are those of the model's embedding."""

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """The ids of each text, special tokens included."""
        ...

    def encode_output(self, text: str) -> list[int]:
        """The ids of the beginning of an output, without special tokens."""
        ...

    def decode(self, ids: Sequence[int]) -> str:
        """The text of an output, special tokens left out."""
        ...

    def piece(self, id_: int) -> str:
        """The piece of the vocabulary with this id."""
        ...

    def id(self, piece: str) -> int | None:
        """The id of a piece of the vocabulary; None if there is no such piece."""
        ...


def open_tokenizer(
    checkpoint: Checkpoint, task: Task, prefix: str | None = None
) -> tuple[Tokenizer, TaskPlan]:
    """The checkpoint's tokenizer, made ready for `task`, and the plan that it follows.

    Raises ModelError if the tokenizer's files cannot be used.
    """
    _require_package(checkpoint)
    try:
        bare = _bare(checkpoint)
        plan = plan_task(checkpoint, task, lambda piece: bare.id(piece) is not None, prefix)
        if plan.source_language:
            return _AutoTokenizer(checkpoint, plan.source_language), plan
    except ModelError:
        raise
    except Exception as error:  # each tokenizer library has its own way to fail on a broken file
        raise ModelError(
            f"the tokenizer of {checkpoint.id} cannot be used ({error})",
            "install what it names, or fetch the model again",
        ) from error
    return (_Prefixed(bare, plan.prefix) if plan.prefix else bare), plan


def _require_package(checkpoint: Checkpoint) -> None:
    package = _PACKAGES.get(checkpoint.model_type)
    if package and find_spec(package) is None:
        raise ModelError(
            f"the tokenizer of {checkpoint.id} needs {package}", f"pip install {package}"
        )


def _bare(checkpoint: Checkpoint) -> Tokenizer:
    if (checkpoint.folder / "tokenizer.json").is_file():
        return JsonTokenizer(checkpoint.folder / "tokenizer.json")
    separate = checkpoint.read("tokenizer_config.json").get("separate_vocabs", False)
    if checkpoint.model_type == "marian" and not separate:
        return _MarianTokenizer(checkpoint)
    return _AutoTokenizer(checkpoint)


class _Prefixed:
    """A tokenizer that puts a task's prefix before each text."""

    def __init__(self, inner: Tokenizer, prefix: str) -> None:
        self._inner = inner
        piece = inner.id(prefix)
        # A language mark such as >>eng<< is one piece, which its text would not be cut into.
        self._ids = [] if piece is None else [piece]
        self._text = prefix if piece is None else ""
        self.encode_output = inner.encode_output
        self.decode = inner.decode
        self.piece = inner.piece
        self.id = inner.id

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        encoded = self._inner.encode([self._text + text for text in texts])
        return [self._ids + ids for ids in encoded]


class _Shield:
    """Puts a space into special tokens that occur in a text and would come out as that token.

    Unigram vocabularies need it: they hold `</s>` as a piece among others. `special` gives the
    tokens and their ids.
    """

    def __init__(
        self, special: Mapping[str, int], encode: Callable[[Sequence[str]], list[list[int]]]
    ) -> None:
        names = sorted(special, key=len, reverse=True)
        frame, *encoded = encode(["", *names])
        risky = [
            re.escape(name)
            for name, ids in zip(names, encoded, strict=True)
            if ids.count(special[name]) > frame.count(special[name])
        ]
        self._risky = re.compile("|".join(risky)) if risky else None

    def __call__(self, texts: Sequence[str]) -> list[str]:
        if self._risky is None:
            return list(texts)
        return [self._risky.sub(lambda found: f"{found[0][:1]} {found[0][1:]}", t) for t in texts]


class JsonTokenizer:
    """A `tokenizer.json`, by the tokenizers library alone."""

    def __init__(self, file: Path) -> None:
        from tokenizers import Tokenizer as Backend

        self._backend = Backend.from_file(str(file))
        # A saved tokenizer may truncate or pad by itself, silently.
        self._backend.no_truncation()
        self._backend.no_padding()
        self._backend.encode_special_tokens = True
        added = self._backend.get_added_tokens_decoder().items()
        special = {token.content: id_ for id_, token in added if token.special}
        self._shield = _Shield(special, self._encode)

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """The ids of each text, special tokens included."""
        return self._encode(self._shield(texts))

    def _encode(self, texts: Sequence[str]) -> list[list[int]]:
        return [encoding.ids for encoding in self._backend.encode_batch(list(texts))]

    def encode_output(self, text: str) -> list[int]:
        """The ids of the beginning of an output, without special tokens."""
        shielded = self._shield([text])[0]
        return list(self._backend.encode(shielded, add_special_tokens=False).ids)

    def decode(self, ids: Sequence[int]) -> str:
        """The text of an output, special tokens left out."""
        return str(self._backend.decode(list(ids), skip_special_tokens=True))

    def piece(self, id_: int) -> str:
        """The piece of the vocabulary with this id."""
        return str(self._backend.id_to_token(id_) or "")

    def id(self, piece: str) -> int | None:
        """The id of a piece of the vocabulary; None if there is no such piece."""
        return self._backend.token_to_id(piece)


class _MarianTokenizer:
    """Marian's two SentencePiece models and the vocabulary that both share.

    The pieces of SentencePiece have ids of their own there, which the model does not know: the
    vocabulary alone numbers them.
    """

    def __init__(self, checkpoint: Checkpoint) -> None:
        from sentencepiece import SentencePieceProcessor

        folder = checkpoint.folder
        # By itself it starts a thread for each core of the machine, for every list of texts.
        open_ = partial(SentencePieceProcessor, num_threads=1)
        self._source = open_(model_file=str(folder / "source.spm"))
        self._target = open_(model_file=str(folder / "target.spm"))
        self._ids: dict[str, int] = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
        self._pieces: dict[int, str] = {id_: piece for piece, id_ in self._ids.items()}
        self._eos, self._unknown = self._ids["</s>"], self._ids["<unk>"]
        self._special = {self._ids[piece] for piece in ("</s>", "<pad>", "<unk>")}

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        cut = self._source.encode(list(texts), out_type=str)
        return [[*(self._ids.get(p, self._unknown) for p in pieces), self._eos] for pieces in cut]

    def encode_output(self, text: str) -> list[int]:
        pieces = self._target.encode(text, out_type=str)
        return [self._ids.get(piece, self._unknown) for piece in pieces]

    def decode(self, ids: Sequence[int]) -> str:
        pieces = [self._pieces[id_] for id_ in ids if id_ not in self._special]
        return str(self._target.decode_pieces(pieces)).replace("▁", " ").strip()

    def piece(self, id_: int) -> str:
        return self._pieces.get(id_, "")

    def id(self, piece: str) -> int | None:
        return self._ids.get(piece)


class _AutoTokenizer:
    """Any tokenizer that transformers knows, with the mark of the source language if it has one."""

    def __init__(self, checkpoint: Checkpoint, source_language: str | None = None) -> None:
        from transformers import AutoTokenizer

        settings: dict[str, Any] = {"src_lang": source_language} if source_language else {}
        self._backend: Any = AutoTokenizer.from_pretrained(
            checkpoint.folder,
            local_files_only=True,
            trust_remote_code=False,
            split_special_tokens=True,
            **settings,
        )
        added = self._backend.added_tokens_decoder.items()
        special = {token.content: id_ for id_, token in added if token.special}
        self._shield = _Shield(special, self._encode)

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        return self._encode(self._shield(texts))

    def _encode(self, texts: Sequence[str]) -> list[list[int]]:
        if not texts:  # which not every tokenizer of transformers takes
            return []
        encoded = self._backend(list(texts), truncation=False, padding=False, verbose=False)
        return [list(ids) for ids in encoded["input_ids"]]

    def encode_output(self, text: str) -> list[int]:
        shielded = self._shield([text])[0]
        encoded = self._backend(text_target=shielded, add_special_tokens=False, verbose=False)
        return list(encoded["input_ids"])

    def decode(self, ids: Sequence[int]) -> str:
        return str(
            self._backend.decode(
                list(ids), skip_special_tokens=True, clean_up_tokenization_spaces=False
            )
        )

    def piece(self, id_: int) -> str:
        return str(self._backend.convert_ids_to_tokens(id_))

    def id(self, piece: str) -> int | None:
        id_ = self._backend.convert_tokens_to_ids(piece)
        unknown = id_ == self._backend.unk_token_id and piece != self._backend.unk_token
        return None if id_ is None or unknown else int(id_)
