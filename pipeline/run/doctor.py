"""Is this machine ready for a profile? Each finding says what to do about it."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.article import Article, Block, Sentence
from pipeline.errors import DepescheError
from pipeline.models.cache import cache_folder
from pipeline.models.checkpoint import Checkpoint
from pipeline.models.devices import pick
from pipeline.models.load import verify_files
from pipeline.profile import Profile
from pipeline.run.models import EMBEDDED, PREFERRED, Plan, plan
from pipeline.run.report import versions
from pipeline.summarize import Extractive
from pipeline.translate.segments import Segment

_ENOUGH_DISK = 2 * 1024**3
# Beside its weights a model needs room for what it computes.
_ROOM = 1.5
_NOT_COMMERCIAL = re.compile(r"(?:^|-)nc(?:-|$)", re.IGNORECASE)

_GOLDEN = "Der Bundestag hat am Freitag den Haushalt beschlossen."
# Whatever the wording, a translation of it has two of these.
_GOLDEN_WORDS = ("bundestag", "parliament", "friday", "budget")
_GOLDEN_ARTICLE = {
    "de": (
        "Der Stadtrat von Haldenburg hat am Freitag den Haushalt beschlossen. "
        "Das Defizit sinkt auf 47 Millionen Euro. "
        "Bei den Schulen wird nicht gekürzt. "
        "Die Opposition stimmte gegen den Entwurf. "
        "Sie nannte ihn eine Rechnung ohne Strategie. "
        "Im Januar berät der Rat über neue Steuern."
    ),
    "en": (
        "The city council of Haldenburg passed the budget on Friday. "
        "The deficit falls to 47 million euros. "
        "There will be no cuts for schools. "
        "The opposition voted against the draft. "
        "It called it a calculation without a strategy. "
        "In January the council will discuss new taxes."
    ),
}


@dataclass(frozen=True, slots=True)
class Examined:
    """One thing that was looked at; `remedy` says what to do where it is not well."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""


def examine(profile: Profile) -> Iterator[Examined]:
    """Versions, processors, device, disk and cache; then the profile's models: whether they are
    whole, fit the memory, translate a sentence and summarize an article.
    """
    yield Examined("versions", True, ", ".join(f"{k} {v}" for k, v in versions().items()))
    yield Examined("processors", True, str(os.cpu_count() or 1))
    yield _device(profile)
    yield _disk(Path.cwd())
    yield _cache(cache_folder())
    try:
        chosen = plan(profile)
    except DepescheError as error:
        yield _failed("models", error)
        return
    yield Examined("models", True, "; ".join(chosen.notices()))
    yield _licences(chosen)
    yield _files(chosen)
    yield _memory(chosen)
    yield _translation(chosen)
    yield _summary(chosen)


def _failed(name: str, error: DepescheError) -> Examined:
    return Examined(name, False, error.problem, error.remedy)


def _device(profile: Profile) -> Examined:
    try:
        return Examined("device", True, pick(profile.device, "torch"))
    except DepescheError as error:
        return _failed("device", error)


def _disk(folder: Path) -> Examined:
    free = shutil.disk_usage(folder).free
    return Examined(
        "disk", free > _ENOUGH_DISK, f"{free / 1e9:.1f} GB free here", "make room: 2 GB are wanted"
    )


def _cache(folder: Path) -> Examined:
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    try:
        with tempfile.TemporaryFile(dir=existing):
            return Examined("cache", True, str(folder))
    except OSError as error:
        return Examined(
            "cache",
            False,
            f"{folder} cannot be written ({error.strerror or error})",
            "set DEPESCHE_CACHE to a folder that can",
        )


def _licences(chosen: Plan) -> Examined:
    told = []
    for model in chosen.models_in_use():
        licence = model.card.licence or "not stated"
        limit = " (not for commercial use)" if _NOT_COMMERCIAL.search(licence) else ""
        told.append(f"{model.id}: {licence}{limit}")
    return Examined("licences", True, "; ".join(told))


def _files(chosen: Plan) -> Examined:
    """Each model of the Hub against its checksums."""
    sizes = []
    for model in chosen.models_in_use():
        if isinstance(model, Checkpoint) and model.folder.parent.name == "snapshots":
            try:
                checked = verify_files(model.id, model.revision)
            except DepescheError as error:
                return _failed("files", error)
            sizes.append(checked.size if checked else 0)
    return Examined(
        "files", True, f"{len(sizes)} models of the Hub match, {sum(sizes) / 1e6:.0f} MB"
    )


def _memory(chosen: Plan) -> Examined:
    weights = sum(
        path.stat().st_size
        for model in chosen.models_in_use()
        if isinstance(model, Checkpoint)
        for path in model.weights
    )
    # A server brings its own memory, whatever the profile says of the model's.
    needed = (chosen.profile.memory or _ROOM * weights / 1e9) if weights else 0.0
    free = _free_memory(chosen.profile)
    if free is None:
        return Examined("memory", True, f"{needed:.1f} GB wanted; how much is free is not known")
    return Examined(
        "memory",
        needed <= free,
        f"{needed:.1f} GB wanted, {free:.1f} GB free",
        "use a smaller model, a server (docs/profiles.md), or end other programs",
    )


def _free_memory(profile: Profile) -> float | None:
    """GB that are free on the device; None where the system does not say."""
    try:
        device = pick(profile.device, "torch")
    except DepescheError:
        return None
    if device.startswith("cuda"):
        import torch

        return torch.cuda.mem_get_info(device)[0] / 1e9
    told = Path("/proc/meminfo")
    found = re.search(r"MemAvailable:\s+(\d+) kB", told.read_text()) if told.exists() else None
    return int(found[1]) * 1024 / 1e9 if found else None


def _translation(chosen: Plan) -> Examined:
    """A broken checkpoint (weights not tied, wrong language) shows in the simplest sentence."""
    try:
        result = chosen.load_translator().translate([Segment(_GOLDEN)])[0]
    except DepescheError as error:
        return _failed("translation", error)
    known = sum(word in result.text.lower() for word in _GOLDEN_WORDS)
    better = PREFERRED if chosen.translator.id == EMBEDDED else "another model"
    return Examined(
        "translation",
        result.status != "degraded" and known > 1,
        f"{_GOLDEN} -> {result.text}",
        f"this model is weak or damaged: try {better} (`depesche models pull`)",
    )


def _summary(chosen: Plan) -> Examined:
    """A model that gives nothing of use is replaced by the article's own sentences, and shows."""
    article = _golden_article("en" if chosen.profile.order == "translate-summarize" else "de")
    try:
        (summary,) = chosen.load_summarizer().summarize([article])
    except DepescheError as error:
        return _failed("summary", error)
    (own,) = Extractive(chosen.profile.summarizer.sentences).summarize([article])
    said = " ".join(sentence.text for sentence in summary)
    return Examined(
        "summary",
        chosen.summarizer is None or summary != own,
        said,
        "this model adds nothing to the article's own sentences: try another, "
        "or kind = 'extractive'",
    )


def _golden_article(language: str) -> Article:
    texts = _GOLDEN_ARTICLE[language].split(". ")
    sentences = tuple(
        Sentence(f"s{number}", f"{text.rstrip('.')}. ")
        for number, text in enumerate(texts, start=1)
    )
    return Article(
        id="golden",
        source="doctor",
        url=None,
        published=None,
        kicker="",
        headline="",
        byline="",
        lead="",
        language=language,
        blocks=(Block("paragraph", sentences),),
    )
