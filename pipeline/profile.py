"""Profiles: which models do the work, and how. One TOML file each, in `configs/`."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic.fields import FieldInfo

from pipeline.errors import UsageError

Order = Literal["summarize-translate", "translate-summarize"]
DigestForm = Literal["html", "md", "text", "eml", "atom", "jsonfeed"]

_ROOT = Path(__file__).resolve().parent
_DEVICE = re.compile(r"auto|cpu|cuda|cuda:\d+(,\d+)*")
_MODELS = ("translator", "summarizer")


def device_wish(text: str) -> str:
    """`text` if it may name a device, whether that is there or not. Raises UsageError."""
    if not _DEVICE.fullmatch(text):
        raise UsageError(f"there is no device {text!r}", "say auto, cpu, cuda, cuda:N or cuda:N,M")
    return text


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TranslatorChoice(_Part):
    """The model that translates German to English, and how it searches."""

    kind: str = Field("seq2seq", description="or `chat`: an instruct model; or a plugin's name")
    model: str = Field("auto", description="Hub id, folder, `embedded`, or `auto`")
    url: str | None = Field(
        None,
        description="OpenAI-compatible server that runs a `chat` model; "
        "`DEPESCHE_CHAT_URL` goes before it",
    )
    revision: str | None = Field(
        None, description="commit of the Hub repository; else what `models.lock` has"
    )
    engine: str = Field(
        "auto",
        description="`ctranslate2` where it converts the model, else `torch`; or a plugin's name",
    )
    quantization: str = Field(
        "auto", description="type of CTranslate2: int8 on a CPU, float16 or bfloat16 on a GPU"
    )
    prefix: str | None = Field(
        None, description="task prefix of T5-like models, where it is unusual"
    )
    compiled: bool = Field(
        False, description="torch on a GPU: fixed shapes and CUDA graphs, for long runs"
    )
    beam: int = Field(4, ge=1, le=16, description="hypotheses kept at each step; 1 is greedy")
    length_penalty: float = Field(1.0, ge=0.0, le=3.0, description="above 1 favours longer output")
    second: str | None = Field(
        None, description="Hub id or folder of another model, for what no other decoding mends"
    )
    glossary: str | None = Field(
        None, description="TSV of the house's terms; else `configs/glossary.tsv`"
    )


class SummarizerChoice(_Part):
    """What summarizes: sentences of the article itself, or a model's own words."""

    kind: str = Field(
        "extractive",
        description="or `abstractive`, or `chat`: an instruct model; or a plugin's name",
    )
    model: str | None = Field(None, description="Hub id or folder of a model that summarizes")
    url: str | None = Field(None, description="as for the translator")
    revision: str | None = Field(None, description="as for the translator")
    engine: str = Field("auto", description="as for the translator")
    prefix: str | None = Field(None, description="task prefix, such as `summarize: `")
    beam: int = Field(4, ge=1, le=16, description="hypotheses kept at each step")
    sentences: int = Field(3, ge=1, le=20, description="most sentences of a summary")


class RunChoice(_Part):
    """What `depesche run` does where the command line says nothing; paths as on that line."""

    sources: list[str] = Field(
        [], description="what `depesche run` reads where the command line names nothing"
    )
    columns: dict[str, str] = Field({}, description='what columns are called: `{text = "Artikel"}`')
    out: str = Field("outputs", description="where runs are kept")
    full: bool = Field(False, description="the whole article in English too")
    limit: int | None = Field(None, ge=1, description="the most articles of a run")
    deadline: str | None = Field(
        None, description='time of day, as `"05:30"`, at which the rest is left for the next run'
    )
    writers: list[str] = Field([], description="plugins that write more beside the pairs")
    metrics: str | None = Field(None, description="file for Prometheus's textfile collector")
    digest: list[DigestForm] = Field(
        [], description='newsletters to write beside the pairs: `["html", "eml"]`, …'
    )
    newsletter: str | None = Field(
        None,
        description="file with their settings, as `depesche digest --config` takes it",
    )


class ClusterChoice(_Part):
    """How `depesche run --engine ray` divides the work; a worker is a process with the models."""

    min_workers: int = Field(1, ge=1, description="workers that are started at once")
    max_workers: int | None = Field(
        None, ge=1, description="workers at most; else as many as the cluster holds"
    )
    cpus: float = Field(1.0, gt=0, description="cores of a worker, which it keeps to")
    gpus: float = Field(0.0, ge=0, description="GPUs of a worker; 0.5 puts two on one")
    shard: int = Field(128, ge=1, description="articles that are committed together")
    in_flight_mb: int = Field(512, ge=64, description="most MB of articles between the stages")
    store: str | None = Field(
        None, description="folder or `s3://…` that all machines reach; else beside the runs"
    )

    @property
    def threads(self) -> int:
        """On how many cores a worker computes."""
        return max(1, int(self.cpus))


class Profile(_Part):
    """Everything that decides what a run computes, and what a nightly one reads and writes."""

    name: str = Field("auto", description="what records call it; else the name of its file")
    description: str = Field("", description="for people")
    licence: str = Field("", description="of the models, for people")
    memory: float | None = Field(
        None, gt=0, description="GB that the models take; `depesche doctor` compares it"
    )
    hardware: str = Field("", description="what it wants to run on, for people")
    order: Order = Field(
        "summarize-translate",
        description="or `translate-summarize`: better summaries, five to ten times the work",
    )
    device: str = Field(
        "auto",
        description="`cpu`, `cuda:N`, `cuda:N,M`; `auto` takes a GPU if there is one",
    )
    window: int = Field(
        64, ge=1, description="articles batched together; a kill costs at most so many"
    )
    batch_tokens: int | None = Field(
        None, ge=64, description="padded source tokens of one batch; else what suits the engine"
    )
    translator: TranslatorChoice = TranslatorChoice()
    summarizer: SummarizerChoice = SummarizerChoice()
    run: RunChoice = RunChoice()
    cluster: ClusterChoice = ClusterChoice()

    @field_validator("device")
    @classmethod
    def _known(cls, device: str) -> str:
        try:
            return device_wish(device)
        except UsageError as error:
            raise ValueError(f"{error.problem} ({error.remedy})") from error


def data_folder(name: str) -> Path:
    """`configs` or `seeds`: beside the package in a clone, inside it once installed as a wheel."""
    beside = _ROOT.parent / name
    return beside if (_ROOT.parent / "pyproject.toml").exists() else _ROOT / "_data" / name


def glossary_file(translator: TranslatorChoice) -> Path:
    """The glossary that holds: the profile's, else the one of `configs/`."""
    if translator.glossary is None:
        return data_folder("configs") / "glossary.tsv"
    return Path(translator.glossary)


def available() -> list[str]:
    """The names of the profiles in `configs/`."""
    return sorted(path.stem for path in data_folder("configs").glob("*.toml"))


def load_profile(
    name: str | None = None, config: Path | None = None, changes: Sequence[str] = ()
) -> Profile:
    """Read the profile `name` of `configs/` (auto if None), or the file `config`.

    A profile may say `extends = "NAME"` to change only a part of another one. Given both, `name`
    comes in place of what the file extends and of its models, and lies over the rest of it. Over
    them lie the environment (DEPESCHE_TRANSLATOR_BEAM=2) and, over that, `changes`
    ("translator.beam=2").

    Raises UsageError for an unknown name, an unreadable file or a field that is wrong.
    """
    name = name or (None if config else "auto")
    if name and name not in available():
        raise UsageError(
            f"there is no profile '{name}'",
            f"choose one of {', '.join(available())}, or --config FILE",
        )
    overrides = [*_environment(), *map(_change, changes)]
    if name is None:
        assert config is not None, "one of them is given"
        return _profile(config, overrides)
    named = data_folder("configs") / f"{name}.toml"
    if config is None:
        return _profile(named, overrides)
    return _profile(named, overrides, (config, _but_models(config)))


def _but_models(config: Path) -> dict[str, Any]:
    """What a file itself says beside its models: a revision or a prefix is no other model's."""
    values = _toml(config)
    return {key: value for key, value in values.items() if key not in ("extends", "name", *_MODELS)}


def shipped(name: str) -> Profile:
    """A profile of `configs/` as it came, whatever the environment says."""
    return _profile(data_folder("configs") / f"{name}.toml", [])


def pinned() -> dict[str, str]:
    """The commit that the profiles in `configs/` pin each model of the Hub to."""
    profiles = [shipped(name) for name in available()]
    choices = [choice for each in profiles for choice in (each.translator, each.summarizer)]
    return {each.model: each.revision for each in choices if each.model and each.revision}


def fields() -> Iterator[tuple[str, FieldInfo]]:
    """Every field of a profile by its dotted name."""
    for name, info in Profile.model_fields.items():
        part = info.annotation
        if isinstance(part, type) and issubclass(part, _Part):
            yield from ((f"{name}.{inner}", told) for inner, told in part.model_fields.items())
        else:
            yield name, info


def variable(field: str) -> str:
    """The environment variable that overrides a field."""
    return f"DEPESCHE_{field.replace('.', '_').upper()}"


@dataclass(frozen=True, slots=True)
class _Override:
    """A value that lies over the file's, and where it came from."""

    field: str
    value: Any
    origin: str


def _environment() -> Iterator[_Override]:
    for field, _ in fields():
        if value := os.environ.get(variable(field)):
            yield _Override(field, _value(value), variable(field))


def _change(change: str) -> _Override:
    field, sign, value = change.partition("=")
    if not sign:
        raise UsageError(f"--set {change} sets nothing", "say --set FIELD=VALUE")
    return _Override(field.strip(), _value(value.strip()), f"--set {change}")


def _value(text: str) -> Any:
    """Lists and tables as in TOML, all else as it stands: pydantic reads numbers, truth values."""
    if not text.startswith(("[", "{")):
        return text
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError as error:
        remedy = 'write it as in TOML: ["html", "eml"] or {text = "Artikel"}'
        raise UsageError(f"{text} is no list and no table", remedy) from error


def _profile(
    path: Path, overrides: Sequence[_Override], below: tuple[Path, dict[str, Any]] | None = None
) -> Profile:
    """The profile of a file, laid over what another says, and the overrides over both."""
    under, values = below or (path, {})
    own = _read(path, seen=())
    values = _overlay(values, own)
    for each in overrides:
        nested: Any = each.value
        for part in reversed(each.field.split(".")):
            nested = {part: nested}
        values = _overlay(values, nested)
    try:
        return Profile(**({"name": path.stem} | values))
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        told = [each.origin for each in overrides if field.startswith(each.field)]
        file = path if first["loc"][0] in own else under
        place = f"{told[-1] if told else file}: field '{field}'"
        if first["type"] == "extra_forbidden":
            raise UsageError(f"{place}: there is no such field", _near(field)) from error
        said = first["msg"].removeprefix("Value error, ")
        raise UsageError(f"{place}: {said}", "see docs/profiles.md") from error


def _near(field: str) -> str:
    """What to do about a field that there is none of."""
    close = get_close_matches(field, [name for name, _ in fields()], n=1)
    meant = f"did you mean '{close[0]}'? " if close else ""
    return f"{meant}docs/profiles.md has them all"


def _read(path: Path, seen: tuple[Path, ...]) -> dict[str, Any]:
    """The values of a profile file laid over those of the profile that it extends."""
    if path in seen:
        raise UsageError(f"{path} extends itself", "remove one of the `extends` lines")
    values = _toml(path)
    base = values.pop("extends", None)
    if base is None:
        return values
    if not isinstance(base, str) or not base.replace("-", "").replace("_", "").isalnum():
        raise UsageError(f"{path}: extends = {base!r} names no profile", "give a plain name")
    parent = path.with_name(f"{base}.toml")
    if not parent.exists():
        parent = data_folder("configs") / f"{base}.toml"
    if not parent.exists():
        raise UsageError(
            f"{path} extends '{base}', and there is no such profile",
            f"choose one of {', '.join(available())}, or one beside it",
        )
    return _overlay(_read(parent, (*seen, path)), values)


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise UsageError(f"cannot read {path} ({error.strerror})", "check the path") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is not valid TOML ({error})", "mend that line") from error


def _overlay(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """`base` with the values of `over` laid on top, table by table."""
    merged = dict(base)
    for key, value in over.items():
        inner = merged.get(key)
        both = isinstance(inner, dict) and isinstance(value, dict)
        merged[key] = _overlay(inner, value) if both and inner is not None else value
    return merged
