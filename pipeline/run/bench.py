"""How fast is it? Depesche beside other ways to use the same weights on the same texts.

Each way runs in a process of its own, so that memory and start-up are its own, and the rounds
take turns, so that a busy machine slows all of them alike.
"""

from __future__ import annotations

import multiprocessing
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from pipeline.article import Article
from pipeline.models.devices import pick
from pipeline.models.engine import Decoding
from pipeline.models.memory import BYTES, parameters
from pipeline.models.roofline import Bound, bound
from pipeline.models.seq2seq import BATCH_TOKENS
from pipeline.profile import Profile
from pipeline.run.models import Plan, plan
from pipeline.run.peak import peak_mb
from pipeline.run.report import versions
from pipeline.translate.segments import is_translatable, prepare

# Room for the output, as our engines leave it: times the source's tokens, and so many more.
_OUTPUT_RATIO, _OUTPUT_MARGIN = 1.6, 16
_WARM_UP = 8


@dataclass(frozen=True, slots=True)
class Setup:
    """What every way is given: the articles, and their distinct sentences and titles."""

    profile: Profile
    articles: tuple[Article, ...]
    texts: tuple[str, ...]

    @property
    def decoding(self) -> Decoding:
        """How the profile searches."""
        choice = self.profile.translator
        return Decoding(beam=choice.beam, length_penalty=choice.length_penalty)


class Way(Protocol):
    """One way to translate; making it loads the model."""

    def work(self, most: int | None) -> None:
        """Translate all of its input, or `most` items of it."""
        ...


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured of one way.

    seconds: the median round. tokens_per_second: source tokens, which are the same for all.
    cpu_seconds: over all threads, in the median round. peak_mb: resident memory at its highest.
    startup_seconds: a new process, imports and loading. times_script: how many times as fast as
    the usual script.
    """

    way: str
    seconds: float
    tokens_per_second: float
    articles_per_second: float
    cpu_seconds: float
    peak_mb: float
    startup_seconds: float
    times_script: float


@dataclass(frozen=True, slots=True)
class Report:
    """A benchmark.

    torch_threads: what OMP_NUM_THREADS says; more than there are idle cores slow torch down a lot.
    of_raw: the pipeline's speed as a share of raw CTranslate2's, repairs included, if both ran.
    gpu, of_bandwidth, of_flops: the card, and the fastest way as a share of its memory's and its
    matrix units' bound, counting an output token for each of the source; None on a CPU.
    """

    rows: list[Row]
    translator: str
    articles: int
    segments: int
    source_tokens: int
    rounds: int
    processors: int
    torch_threads: str
    of_raw: float | None
    gpu: str | None
    of_bandwidth: float | None
    of_flops: float | None
    versions: str


def texts_of(articles: Sequence[Article]) -> tuple[str, ...]:
    """The distinct German texts that translating whole articles takes, as a model is given them."""
    found: dict[str, None] = {}
    for article in articles:
        sentences = (sentence.clean for sentence in article.sentences())
        for text in (article.kicker, article.headline, *sentences):
            if is_translatable(text):
                found[prepare(text)] = None
    return tuple(found)


def bench(profile: Profile, articles: Sequence[Article], rounds: int) -> Report:
    """Measure every way that the profile's checkpoint allows, in `rounds` rounds."""
    chosen = plan(profile)
    setup = Setup(profile, tuple(articles), texts_of(articles))
    ways = [name for name in WAYS if name != _RAW or chosen.engine == "ctranslate2"]
    with ExitStack() as stack:
        pools = {name: stack.enter_context(_process()) for name in ways}
        startups = {name: _started(pools[name], name, setup) for name in ways}
        taken: dict[str, list[_Round]] = {name: [] for name in ways}
        for _ in range(rounds):
            for name in ways:
                taken[name].append(pools[name].submit(_round).result())
    tokens = _source_tokens(chosen, setup.texts)
    rows = _rows(taken, startups, tokens, len(articles))
    seconds = {row.way: row.seconds for row in rows}
    reached = _bound(chosen, setup, max(row.tokens_per_second for row in rows), tokens)
    return Report(
        rows=rows,
        translator=f"{chosen.translator.card.id}@{chosen.translator.revision[:12]}",
        articles=len(articles),
        segments=len(setup.texts),
        source_tokens=tokens,
        rounds=rounds,
        processors=os.cpu_count() or 1,
        torch_threads=os.environ.get("OMP_NUM_THREADS", "all"),
        of_raw=seconds[_RAW] / seconds[_PIPELINE] if _RAW in seconds else None,
        gpu=reached.device if reached else None,
        of_bandwidth=reached.of_bandwidth if reached else None,
        of_flops=reached.of_flops if reached else None,
        versions=", ".join(f"{name} {number}" for name, number in versions().items()),
    )


@dataclass(frozen=True, slots=True)
class _Round:
    seconds: float
    cpu_seconds: float
    peak_mb: float


def _rows(
    taken: dict[str, list[_Round]], startups: dict[str, float], tokens: int, articles: int
) -> list[Row]:
    medians = {
        name: statistics.median_low([one.seconds for one in found]) for name, found in taken.items()
    }
    return [
        Row(
            way=name,
            seconds=seconds,
            tokens_per_second=tokens / seconds,
            articles_per_second=articles / seconds,
            cpu_seconds=next(one.cpu_seconds for one in taken[name] if one.seconds == seconds),
            peak_mb=max(one.peak_mb for one in taken[name]),
            startup_seconds=startups[name],
            times_script=medians[_SCRIPT] / seconds,
        )
        for name, seconds in medians.items()
    ]


def _started(pool: Executor, name: str, setup: Setup) -> float:
    """Load a way, then let it warm up; the seconds from nothing until it was loaded."""
    begin = time.perf_counter()
    pool.submit(_load, name, setup).result()
    seconds = time.perf_counter() - begin
    pool.submit(_warm_up).result()
    return seconds


def _process() -> Executor:
    return ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))


# What runs in the executor. One way lives in each of its threads, of which there is one.

_here = threading.local()


def _load(name: str, setup: Setup) -> None:
    _here.way = WAYS[name](setup)


def _warm_up() -> None:
    _here.way.work(_WARM_UP)


def _round() -> _Round:
    begin, cpu = time.perf_counter(), time.process_time()
    _here.way.work(None)
    return _Round(time.perf_counter() - begin, time.process_time() - cpu, peak_mb())


def _bound(chosen: Plan, setup: Setup, speed: float, tokens: int) -> Bound | None:
    """The fastest way's share of what the GPU can do; None on a CPU."""
    device = pick(setup.profile.device, "torch")
    if not device.startswith("cuda"):
        return None
    import torch

    budget = setup.profile.batch_tokens or BATCH_TOKENS["cuda"]
    rows = budget * len(setup.texts) / max(1, tokens)
    return bound(
        torch.cuda.get_device_name(device),
        parameters(chosen.checkpoint),
        BYTES["float16"],
        speed,
        min(rows, len(setup.texts)),
        setup.decoding.beam,
    )


def _source_tokens(chosen: Plan, texts: Sequence[str]) -> int:
    from pipeline.models.tokenizer import open_tokenizer

    tokenizer, _ = open_tokenizer(chosen.checkpoint, "translate", chosen.profile.translator.prefix)
    return sum(len(ids) for ids in tokenizer.encode(texts))


class _Script:
    """The usual script: transformers, one sentence at a time, in the order of the text."""

    def __init__(self, setup: Setup) -> None:
        import torch
        from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

        from pipeline.models.tokenizer import open_tokenizer

        checkpoint = plan(setup.profile).checkpoint
        self._task = open_tokenizer(checkpoint, "translate", setup.profile.translator.prefix)[1]
        self._setup, self._torch = setup, torch
        self._tokenizer: Any = AutoTokenizer.from_pretrained(checkpoint.folder)
        model: Any = AutoModelForSeq2SeqLM.from_pretrained(checkpoint.folder)
        self._device = pick(setup.profile.device, "torch")
        self._model = model.to(self._device).eval()

    def work(self, most: int | None) -> None:
        """Translate the texts one after the other."""
        with self._torch.inference_mode():
            for text in self._setup.texts[:most]:
                self._translate(self._task.prefix + text)

    def _translate(self, text: str) -> str:
        encoded = self._tokenizer(text, return_tensors="pt", truncation=True)
        ids = encoded.input_ids.to(self._device)
        forced = self._task.forced_bos_token
        output = self._model.generate(
            ids,
            num_beams=self._setup.decoding.beam,
            length_penalty=self._setup.decoding.length_penalty,
            max_new_tokens=int(_OUTPUT_RATIO * ids.shape[1]) + _OUTPUT_MARGIN,
            forced_bos_token_id=self._tokenizer.convert_tokens_to_ids(forced) if forced else None,
        )
        translation: str = self._tokenizer.decode(output[0], skip_special_tokens=True)
        return translation


class _Torch:
    """Transformers in sorted batches: our torch engine, all texts at once."""

    def __init__(self, setup: Setup) -> None:
        from pipeline.models.load import load

        choice = setup.profile.translator
        self._setup = setup
        self._engine = load(
            plan(setup.profile).checkpoint,
            task="translate",
            engine="torch",
            device=setup.profile.device,
            prefix=choice.prefix,
        )

    def work(self, most: int | None) -> None:
        """Translate the texts in batches."""
        self._engine.generate(self._setup.texts[:most], self._setup.decoding)


class _CTranslate2:
    """CTranslate2 itself on texts that are tokenized and sorted beforehand; nothing is decoded."""

    def __init__(self, setup: Setup) -> None:
        import ctranslate2

        from pipeline.models.convert import converted
        from pipeline.models.ct2_engine import available_cores, default_quantization
        from pipeline.models.tokenizer import open_tokenizer

        choice = setup.profile.translator
        checkpoint = plan(setup.profile).checkpoint
        device = pick(setup.profile.device, "ctranslate2")
        kind, _, number = device.partition(":")
        type_ = choice.quantization
        if type_ == "auto":
            type_ = default_quantization(checkpoint.model_type, device)
        self._translator: Any = ctranslate2.Translator(
            str(converted(checkpoint, type_)),
            device=kind,
            device_index=int(number or 0),
            compute_type=type_,
            inter_threads=available_cores() if kind == "cpu" else 1,
            intra_threads=1,
        )
        tokenizer, task = open_tokenizer(checkpoint, "translate", choice.prefix)
        encoded = sorted(tokenizer.encode(setup.texts), key=len, reverse=True)
        self._sources = [[tokenizer.piece(id_) for id_ in ids] for ids in encoded]
        own = checkpoint.read("generation_config.json") or checkpoint.config
        forced = own.get("forced_bos_token_id")
        self._prefix = task.start_token or task.forced_bos_token
        if self._prefix is None and forced is not None:
            self._prefix = tokenizer.piece(forced)
        self._decoding, self._batch = setup.decoding, BATCH_TOKENS[kind]

    def work(self, most: int | None) -> None:
        """Translate the tokens in batches."""
        sources = self._sources[:most]
        self._translator.translate_batch(
            sources,
            target_prefix=[[self._prefix]] * len(sources) if self._prefix else None,
            beam_size=self._decoding.beam,
            length_penalty=self._decoding.length_penalty,
            max_batch_size=self._batch,
            batch_type="tokens",
            max_input_length=0,
            max_decoding_length=int(_OUTPUT_RATIO * len(sources[0])) + _OUTPUT_MARGIN,
        )


class _Pipeline:
    """The batch job: whole articles summarized, translated, checked, repaired and written."""

    def __init__(self, setup: Setup) -> None:
        self._setup, self._plan = setup, plan(setup.profile)
        self._stages = self._plan.load_stages()

    def work(self, most: int | None) -> None:
        """Run the job on the articles into a new folder."""
        from pipeline.run.job import Job, run
        from pipeline.run.meter import Meter

        articles = self._setup.articles[: 1 if most else None]
        with tempfile.TemporaryDirectory() as folder:
            job = Job(
                out=Path(folder),
                name="bench",
                profile=self._plan.profile,
                models=self._plan.models,
                full=True,
            )
            run(job, articles, lambda: self._stages, _Silent(), Meter())


class _Silent:
    def advance(self, articles: int, rejected: int) -> None:
        """Tell nobody."""


_SCRIPT = "transformers, a sentence at a time"
_RAW = "CTranslate2 on sorted tokens"
_PIPELINE = "depesche run --full"
WAYS: dict[str, Callable[[Setup], Way]] = {
    _SCRIPT: _Script,
    "transformers, sorted batches": _Torch,
    _RAW: _CTranslate2,
    _PIPELINE: _Pipeline,
}
"""Every way by the name that a report gives it, the usual script first."""
