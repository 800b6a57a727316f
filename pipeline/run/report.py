"""The report of a run: `report.json`, and the lines a person reads at the end."""

from __future__ import annotations

import json
import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from pipeline import __version__
from pipeline.run.job import Job, Tally
from pipeline.run.meter import Meter
from pipeline.write.atomic import write_text

_LIBRARIES = ("torch", "transformers", "ctranslate2", "sentencepiece", "tokenizers")


def write_report(job: Job, tally: Tally, meter: Meter, started: datetime) -> None:
    """Write `report.json` into the run's folder."""
    text = json.dumps(report(job, tally, meter, started), ensure_ascii=False, indent=2)
    write_text(job.folder / "report.json", text + "\n")


def report(job: Job, tally: Tally, meter: Meter, started: datetime) -> dict[str, Any]:
    """Counts, seconds a stage, tokens a second, models and versions of a run."""
    return {
        "schema": "depesche-report/1",
        "run": job.name,
        "started": started.astimezone(UTC).isoformat(timespec="seconds"),
        "counts": {
            "articles": tally.done,
            "reused": tally.reused,
            "failed": len(tally.failures),
            "skipped": tally.skipped,
            "with_degraded": tally.degraded,
            "left": len(tally.left),
        },
        "stopped": tally.stopped or None,
        "left": {"sources": tally.left, "more": tally.unread},
        "seconds": {stage: round(value, 3) for stage, value in sorted(meter.seconds.items())},
        "tokens": meter.tokens,
        "tokens_per_second": round(meter.tokens_per_second, 1),
        "models": job.models.model_dump(),
        "profile": job.profile.model_dump(),
        "versions": versions(),
    }


def summary_line(job: Job, tally: Tally) -> str:
    """What a person wants to know at the end, in one line."""
    parts = [f"{tally.done} articles"]
    if tally.reused:
        parts.append(f"{tally.reused} unchanged")
    if tally.degraded:
        parts.append(f"{tally.degraded} with uncertain sentences")
    if tally.failures:
        parts.append(f"{len(tally.failures)} failed (see quarantine.jsonl)")
    if tally.stopped:
        left = f"{'at least ' if tally.unread else ''}{len(tally.left)}"
        parts.append(f"{left} left for the next run ({tally.stopped})")
    return f"{', '.join(parts)} -> {job.folder}"


def versions() -> dict[str, str]:
    """Versions of Depesche, Python and the libraries that decide what comes out."""
    known = {"depesche": __version__, "python": platform.python_version()}
    for library in _LIBRARIES:
        try:
            known[library] = version(library)
        except PackageNotFoundError:
            continue
    return known
