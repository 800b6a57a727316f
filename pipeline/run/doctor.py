"""Is this machine ready for a profile? Each finding says what to do about it."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from packaging.requirements import Requirement

from pipeline.errors import DepescheError
from pipeline.models.cache import cache_folder
from pipeline.models.checkpoint import Checkpoint
from pipeline.models.devices import pick
from pipeline.models.load import verify_files
from pipeline.models.memory import footprint, free_bytes
from pipeline.models.precision import capability_of, precision
from pipeline.models.seq2seq import BATCH_TOKENS
from pipeline.profile import Profile
from pipeline.run.golden import Examined, failed, summary, translation
from pipeline.run.models import Plan, plan
from pipeline.run.report import versions

_ENOUGH_DISK = 2 * 1024**3
_NOT_COMMERCIAL = re.compile(r"(?:^|-)nc(?:-|$)", re.IGNORECASE)


def examine(profile: Profile) -> Iterator[Examined]:
    """Versions, processors, device, disk and cache; then the profile's models: whether they are
    whole, fit the memory, translate a sentence and summarize an article.
    """
    yield _versions()
    yield Examined("processors", True, str(os.cpu_count() or 1))
    yield _device(profile)
    yield _disk(Path.cwd())
    yield _cache(cache_folder())
    try:
        chosen = plan(profile)
    except DepescheError as error:
        yield failed("models", error)
        return
    yield Examined("models", True, "; ".join(chosen.notices()))
    yield _licences(chosen)
    yield _files(chosen)
    yield _memory(chosen)
    yield translation(chosen)
    yield summary(chosen)


def _versions() -> Examined:
    """Whether the libraries are those that this version of Depesche was tested with."""
    told = ", ".join(f"{name} {number}" for name, number in versions().items())
    wrong = list(_unmet(_requirements()))
    return Examined(
        "versions",
        not wrong,
        f"{told}; not met: {', '.join(wrong)}" if wrong else told,
        f"pip install {' '.join(repr(each) for each in wrong)}",
    )


def _requirements() -> Iterable[str]:
    try:
        return requires("depesche") or ()
    except PackageNotFoundError:  # run from its folder, without being installed
        return ()


def _unmet(requirements: Iterable[str]) -> Iterator[str]:
    """The requirements, those of extras left out, that what is installed does not meet."""
    for text in requirements:
        requirement = Requirement(text)
        if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
            continue
        try:
            met = requirement.specifier.contains(version(requirement.name), prereleases=True)
        except PackageNotFoundError:
            met = False
        if not met:
            yield f"{requirement.name}{requirement.specifier}"


def _device(profile: Profile) -> Examined:
    try:
        return Examined("device", True, pick(profile.device, "torch"))
    except DepescheError as error:
        return failed("device", error)


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
                return failed("files", error)
            sizes.append(checked.size if checked else 0)
    return Examined(
        "files", True, f"{len(sizes)} models of the Hub match, {sum(sizes) / 1e6:.0f} MB"
    )


def _memory(chosen: Plan) -> Examined:
    profile = chosen.profile
    here = [model for model in chosen.models_in_use() if isinstance(model, Checkpoint)]
    try:
        device = pick(profile.device, "torch")
    except DepescheError:
        return Examined("memory", True, "not known without the device")
    # A server brings its own memory, whatever the profile says of the model's.
    needed = (profile.memory or 0.0) if here else 0.0
    if here and not needed:
        capability = capability_of(device)
        estimates = [footprint(m, precision(m.model_type, capability)) for m in here]
        batch = profile.batch_tokens or BATCH_TOKENS[device.partition(":")[0]]
        needed = sum(each.total(batch) for each in estimates) / 1e9
    free = free_bytes(device)
    if free is None:
        return Examined("memory", True, f"{needed:.1f} GB wanted; how much is free is not known")
    return Examined(
        "memory",
        needed <= free / 1e9,
        f"{needed:.1f} GB wanted, {free / 1e9:.1f} GB free",
        "use a smaller model, a server (docs/profiles.md), or end other programs",
    )
