"""Is this machine ready for a profile? Each finding says what to do about it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import DepescheError
from pipeline.profile import Profile
from pipeline.run.models import PREFERRED, Plan, plan
from pipeline.run.report import versions
from pipeline.translate.segments import Segment

_ENOUGH_DISK = 2 * 1024**3
_GOLDEN = "Der Bundestag hat am Freitag den Haushalt beschlossen."


@dataclass(frozen=True, slots=True)
class Examined:
    """One thing that was looked at; `remedy` says what to do where it is not well."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""


def examine(profile: Profile) -> Iterator[Examined]:
    """Versions, processors, disk, and whether the profile's models load and give English."""
    yield Examined("versions", True, ", ".join(f"{k} {v}" for k, v in versions().items()))
    yield Examined("processors", True, str(os.cpu_count() or 1))
    yield _disk(Path.cwd())
    try:
        chosen = plan(profile)
    except DepescheError as error:
        yield Examined("models", False, error.problem, error.remedy)
        return
    yield Examined("models", True, "; ".join(chosen.notices()))
    yield _golden(chosen)


def _disk(folder: Path) -> Examined:
    free = shutil.disk_usage(folder).free
    return Examined(
        "disk", free > _ENOUGH_DISK, f"{free / 1e9:.1f} GB free here", "make room: 2 GB are wanted"
    )


def _golden(chosen: Plan) -> Examined:
    """A broken checkpoint (weights not tied, wrong language) shows in the simplest sentence."""
    try:
        result = chosen.load_translator().translate([Segment(_GOLDEN)])[0]
    except DepescheError as error:
        return Examined("translation", False, error.problem, error.remedy)
    return Examined(
        "translation",
        result.status != "degraded",
        f"{_GOLDEN} -> {result.text}",
        f"this model is weak: try another, e.g. `depesche models pull {PREFERRED}`",
    )
