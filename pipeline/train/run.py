"""One training run, from parallel text to a checkpoint with its card; a killed run goes on."""

from __future__ import annotations

import copy
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np
import torch

from pipeline.models.devices import pick
from pipeline.models.quiet import quiet
from pipeline.train.allocator import keep_large_blocks
from pipeline.train.batches import Batches, Parallel, Ragged, Span
from pipeline.train.card import NOT_STATED, Facts, read_licences, write_card
from pipeline.train.corpus import Corpus
from pipeline.train.loop import Recipe, Trainer
from pipeline.train.memory import Memory, replacing
from pipeline.train.omissions import ASK, verdicts_of
from pipeline.train.optimizers import OptimizerName, fastest_optimizer
from pipeline.train.plot import plot_curve, require_matplotlib
from pipeline.train.precision import Precision, best_precision
from pipeline.train.prepare import Materials, Order, fitting, prepare
from pipeline.train.schedule import Budget
from pipeline.train.score import DevSet, Score, Translations, score, signatures, translate
from pipeline.train.start import Shape
from pipeline.write.atomic import prepare_folder

Say = Callable[[str], None]

_LOG_EVERY = 50
_LOOK_SEGMENTS = 200
_BEAM = 4
_FRESH_RATE: dict[OptimizerName, float] = {"muon": 2e-3, "adamw": 7e-4}
_FINE_TUNING_RATE = 5e-5
_CPU_TOKENS, _GPU_TOKENS = 2_500, 12_000
_GPU_WIDTH_MULTIPLE = 8
_FLOAT16_MOST = torch.finfo(torch.float16).max


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What `depesche train` is told; None leaves the choice to `train`.

    dev: German and English, line by line; None holds out some of the data.
    base: the checkpoint to fine-tune; None trains a fresh model of this `shape`.
    tokens: padded tokens a batch; rate: the peak learning rate.
    save_minutes: time between saved states, the most that a kill costs.
    omissions: share of the pairs from which the model learns to tell whole from cut.
    licence: of the trained weights; licences: a JSON file with those of the data, by source.
    """

    data: tuple[Corpus, ...]
    out: Path
    budget: Budget
    dev: tuple[Path, Path] | None = None
    base: str | None = None
    shape: Shape = field(default_factory=Shape)
    tokens: int | None = None
    rate: float | None = None
    optimizer: OptimizerName | None = None
    device: str = "auto"
    precision: Precision | None = None
    seed: int = 1
    save_minutes: float = 10.0
    licence: str | None = None
    licences: Path | None = None
    omissions: float = 0.0
    command: str = "depesche train"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a sitting ended: the checkpoint's folder, the step, and how good the model is.

    stopped_by: the signal that ended it early, of which the same command goes on; 0 if the budget
    is used. quality: as on the card; empty if it ended early.
    """

    folder: Path
    step: int
    stopped_by: int = 0
    quality: str = ""


def train(job: Job, say: Say = print) -> Outcome:
    """Train until the budget is used, or until SIGTERM or SIGINT asks to stop; then save.

    If `job.out` holds an unfinished run with the same data, it goes on where it last saved.
    Raises UsageError or ModelError for what cannot work, and DepescheError if a package of the
    extra `train` is missing or the loss is no longer finite.
    """
    require_matplotlib()
    licences = read_licences(job.licences)
    comparable = signatures()
    prepare_folder(job.out)
    device = pick(job.device, "torch")
    memory = Memory(job.out)
    tokens = job.tokens or (_GPU_TOKENS if device.startswith("cuda") else _CPU_TOKENS)
    optimizer = job.optimizer or ("adamw" if job.base else fastest_optimizer())
    order = Order(
        job.data, job.dev, job.base, job.shape, optimizer, tokens, job.seed, job.omissions
    )
    with quiet(), _asked_to_stop() as asked:
        sitting = _Sitting(job, order, prepare(order, memory, say), memory, device, say)
        sitting.begin()
        if not sitting.work(asked):
            return Outcome(job.out, sitting.trainer.step, stopped_by=asked[0])
        facts = sitting.finish(licences, comparable)
    say(facts.quality)
    return Outcome(job.out, facts.steps, quality=facts.quality)


class _Sitting:
    """A run from where it begins or goes on until its budget is used or it is asked to stop."""

    def __init__(
        self, job: Job, order: Order, materials: Materials, memory: Memory, device: str, say: Say
    ) -> None:
        self._job, self._memory, self._say = job, memory, say
        self._start, self._dev, self._data = materials.start, materials.dev, materials.data
        self._tokens, self._device = order.tokens, device
        state = memory.load(device)
        torch.manual_seed(job.seed)
        if device.startswith("cuda"):
            torch.set_float32_matmul_precision("high")
        else:
            keep_large_blocks()
            # PyTorch's fused attention is several times slower on a CPU, backwards and in bfloat16.
            self._start.model.set_attn_implementation("eager")
        rate = job.rate or (_FINE_TUNING_RATE if job.base else _FRESH_RATE[order.optimizer])
        self.trainer = Trainer(
            self._start.model,
            self._start.first,
            self._start.coder.pad,
            self._batches_of(self._data.text, self._data.spans),
            Recipe(rate, order.optimizer),
            device=device,
            precision=state["precision"] if state else job.precision or best_precision(device),
            verdicts=verdicts_of(self._start.coder) if job.omissions else None,
        )
        if state:
            self.trainer.restore(state)
        self._look_at = self._dev.head(_LOOK_SEGMENTS)
        self._yardsticks = [
            score(name, output, self._look_at.reference)
            for name, output in self._look_at.systems.items()
        ]
        self._last_save = time.monotonic()

    def begin(self) -> None:
        """Say where the run stands, and score a checkpoint before it is fine-tuned."""
        trainer = self.trainer
        self._memory.forget_after(trainer.step)
        self._say(
            f"{len(self._data.text)} pairs, {parameters(trainer.model) / 1e6:.1f} M parameters, "
            f"{trainer.precision} on {self._device}, from step {trainer.step}"
        )
        if self._job.base and not any("before" in row for row in self._memory.rows()):
            before = score("before", self._translate(self._dev, _BEAM).texts, self._dev.reference)
            self._memory.log({"step": 0, "target_tokens": 0, "before": asdict(before)})

    def work(self, asked: list[int]) -> bool:
        """Train, log and save until the budget is used: True; False if `asked` holds a signal."""
        trainer, budget = self.trainer, self._job.budget
        while budget.used(trainer.step, trainer.seconds) < 1:
            trainer.advance(budget)
            if trainer.step % _LOG_EVERY == 0:
                self._report()
            if asked:
                self._save()
                self._export()
                return False
            if time.monotonic() - self._last_save >= 60 * self._job.save_minutes:
                self._save()
                self._look()
                self._export()
                self._last_save = time.monotonic()
        if trainer.step % _LOG_EVERY:
            self._report()
        self._save()
        return True

    def finish(self, licences: dict[str, str], comparable: tuple[str, str]) -> Facts:
        """Average, score, draw the curve and write the checkpoint with its card."""
        trainer, memory, start = self.trainer, self._memory, self._start
        trainer.average.put_into(trainer.model)
        self._look()
        self._export()
        final = self._translate(self._dev, _BEAM)
        ours = score(memory.out.name, final.texts, self._dev.reference)
        others = [
            score(name, output, self._dev.reference) for name, output in self._dev.systems.items()
        ]
        before = self._before()
        if before and ours.chrf < before.chrf:
            self._say("the checkpoint was better before: lower --lr, or train on more pairs")
        memory.log({"step": trainer.step, "final": asdict(ours)})
        base = start.checkpoint
        facts = Facts(
            name=memory.out.name,
            base=f"{base.id}@{base.revision}" if self._job.base else "",
            licence=self._job.licence or self._inherited_licence(),
            sources=self._data.kept,
            licences=licences,
            dropped=self._data.dropped,
            dev=self._dev.name,
            segments=len(self._dev.german),
            cut=final.cut,
            beam=_BEAM,
            before=before,
            scores=[ours, *others],
            signatures=comparable,
            steps=trainer.step,
            target_tokens=trainer.target_tokens,
            minutes=trainer.seconds / 60,
            device=_device_name(self._device),
            precision=trainer.precision,
            speed=final.tokens / final.seconds,
            parameters=parameters(trainer.model),
            bytes=(memory.out / "model.safetensors").stat().st_size,
            command=self._job.command,
            versions=_versions(),
        )
        write_card(memory.out, facts, asks=ASK if self._job.omissions else None)
        return facts

    def _report(self) -> None:
        progress = self.trainer.report()
        self._memory.log(asdict(progress))
        self._say(
            f"step {progress.step}, loss {progress.loss:.3f}, "
            f"{progress.tokens_per_second} target tokens a second"
        )

    def _save(self) -> None:
        self.trainer.require_finite()
        self._memory.save(self.trainer.state())

    def _look(self) -> None:
        """Log how the model does on the first dev segments, and draw the curve anew."""
        output = self._translate(self._look_at, beam=1).texts
        now = score(self._memory.out.name, output, self._look_at.reference)
        row = {
            "step": self.trainer.step,
            "minutes": round(self.trainer.seconds / 60, 2),
            "target_tokens": self.trainer.target_tokens,
            "dev_loss": round(self.trainer.loss_on(self._dev_batches()), 4),
            "bleu": now.bleu,
            "chrf": now.chrf,
            "sample": [self._look_at.german[0], output[0]],
        }
        self._memory.log(row)
        yardsticks = {one.system: one.chrf for one in self._yardsticks}
        plot_curve(self._memory.rows(), yardsticks, self._memory.out / "curve.png")
        self._say(f"step {row['step']}, dev loss {row['dev_loss']}, chrF {row['chrf']}")

    def _export(self) -> None:
        """Put the weights as they are, averaged where there are snapshots, into the checkpoint."""
        model = copy.deepcopy(self._start.model)
        self.trainer.average.put_into(model)
        largest = max(float(weight.detach().abs().max()) for weight in model.parameters())
        model = model.to("cpu", torch.float16 if largest <= _FLOAT16_MOST else torch.float32)
        with replacing(self._memory.out) as folder:
            model.save_pretrained(folder)
            self._start.coder.tokenizer.save_pretrained(folder)

    def _translate(self, dev: DevSet, beam: int) -> Translations:
        return translate(
            self._start,
            dev.german,
            beam=beam,
            tokens=self._tokens,
            device=self._device,
            precision=self.trainer.precision,
        )

    def _batches_of(self, text: Parallel, spans: tuple[Span, ...] = ()) -> Batches:
        multiple = _GPU_WIDTH_MULTIPLE if self._device.startswith("cuda") else 1
        return Batches(text, spans, self._tokens, self._job.seed, multiple)

    def _dev_batches(self) -> Batches:
        rows = fitting(self._look_at.pairs, self._start.coder, self._start.longest)
        sources = Ragged.of([source for _, source, _ in rows], np.uint32)
        targets = Ragged.of([target for _, _, target in rows], np.uint32)
        return self._batches_of(Parallel(sources, targets))

    def _before(self) -> Score | None:
        rows = [row["before"] for row in self._memory.rows() if "before" in row]
        return Score(**rows[0]) if rows else None

    def _inherited_licence(self) -> str:
        inherited = self._start.checkpoint.card.licence if self._job.base else ""
        return inherited or NOT_STATED


def parameters(model: torch.nn.Module) -> int:
    """How many weights a model has, shared ones counted once."""
    return sum(weight.numel() for weight in model.parameters())


@contextmanager
def _asked_to_stop() -> Iterator[list[int]]:
    """A list that SIGTERM and SIGINT put their number into, instead of ending the process."""
    asked: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield asked  # only the main thread may handle signals
        return
    signals = (signal.SIGTERM, signal.SIGINT)
    before = [signal.signal(number, lambda got, _: asked.append(got)) for number in signals]
    try:
        yield asked
    finally:
        for number, handler in zip(signals, before, strict=True):
            signal.signal(number, handler)


def _device_name(device: str) -> str:
    if device.startswith("cuda"):
        return torch.cuda.get_device_name(device)
    return f"a CPU with {torch.get_num_threads()} threads"


def _versions() -> dict[str, str]:
    packages = ("depesche", "torch", "transformers", "tokenizers", "sacrebleu")
    found: dict[str, str] = {}
    for package in packages:
        try:
            found[package] = version(package)
        except PackageNotFoundError:  # run from a clone that is not installed
            continue
    return found
