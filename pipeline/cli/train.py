"""`depesche train`: parallel text in, a checkpoint with its card out."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from pipeline.cli import options


def train(
    data: Annotated[
        list[str],
        typer.Option(
            help="Parallel text: TSV (German, English, or with a source before them), TMX or "
            'JSONL {"de", "en"}, also .gz or .xz; FILE=SHARE reads a file SHARE times an epoch.',
            metavar="FILE[=SHARE]",
        ),
    ],
    out: Annotated[
        Path, typer.Option("-o", "--out", help="Folder of the checkpoint and its card.")
    ],
    dev: Annotated[
        tuple[Path, Path] | None,
        typer.Option(
            help="German and English dev set, a segment a line; outputs of other systems are found "
            "beside it as NAME.SYSTEM.en. Without it some of the data is held out.",
            metavar="DE EN",
        ),
    ] = None,
    base: Annotated[
        str | None,
        typer.Option("--from", help="Checkpoint to fine-tune: folder, Hub id or embedded."),
    ] = None,
    minutes: Annotated[float | None, typer.Option(help="Budget in minutes of wall time.")] = None,
    steps: Annotated[int | None, typer.Option(min=1, help="Budget in steps.")] = None,
    tokens: Annotated[
        int | None, typer.Option(min=64, help="Padded tokens a batch; 2500, GPU 12000.")
    ] = None,
    lr: Annotated[
        float | None,
        typer.Option(help="Peak learning rate; 2e-3 for a fresh model, 5e-5 with --from."),
    ] = None,
    optimizer: Annotated[
        Literal["muon", "adamw"] | None,
        typer.Option(
            help="muon learns more from each token of a long run, adamw changes a good checkpoint "
            "gently; muon for a fresh model, adamw with --from."
        ),
    ] = None,
    width: Annotated[int, typer.Option(min=1, help="Features of a fresh model.")] = 256,
    layers: Annotated[
        tuple[int, int], typer.Option(help="Encoder and decoder layers of a fresh model.")
    ] = (6, 2),
    pieces: Annotated[int, typer.Option(min=300, help="Vocabulary of a fresh model.")] = 8000,
    dropout: Annotated[
        float, typer.Option(min=0, max=0.9, help="Dropout of a fresh model; 0.1 for many epochs.")
    ] = 0.0,
    omissions: Annotated[
        float,
        typer.Option(
            min=0,
            max=1,
            help="Share of the pairs that are shown whole and cut as well, so that the model can "
            "tell whether something is missing; 0.1 costs a fifth of the speed.",
        ),
    ] = 0.0,
    device: options.Device = None,
    seed: Annotated[int, typer.Option(help="Decides the order of the data and a fresh start.")] = 1,
    save_minutes: Annotated[
        float, typer.Option(min=0, help="Minutes between saved states; a kill costs no more.")
    ] = 10,
    licence: Annotated[
        str | None, typer.Option(help="Licence of the weights, for the card; else the base's.")
    ] = None,
    licences: Annotated[
        Path | None, typer.Option(help='JSON {"source": "licence"} of the data, for the card.')
    ] = None,
    quiet: options.Quiet = False,
) -> None:
    """Train a translator, or fine-tune one on your own pairs; the same command resumes.

    OUT becomes a Hugging Face checkpoint with README.md, depesche.json, log.jsonl and curve.png.
    OUT/state is what a longer run would go on from; it may be deleted when the model is good.
    """
    from pipeline.cli import console
    from pipeline.train.corpus import Corpus
    from pipeline.train.schedule import Budget

    budget = Budget(minutes, steps)
    corpora = tuple(Corpus.parse(text) for text in data)

    from pipeline.train.run import Job
    from pipeline.train.run import train as run_job
    from pipeline.train.start import Shape

    job = Job(
        data=corpora,
        out=out,
        budget=budget,
        dev=dev,
        base=base,
        shape=Shape(width, *layers, pieces=pieces, dropout=dropout),
        tokens=tokens,
        rate=lr,
        optimizer=optimizer,
        device=device or "auto",
        seed=seed,
        omissions=omissions,
        save_minutes=save_minutes,
        licence=licence,
        licences=licences,
        command=shlex.join(["depesche", *sys.argv[1:]]),
    )
    outcome = run_job(job, (lambda _: None) if quiet else console.say)
    if outcome.stopped_by:
        console.say(f"stopped at step {outcome.step}; the same command goes on")
        raise typer.Exit(128 + outcome.stopped_by)
