"""A report as a picture: a panel a measure, a bar a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import DepescheError, UsageError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_BAR = 0.28  # inches
_PANEL = 3.2
_MOST_ROWS = 80
# Counts that say how much was measured, not how well.
_NO_MEASURE = frozenset(("segments", "pairs", "matched", "predicted", "gold", "n"))


def drawable(target: Path) -> Path:
    """The path itself, if its name is a picture's. Raises UsageError if not."""
    if target.suffix not in (".png", ".svg", ".pdf"):
        raise UsageError(f"{target} is no picture", "end it in .png, .svg or .pdf")
    return target


def plot_report(report: DataclassInstance, target: Path, wanted: Sequence[str] = ()) -> None:
    """Draw the first list of rows in a report into a PNG, SVG or PDF.

    wanted: the measures to draw; all of them if empty.
    Raises DepescheError if matplotlib is missing, UsageError if the report has no rows or the
    file's name no such ending.
    """
    drawable(target)
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError as error:
        raise DepescheError("plots need matplotlib", "pip install 'depesche[evaluate]'") from error
    rows = _rows(report)[:_MOST_ROWS]
    labels = [_label(row) for row in rows]
    measures = list(wanted) or _measures(rows)
    figure = Figure(
        figsize=(2.6 + _PANEL * len(measures), 1.2 + _BAR * len(rows)), layout="constrained"
    )
    FigureCanvasAgg(figure)
    panels = figure.subplots(1, len(measures), sharey=True, squeeze=False)[0]
    for axes, measure in zip(panels, measures, strict=True):
        values = [float(row[measure]) for row in rows]
        bars = axes.barh(labels, values, color=_colours(rows))
        axes.bar_label(bars, fmt="%.3g", padding=2, fontsize=8)
        axes.margins(x=0.18)
        axes.set_title(measure.replace("_", " "), fontsize=10)
        axes.spines[["top", "right"]].set_visible(False)
        axes.tick_params(labelsize=8)
    panels[0].invert_yaxis()
    figure.savefig(target, dpi=120)


def _rows(report: DataclassInstance) -> list[dict[str, Any]]:
    for field in fields(report):
        value = getattr(report, field.name)
        if isinstance(value, list | tuple) and value and is_dataclass(value[0]):
            return [_plain(row) for row in value]
    return [_plain(report)]


def _plain(row: Any) -> dict[str, Any]:
    names = [field.name for field in fields(row)]
    names += [name for name, kind in vars(type(row)).items() if isinstance(kind, property)]
    return {name: getattr(row, name) for name in names}


def _label(row: dict[str, Any]) -> str:
    return " ".join(value for value in row.values() if isinstance(value, str)) or "all"


def _measures(rows: Sequence[dict[str, Any]]) -> list[str]:
    found = [
        name
        for name, value in rows[0].items()
        if isinstance(value, int | float) and name not in _NO_MEASURE
    ]
    if not found:
        raise UsageError("the report has no numbers to draw", "leave --plot out")
    return found


def _colours(rows: Sequence[dict[str, Any]]) -> list[str]:
    """Ours stands out from the baselines, if it can be told."""
    ours = ["depesche" in _label(row) for row in rows]
    return ["#b3261e" if own or not any(ours) else "#9aa0a6" for own in ours]
