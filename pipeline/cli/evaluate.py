"""`depesche evaluate`: scores with the baseline beside them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import options

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

app = typer.Typer(help="Scores, always with the baseline beside them.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="JSON instead of a table.")]
Plot = Annotated[
    Path | None,
    typer.Option(help="Picture of the figures: .png, .svg or .pdf.", callback=options.picture),
]


def _present(report: DataclassInstance, *, as_json: bool, plot: Path | None = None) -> None:
    """Print a report, and draw it if there is a file to draw it into."""
    from pipeline.cli.tables import show

    show(report, as_json=as_json)
    if plot:
        from pipeline.evaluate.plot import plot_report

        plot_report(report, plot)


@app.command("translation")
def translation(
    folder: Annotated[Path, typer.Argument(help="NAME.de, NAME.en and NAME.SYSTEM.en files.")],
    lines: Annotated[int | None, typer.Option(min=1, help="The first N segments only.")] = None,
    profile: options.ProfileName = None,
    config: options.ConfigFile = None,
    changes: options.Changes = None,
    device: options.Device = None,
    comet: Annotated[
        str | None, typer.Option(help="COMET too, by this model: id or checkpoint.")
    ] = None,
    as_json: AsJson = False,
    plot: Plot = None,
) -> None:
    """BLEU and chrF of the profile's translator, beside the systems whose outputs lie there."""
    from pipeline.cli import console
    from pipeline.cli.logs import set_up_logging
    from pipeline.evaluate.translation import evaluate, find_sets
    from pipeline.run.models import plan
    from pipeline.translate.lines import translate_lines

    set_up_logging()
    sets = [one.head(lines) for one in find_sets(folder)]
    chosen = plan(options.settings(profile, config, device, changes=changes))
    console.tell(chosen.notices())
    translator = chosen.load_translator()
    report = evaluate(sets, lambda german: translate_lines(german, translator), comet)
    _present(report, as_json=as_json, plot=plot)


@app.command("checks")
def checks(
    folder: Annotated[Path, typer.Argument(help="NAME.de and NAME.en files of good pairs.")],
    lines: Annotated[int | None, typer.Option(min=1, help="The first N segments only.")] = None,
    as_json: AsJson = False,
) -> None:
    """Recall of the checks on planted errors of twelve kinds, and their false alarms."""
    from pipeline.evaluate.checks import evaluate, together
    from pipeline.evaluate.translation import find_sets
    from pipeline.translate.scoring import embedded_scorer

    parts = [one.head(lines) for one in find_sets(folder)]
    scorer = embedded_scorer()
    reports = [
        evaluate(part.name, list(zip(part.german, part.reference, strict=True)), scorer)
        for part in parts
    ]
    _present(together(reports), as_json=as_json)


@app.command("ladder")
def ladder(
    folder: Annotated[Path, typer.Argument(help="NAME.de and NAME.en files.")],
    lines: Annotated[int | None, typer.Option(min=1, help="The first N segments only.")] = None,
    profile: options.ProfileName = None,
    config: options.ConfigFile = None,
    device: options.Device = None,
    as_json: AsJson = False,
) -> None:
    """Loops and omissions that the ladder of repair mends, and what the checks cost."""
    from pipeline.cli.logs import set_up_logging
    from pipeline.errors import UsageError
    from pipeline.evaluate.ladder import LadderReport, evaluate
    from pipeline.evaluate.translation import find_sets
    from pipeline.run.models import plan
    from pipeline.translate.seq2seq import Seq2SeqTranslator

    set_up_logging()
    sets = find_sets(folder)
    translator = plan(options.settings(profile, config, device)).load_translator()
    if not isinstance(translator, Seq2SeqTranslator):
        raise UsageError("an instruct model has no ladder of decodings", "choose another profile")
    rows = [evaluate(one.head(lines), translator) for one in sets]
    _present(LadderReport(rows), as_json=as_json)


@app.command("invented")
def invented(
    file: Annotated[Path, typer.Argument(help="JSONL with `text`, plain or .xz.")],
    as_json: AsJson = False,
) -> None:
    """Numbers and names that a summary invents: the share that the checks flag."""
    from pipeline.evaluate.invented import evaluate
    from pipeline.evaluate.summary import as_article, read_records

    records = read_records(file)
    articles = (as_article(record, number) for number, record in enumerate(records, 1))
    _present(evaluate(articles), as_json=as_json)


@app.command("summary")
def summary(
    file: Annotated[Path, typer.Argument(help="JSONL with `text` and `summary`.")],
    profile: options.ProfileName = None,
    config: options.ConfigFile = None,
    changes: options.Changes = None,
    device: options.Device = None,
    as_json: AsJson = False,
    plot: Plot = None,
) -> None:
    """ROUGE of the profile's summarizer, beside lead-1, lead-3, TextRank and the best sentence."""
    from pipeline.evaluate.summary import evaluate, read_rows
    from pipeline.run.models import plan

    rows = read_rows(file)
    chosen = plan(options.settings(profile, config, device, changes=changes))
    report = evaluate(rows, {"depesche": chosen.load_summarizer()})
    _present(report, as_json=as_json, plot=plot)


@app.command("segmentation")
def segmentation(
    file: Annotated[Path, typer.Argument(help="Gold: a sentence a line, or JSONL.")],
    as_json: AsJson = False,
    plot: Plot = None,
) -> None:
    """Precision, recall and F1 of sentence boundaries, beside sentencex and a naive pattern."""
    from pipeline.evaluate.segmentation import evaluate

    report = evaluate(file)
    _present(report, as_json=as_json, plot=plot)


@app.command("extraction")
def extraction(
    folder: Annotated[Path, typer.Argument(help="Pages, and expected.jsonl with what they say.")],
    as_json: AsJson = False,
    plot: Plot = None,
) -> None:
    """F1 of the words of the body, beside trafilatura alone; headlines, leads and dates."""
    from pipeline.evaluate.extraction import evaluate

    report = evaluate(folder)
    _present(report, as_json=as_json, plot=plot)
