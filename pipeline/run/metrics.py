"""The figures of a run for Prometheus, in the text format that its node exporter collects.

https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline.write.atomic import write_parts

_COUNTS = {
    "articles": "Records written by the last run.",
    "reused": "Records of the last run that were known before.",
    "failed": "Inputs of the last run that became no record.",
    "skipped": "Articles of the last run outside the dates asked for.",
    "with_degraded": "Articles of the last run with an uncertain translation.",
    "left": "Articles that the last run left for the next one.",
}


def write_metrics(path: Path, report: dict[str, Any]) -> None:
    """Write the figures of a report to `path` in one step."""
    write_parts(path, metrics(report))


def metrics(report: dict[str, Any]) -> Iterator[str]:
    """The lines of a report's figures; every one is a gauge, for each run starts from nothing."""
    for name, text in _COUNTS.items():
        yield from _gauge(f"depesche_run_{name}", text, {"": report["counts"][name]})
    stages = {f'{{stage="{stage}"}}': value for stage, value in report["seconds"].items()}
    yield from _gauge("depesche_run_stage_seconds", "Seconds of each stage.", stages)
    speed = {"": report["tokens_per_second"]}
    yield from _gauge("depesche_run_tokens_per_second", "English tokens a second.", speed)
    for name in ("started", "finished"):
        moment = datetime.fromisoformat(report[name]).timestamp()
        text = f"When the last run {name}, in seconds since 1970."
        yield from _gauge(f"depesche_run_{name}_timestamp_seconds", text, {"": moment})


def _gauge(name: str, text: str, values: dict[str, float]) -> Iterator[str]:
    yield f"# HELP {name} {text}\n# TYPE {name} gauge\n"
    for labels, value in values.items():
        yield f"{name}{labels} {value}\n"
