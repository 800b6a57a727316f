"""The learning curve as a picture."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pipeline.errors import DepescheError


def require_matplotlib() -> None:
    """Raise DepescheError if matplotlib is not installed, before hours of training are spent."""
    try:
        import matplotlib  # noqa: F401
    except ImportError as error:
        raise DepescheError(
            "the learning curve needs matplotlib", "pip install 'depesche[train]'"
        ) from error


def plot_curve(
    rows: Iterable[Mapping[str, Any]], yardsticks: Mapping[str, float], target: Path
) -> None:
    """Draw loss and, if there is any, chrF over the target tokens seen, from log.jsonl, into a PNG.

    yardsticks: the chrF of other systems on the same segments, as dashed lines.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    rows = list(rows)
    scored = any("chrf" in row for row in rows)
    figure = Figure(figsize=(7, 6 if scored else 3.5), layout="constrained")
    FigureCanvasAgg(figure)
    losses, *others = figure.subplots(1 + scored, 1, sharex=True, squeeze=False)[:, 0]
    lines = [(losses, "loss", "training (smoothed labels)"), (losses, "dev_loss", "dev")]
    for axes, key, label in (*lines, *((scores, "chrf", "this model") for scores in others)):
        shown = [row for row in rows if key in row]
        seen = [row["target_tokens"] / 1e6 for row in shown]
        axes.plot(seen, [row[key] for row in shown], marker=".", label=label)
    for scores in others:
        scores.set_ylabel("chrF (greedy)")
        for name, chrf in yardsticks.items():
            scores.axhline(chrf, linestyle="--", linewidth=1, color="grey")
            left = scores.get_yaxis_transform()  # x as a share of the width, y in chrF
            scores.text(0.01, chrf, name, transform=left, va="bottom", fontsize=8, color="grey")
    for axes in (losses, *others):
        axes.grid(visible=True, alpha=0.3)
        axes.legend(fontsize=8)
    losses.set_ylabel("loss (nats a token)")
    axes.set_xlabel("target tokens seen (millions)")
    figure.savefig(target, dpi=120, format="png")
