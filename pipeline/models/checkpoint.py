"""A model id -> the complete checkpoint folder behind it, with a pinned revision.

Nothing here touches the network unless asked to, and nothing that can carry code is accepted:
weights are safetensors, or `pytorch_model.bin` that is later read with `weights_only=True`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.errors import ModelError
from pipeline.models.engine import ModelCard
from pipeline.models.hub import find, pull

EMBEDDED = "embedded"
EMBEDDED_FOLDER = Path(__file__).parent / "embedded"

_REVISION_LENGTH = 12
_TOKENIZER_FILES = (
    "tokenizer.json",
    "tokenizer_config.json",
    "chat_template.jinja",
    "special_tokens_map.json",
    "added_tokens.json",
    "vocab.json",
    "vocab.txt",
    "vocab-src.json",
    "vocab-tgt.json",
    "target_vocab.json",
    "merges.txt",
    "source.spm",
    "target.spm",
    "spiece.model",
    "sentencepiece.bpe.model",
)
# Each alternative is a set of files that together make a tokenizer.
_TOKENIZERS: dict[str, tuple[tuple[str, ...], ...]] = {
    "marian": (("source.spm", "target.spm", "vocab.json"),),
    "fsmt": (("vocab-src.json", "vocab-tgt.json", "merges.txt"),),
}
_ANY_TOKENIZER: tuple[tuple[str, ...], ...] = (
    ("tokenizer.json",),
    ("sentencepiece.bpe.model",),
    ("spiece.model",),
    ("vocab.json", "merges.txt"),
    ("vocab.txt",),
)
_SAFETENSORS = "model.safetensors"
_PICKLED = "pytorch_model.bin"
_UNREADABLE = (".pt", ".pth", ".pkl", ".ckpt", ".h5", ".msgpack", ".bin", ".ot")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A folder that holds a whole model: config, tokenizer and weights.

    `revision` is the commit of a Hub snapshot, else the first 12 hex digits of a SHA-256.
    """

    id: str
    folder: Path
    revision: str
    model_type: str
    weights: tuple[Path, ...]
    config: Mapping[str, Any] = field(repr=False, compare=False)

    @property
    def card(self) -> ModelCard:
        """Licence and quality as depesche.json says, else the licence of README's front matter."""
        told = self.read("depesche.json")
        return ModelCard(
            id=self.id,
            revision=self.revision,
            licence=str(told.get("licence", "")) or _licence_in_readme(self.folder),
            quality=str(told.get("quality", "")),
        )

    def read(self, name: str) -> dict[str, Any]:
        """The JSON object in the folder's file `name`; empty if there is no such file."""
        path = self.folder / name
        return _read_json(path) if path.is_file() else {}


def resolve(model_id: str, revision: str | None = None, *, offline: bool = True) -> Checkpoint:
    """The checkpoint that `model_id` names: `embedded`, a local folder, or a Hub id.

    A Hub id is looked up in the local Hugging Face cache; with `offline=False` it is fetched.
    `revision` is a branch, tag or commit of a Hub id.

    Raises ModelError if a file is missing or broken, or if the checkpoint wants to run code.
    """
    found = _examine(model_id, revision, offline=offline)
    return Checkpoint(
        id=_name(model_id, found.folder),
        folder=found.folder,
        revision=_revision(model_id, found),
        model_type=found.model_type,
        weights=found.weights,
        config=found.config,
    )


def is_cached(model_id: str, revision: str | None = None) -> bool:
    """Whether `model_id` is on this machine, complete."""
    try:
        _examine(model_id, revision, offline=True)
    except ModelError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Examined:
    folder: Path
    model_type: str
    weights: tuple[Path, ...]
    config: dict[str, Any]


def _examine(model_id: str, revision: str | None, *, offline: bool) -> _Examined:
    folder = _locate(model_id, revision, offline=offline)
    remedy = _remedy(model_id)
    if not (folder / "config.json").is_file():
        raise ModelError(f"{model_id} has no config.json", remedy)
    config = _read_json(folder / "config.json")
    _refuse_code(model_id, folder, config)
    model_type = str(config.get("model_type", ""))
    if not model_type:
        raise ModelError(f"config.json of {model_id} has no model_type", remedy)
    weights = _weights(model_id, folder)
    _require_tokenizer(model_id, folder, model_type)
    return _Examined(folder, model_type, weights, config)


def _locate(model_id: str, revision: str | None, *, offline: bool) -> Path:
    if model_id == EMBEDDED:
        if not EMBEDDED_FOLDER.is_dir():
            raise ModelError("the embedded model is not there", _remedy(model_id))
        return EMBEDDED_FOLDER
    folder = Path(model_id).expanduser()
    if folder.is_dir():
        return folder.resolve()
    if model_id.startswith((".", "/", "~")) or model_id.count("/") > 1:
        raise ModelError(f"there is no model folder {model_id}", "name a folder that exists")
    return _locate_in_hub_cache(model_id, revision, offline=offline)


def _locate_in_hub_cache(model_id: str, revision: str | None, *, offline: bool) -> Path:
    if not offline:
        return pull(model_id, revision)
    folder = find(model_id, revision)
    if folder is None:
        where = f"revision {revision} of {model_id}" if revision else model_id
        raise ModelError(f"{where} is not on this machine", _remedy(model_id, revision))
    return folder


def _remedy(model_id: str, revision: str | None = None) -> str:
    if model_id == EMBEDDED:
        return "install depesche again"
    if Path(model_id).expanduser().is_dir():
        return "complete the folder, or fetch a model with `depesche models pull ID`"
    option = f" --revision {revision}" if revision else ""
    return f"run `depesche models pull {model_id}{option}`"


def _name(model_id: str, folder: Path) -> str:
    """The id for records: a folder is called by its name, since paths differ between machines."""
    return folder.name if Path(model_id).expanduser().is_dir() else model_id


def _licence_in_readme(folder: Path) -> str:
    readme = folder / "README.md"
    if not readme.is_file():
        return ""
    front_matter = re.match(
        r"---\n(.*?)\n---", readme.read_text(encoding="utf-8", errors="replace"), re.DOTALL
    )
    licence = front_matter and re.search(r"^license:[ \t]*(\S+)", front_matter[1], re.MULTILINE)
    return licence[1].strip("\"'") if licence else ""


def _read_json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"{path} cannot be read ({error})", "fetch the model again") from error
    if not isinstance(content, dict):
        raise ModelError(f"{path} holds no JSON object", "fetch the model again")
    return content


def _refuse_code(model_id: str, folder: Path, config: Mapping[str, Any]) -> None:
    settings = folder / "tokenizer_config.json"
    tokenizer = _read_json(settings) if settings.is_file() else {}
    if "auto_map" in config or "auto_map" in tokenizer:
        raise ModelError(
            f"{model_id} brings its own code (auto_map), which is never run",
            "use a model whose architecture is a part of transformers",
        )


def _weights(model_id: str, folder: Path) -> tuple[Path, ...]:
    for single in (_SAFETENSORS, _PICKLED):
        index = folder / f"{single}.index.json"
        if (folder / single).is_file():
            names = [single]
        elif index.is_file():
            names = sorted(set(_read_json(index).get("weight_map", {}).values()))
        else:
            continue
        return tuple(_checked(model_id, folder, name) for name in names)
    other = sorted(p.name for p in folder.iterdir() if p.suffix in _UNREADABLE)
    if other:
        raise ModelError(
            f"the weights of {model_id} ({', '.join(other)}) could run code or are of another "
            "framework, and are not read",
            f"save the model as {_SAFETENSORS}",
        )
    raise ModelError(f"{model_id} has no {_SAFETENSORS}", _remedy(model_id))


def _checked(model_id: str, folder: Path, name: str) -> Path:
    path = folder / name
    if Path(name).name != name or not path.is_file():
        raise ModelError(f"{model_id} has no {name}", _remedy(model_id))
    if path.suffix == ".safetensors" and not _is_whole(path):
        raise ModelError(f"{path} is cut off or damaged", f"delete it and {_remedy(model_id)}")
    return path


def _is_whole(path: Path) -> bool:
    """Whether a safetensors file is as long as its header says (a broken download is not)."""
    size = path.stat().st_size
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if length > size - 8:
            return False
        try:
            header = json.loads(file.read(length))
            ends = [entry["data_offsets"][1] for k, entry in header.items() if k != "__metadata__"]
        except (ValueError, TypeError, KeyError, IndexError, AttributeError):
            return False
    return size == 8 + length + max(ends, default=0)


def _require_tokenizer(model_id: str, folder: Path, model_type: str) -> None:
    alternatives = _TOKENIZERS.get(model_type, _ANY_TOKENIZER)
    for names in alternatives:
        if all((folder / name).is_file() for name in names):
            return
    missing = next(name for name in alternatives[0] if not (folder / name).is_file())
    raise ModelError(f"{model_id} has no tokenizer ({missing} is missing)", _remedy(model_id))


def _revision(model_id: str, found: _Examined) -> str:
    if found.folder.parent.name == "snapshots":
        return found.folder.name
    if model_id == EMBEDDED:
        return _digest(found.weights)
    described = [found.folder / name for name in ("config.json", *_TOKENIZER_FILES)]
    return _digest([*(path for path in described if path.is_file()), *found.weights])


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()[:_REVISION_LENGTH]
