"""`depesche evaluate`: scores with the baseline beside them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli import options

app = typer.Typer(help="Scores, always with the baseline beside them.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="JSON instead of a table.")]


@app.command("translation")
def translation(
    folder: Annotated[Path, typer.Argument(help="NAME.de, NAME.en and NAME.SYSTEM.en files.")],
    lines: Annotated[int | None, typer.Option(min=1, help="The first N segments only.")] = None,
    profile: options.ProfileName = "auto",
    config: options.ConfigFile = None,
    changes: options.Changes = None,
    device: options.Device = None,
    as_json: AsJson = False,
) -> None:
    """BLEU and chrF of the profile's translator, beside the systems whose outputs lie there."""
    from pipeline.cli import console
    from pipeline.cli.tables import show
    from pipeline.evaluate.translation import evaluate, find_sets
    from pipeline.run.models import plan
    from pipeline.translate.lines import translate_lines

    console.set_up_logging()
    sets = [one.head(lines) for one in find_sets(folder)]
    chosen = plan(options.settings(profile, config, device, changes=changes))
    console.tell(chosen.notices())
    translator = chosen.load_translator()
    report = evaluate(sets, lambda german: translate_lines(german, translator))
    show(report, as_json=as_json)


@app.command("checks")
def checks(
    folder: Annotated[Path, typer.Argument(help="NAME.de and NAME.en files of good pairs.")],
    lines: Annotated[int | None, typer.Option(min=1, help="The first N segments only.")] = None,
    as_json: AsJson = False,
) -> None:
    """Recall of the checks on planted errors of twelve kinds, and their false alarms."""
    from pipeline.cli.tables import show
    from pipeline.evaluate.checks import evaluate
    from pipeline.evaluate.translation import find_sets

    for one in find_sets(folder):
        part = one.head(lines)
        pairs = list(zip(part.german, part.reference, strict=True))
        show(evaluate(part.name, pairs), as_json=as_json)


@app.command("ladder")
def ladder(
    folder: Annotated[Path, typer.Argument(help="NAME.de and NAME.en files.")],
    lines: Annotated[int | None, typer.Option(min=1, help="The first N segments only.")] = None,
    profile: options.ProfileName = "auto",
    config: options.ConfigFile = None,
    device: options.Device = None,
    as_json: AsJson = False,
) -> None:
    """Loops and omissions that the ladder of repair mends, and what the checks cost."""
    from pipeline.cli import console
    from pipeline.cli.tables import show
    from pipeline.errors import UsageError
    from pipeline.evaluate.ladder import evaluate
    from pipeline.evaluate.translation import find_sets
    from pipeline.run.models import plan
    from pipeline.translate.seq2seq import Seq2SeqTranslator

    console.set_up_logging()
    sets = find_sets(folder)
    translator = plan(options.settings(profile, config, device)).load_translator()
    if not isinstance(translator, Seq2SeqTranslator):
        raise UsageError("an instruct model has no ladder of decodings", "choose another profile")
    for one in sets:
        show(evaluate(one.head(lines), translator), as_json=as_json)


@app.command("summary")
def summary(
    file: Annotated[Path, typer.Argument(help="JSONL with `text` and `summary`.")],
    profile: options.ProfileName = "auto",
    config: options.ConfigFile = None,
    changes: options.Changes = None,
    device: options.Device = None,
    as_json: AsJson = False,
) -> None:
    """ROUGE of the profile's summarizer, beside lead-1, lead-3, TextRank and the best sentence."""
    from pipeline.cli.tables import show
    from pipeline.evaluate.summary import evaluate, read_rows
    from pipeline.run.models import plan

    rows = read_rows(file)
    chosen = plan(options.settings(profile, config, device, changes=changes))
    show(evaluate(rows, {"depesche": chosen.load_summarizer()}), as_json=as_json)


@app.command("segmentation")
def segmentation(
    file: Annotated[Path, typer.Argument(help="Gold: a sentence a line, or JSONL.")],
    as_json: AsJson = False,
) -> None:
    """Precision, recall and F1 of sentence boundaries, beside sentencex and a naive pattern."""
    from pipeline.cli.tables import show
    from pipeline.evaluate.segmentation import evaluate

    show(evaluate(file), as_json=as_json)


@app.command("extraction")
def extraction(
    folder: Annotated[Path, typer.Argument(help="Pages, and expected.jsonl with what they say.")],
    as_json: AsJson = False,
) -> None:
    """F1 of the words of the body, beside trafilatura alone; headlines, leads and dates."""
    from pipeline.cli.tables import show
    from pipeline.evaluate.extraction import evaluate

    show(evaluate(folder), as_json=as_json)
