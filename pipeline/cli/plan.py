"""`depesche plan`: what a corpus takes on a cluster."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli import options


def plan(
    articles: Annotated[int, typer.Option(min=1, help="Size of the corpus.")],
    hardware: Annotated[
        Path, typer.Option(metavar="FILE", help="The machines, in TOML: see docs/scale.md.")
    ],
    costs: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="From `depesche bench --stages --json`; else measured."),
    ] = None,
    within: Annotated[
        float | None, typer.Option(metavar="HOURS", help="How many machines finish in that time.")
    ] = None,
    profile: options.ProfileName = None,
    config: options.ConfigFile = None,
    changes: options.Changes = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON instead of a table.")] = False,
) -> None:
    """Time, machines, memory, bytes and money that `depesche run --engine ray` will take.

    Without --costs the stages are measured now, on this machine and the sample articles; measure
    a sample of your own archive for figures to rely on.
    """
    from pipeline.cli.tables import show
    from pipeline.models.ct2_engine import available_cores
    from pipeline.profile import data_folder
    from pipeline.run.cluster.costs import load_costs, measure
    from pipeline.run.cluster.forecast import fewest_machines, forecast, load_hardware

    settings = options.settings(profile, config, changes=changes)
    machines = load_hardware(hardware)
    if costs:
        measured = load_costs(costs)
    else:
        seeds = [str(data_folder("seeds"))]
        measured = measure(settings, seeds, 10, available_cores())
    choice = settings.cluster
    if within is not None:
        machines = fewest_machines(articles, measured, machines, choice, within)
    show(forecast(articles, measured, machines, choice), as_json=as_json)
