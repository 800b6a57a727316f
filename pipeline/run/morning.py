"""The page that a person reads in the morning: what came, what failed and why, how long it took."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.article import Rejected
from pipeline.write.markdown import escape

if TYPE_CHECKING:
    from jinja2 import Environment

_SCHEMA = "depesche-report/1"
_NIGHTS = 14
# Longer lists are cut on the page; `quarantine.jsonl` and `report.json` hold all.
_MOST = 50


@dataclass(frozen=True, slots=True)
class Uncertain:
    """An article with translations that no repair could make pass the checks."""

    id: str
    headline: str
    sentences: int


@dataclass(frozen=True, slots=True)
class Night:
    """What the trend shows of a run."""

    name: str
    started: datetime
    articles: int
    failed: int
    minutes: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A night in the chart: where its bar stands and how high it and its failed part are."""

    night: Night
    left: float
    height: float
    failed: float


@dataclass(frozen=True, slots=True)
class Morning:
    """What the page is made of: the values of `report.json`, and what it only counts.

    has_pages: whether each article has a page beside this one; a cluster writes none.
    """

    report: dict[str, Any]
    failures: Sequence[Rejected]
    uncertain: Sequence[Uncertain]
    nights: Sequence[Night]
    has_pages: bool = True

    @property
    def night(self) -> Night:
        """The run that the page is about."""
        return _night(self.report)

    @property
    def stages(self) -> list[tuple[str, float, float]]:
        """Each stage, its seconds and its share of all stages, the longest first."""
        seconds = self.report["seconds"]
        total = sum(seconds.values()) or 1.0
        return sorted(
            ((stage, value, value / total) for stage, value in seconds.items()),
            key=lambda row: -row[1],
        )

    @property
    def bars(self) -> list[Bar]:
        """The chart of the nights, in an area of 100 by 16."""
        most = max((night.articles + night.failed for night in self.nights), default=0) or 1
        step = 100 / _NIGHTS
        return [
            Bar(
                night,
                left=number * step,
                height=16 * (night.articles + night.failed) / most,
                failed=16 * night.failed / most,
            )
            for number, night in enumerate(self.nights)
        ]


def earlier_nights(out: Path, report: dict[str, Any]) -> list[Night]:
    """The last runs kept in `out`, oldest first, and that of `report` as the last of them."""
    this = _night(report)
    folders = {path.parent for path in out.glob("*/report.json")}
    others = [f for f in folders if f.name != this.name and not f.is_symlink()]
    found = [_read(folder / "report.json") for folder in others]
    before = sorted(
        (night for night in found if night and night.started <= this.started),
        key=lambda night: night.started,
    )
    return [*before, this][-_NIGHTS:]


def to_markdown(page: Morning) -> str:
    """The page in Markdown."""
    return _templates().get_template("report.md").render(page=page, most=_MOST, md=escape)


def to_html(page: Morning) -> str:
    """The page in HTML, with the trend as a chart. Everything that comes from inputs is escaped."""
    return _templates().get_template("report.html").render(page=page, most=_MOST)


def _read(path: Path) -> Night | None:
    """The run of a `report.json`; None where it is not one of ours."""
    try:
        values = json.loads(path.read_text("utf-8"))
        return _night(values) if values["schema"] == _SCHEMA else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _night(report: dict[str, Any]) -> Night:
    started = datetime.fromisoformat(report["started"])
    return Night(
        name=report["run"],
        started=started,
        articles=report["counts"]["articles"],
        failed=report["counts"]["failed"],
        minutes=(datetime.fromisoformat(report["finished"]) - started).total_seconds() / 60,
    )


@cache
def _templates() -> Environment:
    from jinja2 import Environment, PackageLoader, select_autoescape

    return Environment(
        loader=PackageLoader("pipeline.run"),
        autoescape=select_autoescape(["html"]),
        trim_blocks=True,
        lstrip_blocks=True,
    )
