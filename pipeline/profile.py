"""Profiles: which models do the work, and how. One TOML file each, in `configs/`."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import UsageError

Order = Literal["summarize-translate", "translate-summarize"]
EngineChoice = Literal["auto", "torch", "ctranslate2"]
DigestForm = Literal["html", "md", "text", "eml", "atom", "jsonfeed"]

_ROOT = Path(__file__).resolve().parent


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TranslatorChoice(_Part):
    """The model that translates German to English, and how it searches."""

    kind: Literal["seq2seq", "chat"] = Field("seq2seq", description="`chat`: an instruct model")
    model: str = Field("auto", description="Hub id, folder, `embedded`, or `auto`")
    url: str | None = Field(None, description="OpenAI-compatible server that runs a `chat` model")
    revision: str | None = Field(None, description="Pinned commit of the Hub repository")
    engine: EngineChoice = Field("auto", description="`auto` takes CTranslate2 where it can")
    quantization: str = Field("auto", description="CTranslate2 type; `auto`: int8, GPU float16")
    prefix: str | None = Field(
        None, description="Task prefix of T5-like models, where it is unusual"
    )
    beam: int = Field(4, ge=1, le=16, description="Hypotheses kept at each step; 1 is greedy")
    length_penalty: float = Field(1.0, ge=0.0, le=3.0, description="Above 1 favours longer output")


class SummarizerChoice(_Part):
    """What summarizes: sentences of the article itself, or a model's own words."""

    kind: Literal["extractive", "abstractive", "chat"] = "extractive"
    model: str | None = Field(None, description="Hub id or folder of a model that summarizes")
    url: str | None = Field(None, description="OpenAI-compatible server that runs a `chat` model")
    revision: str | None = Field(None, description="Pinned commit of the Hub repository")
    engine: EngineChoice = Field("auto", description="`auto` takes CTranslate2 where it can")
    prefix: str | None = Field(None, description="Task prefix, e.g. `summarize: `")
    beam: int = Field(4, ge=1, le=16, description="Hypotheses kept at each step")
    sentences: int = Field(3, ge=1, le=20, description="Most sentences of a summary")


class RunChoice(_Part):
    """What `depesche run` does where the command line says nothing; paths as on that line."""

    sources: list[str] = Field([], description="What to read; `seeds/` if nothing is named")
    out: str = Field("outputs", description="Where runs are kept")
    full: bool = Field(False, description="The whole article in English too")
    limit: int | None = Field(None, ge=1, description="The most articles of a run")
    deadline: str | None = Field(None, description="Time of day at which the rest is left")
    metrics: str | None = Field(None, description="File for Prometheus's textfile collector")
    digest: list[DigestForm] = Field([], description="Newsletters to write beside the pairs")


class Profile(_Part):
    """Everything that decides what a run computes, and what a nightly one reads and writes."""

    name: str = "auto"
    description: str = ""
    licence: str = Field("", description="Licences of the models")
    memory: float | None = Field(None, gt=0, description="GB that the models take")
    order: Order = "summarize-translate"
    device: str = Field("auto", description="`auto`, `cpu`, `cuda` or `cuda:N`")
    window: int = Field(64, ge=1, description="Articles that are batched together")
    batch_tokens: int = Field(4096, ge=64, description="Padded source tokens of one batch")
    translator: TranslatorChoice = TranslatorChoice()
    summarizer: SummarizerChoice = SummarizerChoice()
    run: RunChoice = RunChoice()


def data_folder(name: str) -> Path:
    """`configs` or `seeds`: beside the package in a clone, inside it once installed as a wheel."""
    beside = _ROOT.parent / name
    return beside if (_ROOT.parent / "pyproject.toml").exists() else _ROOT / "_data" / name


def available() -> list[str]:
    """The names of the profiles in `configs/`."""
    return sorted(path.stem for path in data_folder("configs").glob("*.toml"))


def load_profile(name: str = "auto", config: Path | None = None) -> Profile:
    """Read the profile `name` of `configs/`, or the file `config`.

    A profile may say `extends = "NAME"` to change only a part of another one.
    Raises UsageError for an unknown name, an unreadable file or a field that is wrong.
    """
    path = config or data_folder("configs") / f"{name}.toml"
    if config is None and name not in available():
        raise UsageError(
            f"there is no profile '{name}'",
            f"choose one of {', '.join(available())}, or --config FILE",
        )
    values = _read(path, seen=())
    try:
        return Profile(**({"name": path.stem} | values))
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise UsageError(
            f"{path}: field '{field}': {first['msg']}", "see docs/profiles.md"
        ) from error


def table() -> str:
    """The profiles of `configs/` as a Markdown table: models, licences, memory and device."""
    head = "| profile | translator | summarizer | order | licence | memory | device |"
    return "\n".join([head, "|---|---|---|---|---|---|---|", *map(_row, available())]) + "\n"


def _row(name: str) -> str:
    profile = load_profile(name)
    translator, summarizer = profile.translator, profile.summarizer
    cells = (
        f"`{name}`",
        f"`{translator.model}` ({translator.kind}, {translator.engine})",
        f"`{summarizer.model}` ({summarizer.kind})" if summarizer.model else summarizer.kind,
        profile.order,
        profile.licence or "by model",
        f"{profile.memory:g} GB" if profile.memory else "by model",
        profile.device,
    )
    return f"| {' | '.join(cells)} |"


def _read(path: Path, seen: tuple[Path, ...]) -> dict[str, Any]:
    """The values of a profile file laid over those of the profile that it extends."""
    if path in seen:
        raise UsageError(f"{path} extends itself", "remove one of the `extends` lines")
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise UsageError(f"cannot read {path} ({error.strerror})", "check the path") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is not valid TOML ({error})", "mend that line") from error
    base = values.pop("extends", None)
    if base is None:
        return values
    if not isinstance(base, str) or not base.replace("-", "").replace("_", "").isalnum():
        raise UsageError(f"{path}: extends = {base!r} names no profile", "give a plain name")
    parent = path.with_name(f"{base}.toml")
    if not parent.exists():
        parent = data_folder("configs") / f"{base}.toml"
    return _overlay(_read(parent, (*seen, path)), values)


def _overlay(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """`base` with the values of `over` laid on top, table by table."""
    merged = dict(base)
    for key, value in over.items():
        inner = merged.get(key)
        both = isinstance(inner, dict) and isinstance(value, dict)
        merged[key] = _overlay(inner, value) if both and inner is not None else value
    return merged
