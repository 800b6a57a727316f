"""`depesche run`: the batch job."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import options
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.newsletter import Settings
    from pipeline.profile import DigestForm, Profile
    from pipeline.run.cluster.connection import Cluster
    from pipeline.run.job import Job, Tally


class RunEngine(StrEnum):
    """What does the work of a run."""

    local = "local"
    ray = "ray"


def run(
    sources: options.Sources = None,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="Where runs are kept; else outputs.")
    ] = None,
    name: Annotated[
        str | None, typer.Option("--run", help="Name of this run; else today's date.")
    ] = None,
    profile: options.ProfileName = None,
    config: options.ConfigFile = None,
    changes: options.Changes = None,
    device: options.Device = None,
    offline: options.Offline = False,
    columns: options.Columns = None,
    new: Annotated[
        bool, typer.Option("--new", help="Of feeds, only entries that no other run has done.")
    ] = False,
    limit: Annotated[int | None, typer.Option(min=1, help="At most N articles.")] = None,
    since: Annotated[
        str | None, typer.Option(help="Only articles from this date or time on (2026-11-14).")
    ] = None,
    until: Annotated[
        str | None, typer.Option(help="Only articles up to this date or time.")
    ] = None,
    deadline: Annotated[
        str | None,
        typer.Option(metavar="HH:MM", help="Leave for the next run what is not done by then."),
    ] = None,
    metrics: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write figures for Prometheus's textfile collector."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Compute again what is known.")] = False,
    full: options.Full = False,
    order: options.Order = None,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
    log_format: options.LogStyle = options.LogFormat.text,
    engine: Annotated[
        RunEngine, typer.Option(help="local: this process; ray: many, on one machine or more.")
    ] = RunEngine.local,
    address: Annotated[
        str | None,
        typer.Option(help="Ray cluster (host:port, auto); without it one is started here."),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="With --engine ray: so many workers.")
    ] = None,
) -> None:
    """Read articles, summarize and translate each, and write German/English pairs to OUT/NAME/.

    Without SOURCE it takes the run.sources of the profile, else the sample articles in seeds/.
    A second run computes only what changed.
    SIGTERM or Ctrl-C ends it after the window under way, a second one at once; the same command
    goes on from there.
    """
    import time
    from functools import partial

    from pipeline.cli import console
    from pipeline.cli.logs import set_up_logging
    from pipeline.newsletter import load_settings
    from pipeline.plugins import plugin
    from pipeline.profile import data_folder
    from pipeline.run.job import Job, run_name
    from pipeline.run.job import run as work
    from pipeline.run.meter import Meter
    from pipeline.run.metrics import write_metrics
    from pipeline.run.models import plan
    from pipeline.run.report import summary_line, write_report
    from pipeline.run.selection import Selection, moment
    from pipeline.run.stop import Stop, on_signals, seconds_until
    from pipeline.sources import Columns, Network, read_lazily

    set_up_logging(quiet=quiet, verbose=verbose, as_json=log_format.value == "json")
    started = datetime.now(UTC)
    settings = _with_columns(options.settings(profile, config, device, order, changes), columns)
    asked = settings.run
    selection = Selection(
        since=moment(since) if since else None,
        until=moment(until, end_of_day=True) if until else None,
        limit=limit or asked.limit,
    )
    end = deadline or asked.deadline
    stop = Stop(time.monotonic() + seconds_until(end, started) if end else None)
    chosen = plan(settings)
    job = Job(
        out=out or Path(asked.out),
        name=run_name(name if name is not None else started.astimezone().date().isoformat()),
        profile=chosen.profile,
        models=chosen.models,
        selection=selection,
        full=full or asked.full,
        force=force,
    )
    # What cannot be written beside the pairs is found out now, and not in the morning.
    figures = _figures_file(metrics or (asked.metrics and Path(asked.metrics)) or None)
    for writer in asked.writers:
        plugin("writers", writer)
    letter = load_settings(Path(asked.newsletter) if asked.newsletter else None)
    meter = Meter()
    console.note(chosen.notices())
    as_json = log_format is options.LogFormat.json
    say = (lambda _: None) if quiet else partial(console.say_at_once, as_json=as_json)
    named = sources or asked.sources or [str(data_folder("seeds"))]
    with (
        _connected(engine, address, workers, settings) as cluster,
        on_signals(stop, say),
        console.progress(quiet=quiet) as bar,
    ):
        if cluster:
            from pipeline.run.cluster.engine import run as work_together

            tally = work_together(job, named, cluster, bar, meter, stop)
        else:
            here = str(job.folder.resolve())
            network = None if offline else Network.from_environment(run=here, only_new=new)
            inputs = read_lazily(named, network, Columns.of(asked.columns))
            tally = work(job, inputs, chosen.load_stages, bar, meter, stop)
            if network:
                network.keep_polls(_done(job, tally))
    report = write_report(job, tally, meter, started)
    if figures:
        write_metrics(figures, report)
    _write_digests(job, asked.digest if tally.done else [], letter)
    console.note([summary_line(job, tally)])
    console.note(console.failures(tally.failures), error=not tally.done)
    if status := _status(tally, new=new):
        raise typer.Exit(status)


def _connected(
    engine: RunEngine, address: str | None, workers: int | None, settings: Profile
) -> AbstractContextManager[Cluster | None]:
    """The cluster that the options mean; None if the work is done in this process."""
    if engine is RunEngine.ray:
        from pipeline.run.cluster.connection import Cluster

        return Cluster(address, settings.cluster, workers)
    if address or workers:
        raise UsageError("--address and --workers are for a cluster", "add --engine ray")
    return nullcontext()


def _with_columns(settings: Profile, columns: list[str] | None) -> Profile:
    """The settings with what the command line calls columns, which a cluster's readers need too."""
    from pipeline.sources import Columns

    mapped = settings.run.columns | dict(Columns.parse(columns or ()).given)
    asked = settings.run.model_copy(update={"columns": mapped})
    return settings.model_copy(update={"run": asked})


def _figures_file(file: Path | None) -> Path | None:
    """The file for Prometheus, if there is to be one. Raises what says that it cannot be."""
    from pipeline.write.atomic import prepare_folder

    if file and file.is_dir():
        raise UsageError(f"{file} is a folder", "give a file in it with --metrics")
    if file:
        prepare_folder(file.parent, "--metrics")
    return file


def _done(job: Job, tally: Tally) -> Callable[[str], bool]:
    """Whether what was read at a source was dealt with: it need not come to another run."""
    from pipeline.write.jsonl import sources_of

    undone = {failure.source for failure in tally.failures}.union(tally.left)
    if not tally.unread:
        return lambda source: source not in undone
    # What was read ahead when the run was stopped is in no list: only what was written counts.
    written = sources_of(job.folder / "pairs.jsonl") if tally.done else set()
    return lambda source: source in written and source not in undone


def _status(tally: Tally, *, new: bool) -> int:
    """The exit status. A night without news is no failure, nor is what the next run takes up."""
    from pipeline.cli import console

    quiet_night = (new or tally.skipped > 0) and not tally.failures
    left = bool(tally.stopped)
    return console.status(tally.done + quiet_night + left, len(tally.failures) + left)


def _write_digests(job: Job, forms: Sequence[DigestForm], settings: Settings) -> None:
    """The newsletters of the run beside its pairs; a night without a story has none.

    Where the run was on the editor's desk before, they have what was accepted there.
    """
    from pipeline.cli import console
    from pipeline.errors import DepescheError
    from pipeline.newsletter import render
    from pipeline.review import approved, compose_approved
    from pipeline.write.atomic import write_text

    if not forms:
        return
    if "eml" in forms and not settings.has_sender:
        console.note([console.NO_SENDER])
    names, files = [job.name], {form: job.folder / f"digest.{form}" for form in forms}
    try:
        issue = compose_approved(approved(job.out, names), names, settings, now=datetime.now(UTC))
    except DepescheError as error:
        console.note([f"no digest: {error}"])
        for file in files.values():
            file.unlink(missing_ok=True)
        return
    for form, file in files.items():
        write_text(file, render(issue, form, settings, None))
