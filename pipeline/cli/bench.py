"""`depesche bench`: speed, beside other ways to use the same model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import options

if TYPE_CHECKING:
    from pipeline.profile import Profile

_SAMPLE = 320
"""Articles whose stages are timed."""


def bench(
    sources: options.Sources = None,
    profile: options.ProfileName = None,
    config: options.ConfigFile = None,
    changes: options.Changes = None,
    device: options.Device = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most N articles.")] = None,
    rounds: Annotated[int, typer.Option(min=1, help="Rounds; the median counts.")] = 3,
    stages: Annotated[
        bool, typer.Option("--stages", help="Cost of each stage instead, for `depesche plan`.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON instead of a table.")] = False,
    plot: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Draw it into a PNG, SVG or PDF too.", callback=options.picture
        ),
    ] = None,
) -> None:
    """Time this model four ways on the same articles (seeds/ without SOURCE), in turns.

    transformers a sentence at a time, as most scripts do; transformers in sorted batches;
    CTranslate2 alone; and the whole job, from articles to files.
    """
    if stages:
        _show_costs(
            options.settings(profile, config, device, changes=changes), sources, limit, as_json
        )
        return
    from itertools import islice

    from pipeline.article import Article
    from pipeline.cli.logs import set_up_logging
    from pipeline.cli.tables import show
    from pipeline.errors import SourceError
    from pipeline.profile import data_folder
    from pipeline.run.bench import bench as measure
    from pipeline.sources import read

    settings = options.settings(profile, config, device, changes=changes)
    found = read(sources or [str(data_folder("seeds"))])
    articles = list(islice((item for item in found if isinstance(item, Article)), limit))
    if not articles:
        raise SourceError("there is no article to measure with", "give files with German articles")
    set_up_logging(quiet=True)
    report = measure(settings, articles, rounds)
    show(report, as_json=as_json)
    if plot:
        from pipeline.evaluate.plot import plot_report

        plot_report(report, plot, ["times_script", "cpu_seconds", "peak_mb", "startup_seconds"])


def _show_costs(
    settings: Profile, sources: list[str] | None, limit: int | None, as_json: bool
) -> None:
    from pipeline.cli.logs import set_up_logging
    from pipeline.cli.tables import show
    from pipeline.models.ct2_engine import available_cores
    from pipeline.profile import data_folder
    from pipeline.run.cluster.costs import measure

    set_up_logging(quiet=True)
    named = sources or [str(data_folder("seeds"))]
    show(measure(settings, named, limit or _SAMPLE, available_cores()), as_json=as_json)
