"""A model id -> an engine that is ready to generate."""

from __future__ import annotations

from functools import partial

from pipeline.errors import ModelError, UsageError
from pipeline.models.chat import Chat, ChatEngine, Message
from pipeline.models.chat_served import Served
from pipeline.models.checkpoint import Checkpoint, resolve
from pipeline.models.convert import GENERATORS, is_convertible
from pipeline.models.devices import each, pick
from pipeline.models.engine import Decoding, Engine, EngineName
from pipeline.models.hub import Checked, check
from pipeline.models.lock import locked
from pipeline.models.memory import fitting_batch
from pipeline.models.precision import capability_of, precision
from pipeline.models.precision import quantization as default_type
from pipeline.models.replicas import Replicas
from pipeline.models.seq2seq import BATCH_TOKENS
from pipeline.models.tasks import Task
from pipeline.models.tokenizer import open_tokenizer
from pipeline.plugins import plugin

BUILTIN = ("auto", "torch", "ctranslate2")
"""Engines that come along; any other name is a plugin's."""

_PROBE_TOKENS = 64
_PROBE = "Der Bundestag hat am Freitag den Haushalt beschlossen."


def choose_engine(checkpoint: Checkpoint, choice: str = "auto") -> EngineName:
    """The engine that `choice` means here: `auto` is CTranslate2 where the architecture converts.

    Raises ModelError if CTranslate2 is asked for an architecture that it does not run, UsageError
    for the name of no engine.
    """
    if choice not in BUILTIN:
        return plugin("engines", choice, BUILTIN).name
    if choice == "torch":
        return "torch"
    if is_convertible(checkpoint):
        return "ctranslate2"
    if choice == "auto":
        return "torch"
    raise ModelError(
        f"CTranslate2 does not run {checkpoint.model_type} ({checkpoint.id})",
        "use the torch engine",
    )


def load(
    model: str | Checkpoint,
    *,
    task: Task,
    engine: str = "auto",
    device: str = "auto",
    revision: str | None = None,
    quantization: str = "auto",
    prefix: str | None = None,
    threads: int | None = None,
    batch_tokens: int | None = None,
    compiled: bool = False,
) -> Engine:
    """Load `model` (a checkpoint, or an id that `resolve` understands) for `task`.

    device: auto, cpu, cuda or cuda:N; cuda:N,M has the model on several, which share the texts.
    quantization: a type of CTranslate2's; the torch engine has none.
    prefix: overrides the task prefix of the model's family.
    threads: cores to compute on; all of them if None.
    batch_tokens: padded source tokens of one batch; what suits the engine if None.
    compiled: static shapes and CUDA graphs, in the torch engine on a GPU.

    Raises ModelError if the checkpoint, the device or the engine cannot be used, or if the free
    memory does not hold the weights; where it does not hold the batches, they are made smaller.
    """
    checkpoint = resolve(model, revision) if isinstance(model, str) else model
    name = choose_engine(checkpoint, engine)
    if len(devices := each(device)) > 1:
        alike = partial(
            load,
            checkpoint,
            task=task,
            engine=name,
            quantization=quantization,
            prefix=prefix,
            threads=threads,
            batch_tokens=batch_tokens,
            compiled=compiled,
        )
        return Replicas([alike(device=one) for one in devices])
    if name not in BUILTIN:
        made: Engine = plugin("engines", name).load()(
            checkpoint,
            task=task,
            device=pick(device, "torch"),
            prefix=prefix,
            batch_tokens=batch_tokens,
        )
        return made
    chosen = pick(device, name)
    batch_tokens = _fitting(checkpoint, name, chosen, quantization, batch_tokens)
    tokenizer, plan = open_tokenizer(checkpoint, task, prefix)
    if name == "torch":
        from pipeline.models.torch_engine import TorchEngine

        return TorchEngine(checkpoint, tokenizer, plan, chosen, threads, batch_tokens, compiled)
    from pipeline.models.ct2_engine import CTranslate2Engine

    return CTranslate2Engine(
        checkpoint, tokenizer, plan, chosen, quantization, threads, batch_tokens
    )


def choose_chat_engine(checkpoint: Checkpoint, choice: str = "auto") -> ChatEngine:
    """The engine of an instruct model: CTranslate2 where it is asked for, else PyTorch.

    Raises ModelError if CTranslate2 does not run it, UsageError for another name.
    """
    if choice in ("auto", "torch"):
        return "torch"
    if choice != "ctranslate2":
        raise UsageError(
            f"there is no engine '{choice}' for instruct models",
            "say auto, torch or ctranslate2, or name a server by url",
        )
    if checkpoint.model_type not in GENERATORS:
        raise ModelError(
            f"CTranslate2 does not run {checkpoint.model_type} ({checkpoint.id})",
            "use the torch engine or a server",
        )
    return "ctranslate2"


def open_chat(
    model: Checkpoint | Served,
    device: str = "auto",
    batch_tokens: int | None = None,
    engine: str = "auto",
    quantization: str = "auto",
    threads: int | None = None,
) -> Chat:
    """An instruct model, loaded here or found on its server.

    threads: cores to compute on; all of them if None.

    Raises ModelError if the checkpoint, the device or the server cannot be used.
    """
    if isinstance(model, Served):
        from pipeline.models.openai import ServerChat

        return ServerChat(model)
    name = choose_chat_engine(model, engine)
    chosen = pick(device, name)
    if name == "ctranslate2":
        from pipeline.models.chat_ct2 import FastChat

        fitting = _fitting(model, name, chosen, quantization, batch_tokens)
        return FastChat(model, chosen, fitting, quantization, threads)
    from pipeline.models.chat_local import LocalChat

    fitting = _fitting(model, "torch", chosen, "auto", batch_tokens)
    return LocalChat(model, chosen, fitting, threads)


def _fitting(
    checkpoint: Checkpoint,
    engine: EngineName,
    device: str,
    quantization: str,
    batch_tokens: int | None,
) -> int:
    """The tokens of a batch that the free memory holds beside the weights."""
    capability = capability_of(device)
    if engine == "torch":
        dtype = precision(checkpoint.model_type, capability)
    elif quantization == "auto":
        dtype = default_type(checkpoint.model_type, capability)
    else:
        dtype = quantization
    wanted = batch_tokens or BATCH_TOKENS[device.partition(":")[0]]
    return fitting_batch(checkpoint, device, dtype, wanted)


def verify_files(model: str, revision: str | None = None) -> Checked | None:
    """Compare a Hub model's files with the hashes that models.lock has, or else the cache.

    None for a model of another origin.

    Raises ModelError if the model is not there or a file is damaged.
    """
    folder = resolve(model, revision).folder
    if folder.parent.name != "snapshots":
        return None
    held = locked(model)
    checked = check(folder, held.files if held and held.revision == folder.name else None)
    if checked.damaged:
        raise ModelError(
            f"{', '.join(checked.damaged)} of {model} is damaged",
            f"run `depesche models remove {model}`, then `depesche models pull {model}`",
        )
    return checked


def verify(model: str, revision: str | None = None, device: str = "auto") -> str:
    """Load a model and let it translate one sentence: proof that the checkpoint is whole.

    Returns what it said. Raises ModelError if loading fails or nothing comes out.
    """
    checkpoint = resolve(model, revision)
    if is_instruct(checkpoint):
        question = [Message("user", f"Translate into English, and say nothing else: {_PROBE}")]
        text = open_chat(checkpoint, device).complete([question], _PROBE_TOKENS)[0].text
    else:
        engine = load(checkpoint, task="translate", device=device)
        text = engine.generate([_PROBE], Decoding())[0].text
    if not text.strip():
        raise ModelError(f"{model} gave no translation of {_PROBE!r}", "choose another model")
    return " ".join(text.split())


def is_instruct(checkpoint: Checkpoint) -> bool:
    """Whether it is a decoder that talks, rather than a translation or summarization model."""
    template = checkpoint.read("tokenizer_config.json").get("chat_template")
    return bool(template) or (checkpoint.folder / "chat_template.jinja").is_file()
