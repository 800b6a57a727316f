"""The report of a run: `report.json`, the page for the morning, and the line at the end."""

from __future__ import annotations

import json
import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from pipeline import __version__
from pipeline.run.job import Job, Tally
from pipeline.run.meter import Meter
from pipeline.run.morning import Morning, earlier_nights, to_html, to_markdown
from pipeline.write.atomic import write_text

_LIBRARIES = ("torch", "transformers", "ctranslate2", "sentencepiece", "tokenizers")


def write_report(job: Job, tally: Tally, meter: Meter, started: datetime) -> dict[str, Any]:
    """Write `report.json`, `report.md` and `report.html` into the run's folder; the first's values.

    started: an aware time; the run ends now.
    """
    values = report(job, tally, meter, started, datetime.now(UTC))
    text = json.dumps(values, ensure_ascii=False, indent=2)
    write_text(job.folder / "report.json", text + "\n")
    nights = earlier_nights(job.out, values)
    has_pages = (job.folder / "articles").is_dir()
    page = Morning(values, tally.failures, tally.uncertain, nights, has_pages)
    write_text(job.folder / "report.md", to_markdown(page))
    write_text(job.folder / "report.html", to_html(page))
    return values


def report(
    job: Job, tally: Tally, meter: Meter, started: datetime, finished: datetime
) -> dict[str, Any]:
    """Counts, seconds a stage, tokens a second, models and versions of a run."""
    return {
        "schema": "depesche-report/1",
        "run": job.name,
        "started": started.astimezone(UTC).isoformat(timespec="seconds"),
        "finished": finished.astimezone(UTC).isoformat(timespec="seconds"),
        "counts": {
            "articles": tally.done,
            "reused": tally.reused,
            "failed": len(tally.failures),
            "duplicates": tally.duplicates,
            "skipped": tally.skipped,
            "with_degraded": len(tally.uncertain),
            "left": len(tally.left),
        },
        "stopped": tally.stopped or None,
        "left": {"sources": tally.left, "more": tally.unread},
        "other_texts": tally.others,
        "seconds": {stage: round(value, 3) for stage, value in sorted(meter.seconds.items())},
        "tokens": meter.tokens,
        "tokens_per_second": round(meter.tokens_per_second, 1),
        "models": job.models.model_dump(),
        "profile": job.profile.model_dump(),
        "versions": versions(),
    }


def summary_line(job: Job, tally: Tally) -> str:
    """What a person wants to know at the end, in one line."""
    parts = [f"{tally.done} article{'' if tally.done == 1 else 's'}"]
    if tally.reused:
        parts.append(f"{tally.reused} unchanged")
    if tally.uncertain:
        parts.append(f"{len(tally.uncertain)} with uncertain sentences")
    if tally.skipped:
        parts.append(f"{tally.skipped} outside the dates")
    if tally.duplicates:
        parts.append(f"{tally.duplicates} read twice")
    if tally.others:
        parts.append(
            f"{len(tally.others)} not written, another text had their address (see report)"
        )
    if tally.failures:
        parts.append(f"{len(tally.failures)} failed (see quarantine.jsonl)")
    if tally.stopped:
        left = [str(len(tally.left))] if tally.left or not tally.unread else []
        left += ["what was not read"] if tally.unread else []
        parts.append(f"{' and '.join(left)} left for the next run ({tally.stopped})")
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
