"""The `depesche` command. Importing it is cheap: the rooms with models load inside the commands."""

from __future__ import annotations

import os

import typer

from pipeline.cli import (
    article,
    bench,
    check,
    digest,
    doctor,
    evaluate,
    export,
    extract,
    memory,
    models,
    plan,
    prune,
    review,
    run,
    schedule,
    summarize,
    train,
    translate,
)

app = typer.Typer(
    name="depesche",
    help="German news in English: summarized, translated, checked and paired, on your own machine.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=True,
    epilog="Exit status: 0 all done; 1 nothing could be done; 2 wrong use; 3 some articles failed "
    "or were left for the next run.",
)
app.command("run")(run.run)
app.command("article")(article.article)
app.command("extract")(extract.extract)
app.command("translate")(translate.translate)
app.command("summarize")(summarize.summarize)
app.command("check")(check.check)
app.command("digest")(digest.digest)
app.command("export")(export.export)
app.command("review")(review.review)
app.add_typer(evaluate.app, name="evaluate")
app.add_typer(memory.app, name="memory")
app.add_typer(models.app, name="models")
app.command("train")(train.train)
app.command("schedule")(schedule.schedule)
app.command("prune")(prune.prune)
app.command("backup")(prune.backup)
app.command("restore")(prune.restore)
app.command("bench")(bench.bench)
app.command("plan")(plan.plan)
app.command("doctor")(doctor.doctor)


@app.callback(invoke_without_command=True)
def _root(
    version: bool = typer.Option(False, "--version", help="Print the version and leave."),
) -> None:
    if version:
        from pipeline import __version__

        typer.echo(f"depesche {__version__}")
        raise typer.Exit


def main() -> None:
    """Run the command line; failures become one line on stderr and the exit status."""
    from pipeline.cli.console import INTERRUPTED, guarded

    try:
        guarded(app)
    except SystemExit as end:
        if end.code == INTERRUPTED:
            # A thread that still waits for a source, such as stdin, would abort a tidy end.
            os._exit(INTERRUPTED)
        raise
