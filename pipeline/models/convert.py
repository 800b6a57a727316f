"""A Hugging Face checkpoint -> CTranslate2's format, once, in the user's cache.

The result lies at `ctranslate2/ID/REVISION-QUANTIZATION` there.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from pipeline.errors import ModelError
from pipeline.models.cache import made_once
from pipeline.models.checkpoint import Checkpoint
from pipeline.models.pickled import link, readable
from pipeline.models.tasks import starts_with_language

CONVERTIBLE = frozenset({"marian", "bart", "mbart", "m2m_100", "pegasus", "t5", "mt5"})
GENERATORS = frozenset({"llama", "qwen3"})
"""Decoders of which CTranslate2 gives what PyTorch gives; of Gemma 3 (4.8.5) it does not."""

# transformers 5 knows these by the architecture and no longer writes them to config.json, but
# CTranslate2's loaders read them.
_NORMALIZATION = {
    "bart": {"normalize_before": False, "normalize_embedding": True},
    "mbart": {"normalize_before": True, "normalize_embedding": True},
    "pegasus": {"normalize_before": True, "normalize_embedding": False},
}


def is_convertible(checkpoint: Checkpoint) -> bool:
    """Whether CTranslate2 runs this architecture."""
    separate = checkpoint.read("tokenizer_config.json").get("separate_vocabs", False)
    return checkpoint.model_type in CONVERTIBLE and not separate


def converted(checkpoint: Checkpoint, quantization: str) -> Path:
    """The checkpoint in CTranslate2's format, converted now if it never was.

    `quantization` is one of CTranslate2's, such as int8, float16 or float32. Raises ModelError if
    the architecture has no conversion, the weights cannot be read or the cache cannot be written.
    """
    if not is_convertible(checkpoint) and checkpoint.model_type not in GENERATORS:
        raise ModelError(
            f"CTranslate2 does not run {checkpoint.model_type} ({checkpoint.id})",
            "use the torch engine",
        )

    def make(folder: Path) -> None:
        with readable(checkpoint) as shown, tempfile.TemporaryDirectory() as name:
            overlay = Path(name, "source")
            _overlay(checkpoint, shown, overlay)
            _convert(checkpoint, overlay, folder, quantization)
        if checkpoint.model_type in CONVERTIBLE:
            _state_special_tokens(checkpoint, folder)

    return made_once("ctranslate2", checkpoint.id, f"{checkpoint.revision}-{quantization}", make)


def _overlay(checkpoint: Checkpoint, shown: Path, folder: Path) -> None:
    """The files that `shown` has in `folder`, with a config.json that CTranslate2 understands."""
    folder.mkdir()
    for path in shown.iterdir():
        if path.is_file() and path.name != "config.json":
            link(path, folder / path.name)
    config = _NORMALIZATION.get(checkpoint.model_type, {}) | dict(checkpoint.config)
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")


def _convert(checkpoint: Checkpoint, source: Path, made: Path, quantization: str) -> None:
    from pipeline.models.quiet import quiet

    try:
        with quiet():
            _converter(source).convert(str(made), quantization=quantization, force=True)
    except OSError as error:
        if error.errno is None:  # transformers says so for weights that it cannot read
            raise _unconvertible(checkpoint, error) from error
        raise
    except Exception as error:  # what a broken file raises depends on where it is broken
        raise _unconvertible(checkpoint, error) from error


def _converter(source: Path) -> Any:
    """CTranslate2's converter, corrected where it has not followed transformers 5."""
    from ctranslate2.converters import TransformersConverter

    class Converter(TransformersConverter):  # type: ignore[misc]
        def load_model(self, model_class: Any, name: str, **settings: Any) -> Any:
            model = model_class.from_pretrained(
                name, local_files_only=True, weights_only=True, **settings
            )
            # T5 scales its output where embeddings are tied, CTranslate2 holds; but transformers 5
            # ties those of T5 1.1 and mT5 too, which do not scale, and says so by another name.
            if model.config.model_type == "mt5":
                model.config.tie_word_embeddings = False
            if model.config.model_type == "t5":
                model.config.tie_word_embeddings = model.config.scale_decoder_outputs
            return model

        def load_tokenizer(self, tokenizer_class: Any, name: str, **settings: Any) -> Any:
            tokenizer = tokenizer_class.from_pretrained(name, local_files_only=True, **settings)
            # M2M100 no longer counts its language marks as a part of the vocabulary.
            marks = getattr(tokenizer, "lang_token_to_id", {})
            vocabulary = {**tokenizer.get_vocab(), **marks}
            tokenizer.get_vocab = lambda: vocabulary
            return tokenizer

    return Converter(str(source))


def _unconvertible(checkpoint: Checkpoint, error: Exception) -> ModelError:
    problem = str(error).strip().partition("\n")[0]
    return ModelError(
        f"{checkpoint.id} cannot be converted for CTranslate2 ({problem})",
        "use the torch engine, or fetch the model again",
    )


def _state_special_tokens(checkpoint: Checkpoint, made: Path) -> None:
    """Name the start tokens that the converter leaves open.

    It takes every mBART without a named tokenizer for mBART-25, whose decoder starts from a
    language that each call gives, and asks mBART-50's tokenizer for a start of text that it lacks.
    """
    path = made / "config.json"
    config: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    vocabulary = json.loads((made / "shared_vocabulary.json").read_text(encoding="utf-8"))
    names = {"bos_token": "bos_token_id", "decoder_start_token": "decoder_start_token_id"}
    for name, key in names.items():
        id_ = checkpoint.config.get(key)
        if name in config and config[name] is None and id_ is not None:
            config[name] = vocabulary[id_]
    if starts_with_language(checkpoint):
        config["decoder_start_token"] = None
    path.write_text(json.dumps(config), encoding="utf-8")
