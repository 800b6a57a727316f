"""The model card: what a checkpoint learnt from, under which licences, and how good it is."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.train.score import Score
from pipeline.write.atomic import write_text

NOT_STATED = "not stated"
# Names of the dev set's column in the card, and of sources beyond which a table helps nobody.
_MOST_SOURCES = 200


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that the card says.

    base: the checkpoint that was fine-tuned, with its revision; empty for a fresh model.
    sources: pairs trained on, by source; licences: of each source, by the same name.
    dropped: pairs left out, by reason.
    before: the same score of the base; None for a fresh model.
    scores: of the model with `beam`, then of other systems on the same segments.
    cut: dev segments that were too long for the model.
    speed: target tokens a second at that beam, with PyTorch, on `device`.
    """

    name: str
    base: str
    licence: str
    sources: Mapping[str, int]
    licences: Mapping[str, str]
    dropped: Mapping[str, int]
    dev: str
    segments: int
    cut: int
    beam: int
    before: Score | None
    scores: Sequence[Score]
    signatures: tuple[str, str]
    steps: int
    target_tokens: int
    minutes: float
    device: str
    precision: str
    speed: float
    parameters: int
    bytes: int
    command: str
    versions: Mapping[str, str]

    @property
    def quality(self) -> str:
        """How good the model is, in one line."""
        ours, *others = self.scores
        line = (
            f"BLEU {ours.bleu:.1f}, chrF {ours.chrf:.1f} on {self.dev} ({self.segments} segments)"
        )
        shares = [f"{ours.chrf / other.chrf:.0%} of {other.system}'s chrF" for other in others]
        return "; ".join([line, *shares])


def write_card(folder: Path, facts: Facts, asks: str | None = None) -> None:
    """Write README.md for people and the Hub, and depesche.json for `depesche models list`.

    asks: the piece that asks the model whether English is whole, if it was trained to tell.
    """
    write_text(folder / "README.md", card(facts))
    short = {"licence": facts.licence, "quality": facts.quality} | ({"asks": asks} if asks else {})
    write_text(folder / "depesche.json", json.dumps(short, ensure_ascii=False, indent=1) + "\n")


def card(facts: Facts) -> str:
    """The model card in Markdown, with the front matter that the Hugging Face Hub reads."""
    parts = [
        _front_matter(facts),
        f"# {facts.name}",
        f"Translates German to English. {_origin(facts)}",
        f"{facts.parameters / 1e6:.1f} million parameters, {facts.bytes / 1e6:.1f} MB.",
        "## Scores",
        _scores(facts),
        "## Training data",
        _data(facts),
        "## Training",
        _training(facts),
        "## Limits",
        "It knows the kind of text that it was trained on. Names, numbers and negations can come "
        "out wrong: have its output checked before it is published.",
        "## How to repeat",
        f"```bash\n{facts.command}\n```",
        "With " + ", ".join(f"{name} {version}" for name, version in facts.versions.items()) + ".",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def read_licences(path: Path | None) -> dict[str, str]:
    """Licences by source from a JSON object `{"source": "licence"}`.

    Raises UsageError if the file is not of that kind.
    """
    if path is None:
        return {}
    try:
        stated = json.loads(path.read_text("utf-8"))
        return {str(source): str(licence) for source, licence in stated.items()}
    except (OSError, ValueError, AttributeError) as error:
        raise UsageError(
            f"{path} states no licences ({error})", 'write {"source": "licence", …} into it'
        ) from error


def _front_matter(facts: Facts) -> str:
    lines = ["---", "language: [de, en]", f"license: {_quoted(_hub_licence(facts.licence))}"]
    if facts.base:
        lines.append(f"base_model: {_quoted(facts.base.partition('@')[0])}")
    lines += ["library_name: transformers", "pipeline_tag: translation", "metrics: [bleu, chrf]"]
    lines += ["datasets:", *(f"  - {_quoted(name)}" for name in facts.sources), "---"]
    return "\n".join(lines)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # a JSON string is a YAML string


def _hub_licence(licence: str) -> str:
    return "unknown" if licence == NOT_STATED else licence.lower().replace(" ", "-")


def _origin(facts: Facts) -> str:
    begin = f"Fine-tuned from {facts.base}" if facts.base else "Trained from nothing"
    return f"{begin} with `depesche train`. Licence: {facts.licence}."


def _scores(facts: Facts) -> str:
    rows = [(facts.name, facts.scores[0])]
    if facts.before:
        rows.append((f"{facts.base}, before fine-tuning", facts.before))
    rows += [(score.system, score) for score in facts.scores[1:]]
    cut = f" {facts.cut} of them were longer than the model takes, and cut." if facts.cut else ""
    return "\n".join(
        [
            f"On {facts.dev}, {facts.segments} segments, beam {facts.beam}.{cut}",
            "",
            "| system | BLEU | chrF |",
            "|---|---:|---:|",
            *(f"| {_cell(name)} | {one.bleu:.1f} | {one.chrf:.1f} |" for name, one in rows),
            "",
            *(f"- `{signature}`" for signature in facts.signatures),
            "",
            f"Speed: {facts.speed:.0f} target tokens a second with PyTorch at beam {facts.beam} "
            f"({facts.device}).",
        ]
    )


def _data(facts: Facts) -> str:
    shown = sorted(facts.sources.items(), key=lambda item: -item[1])[:_MOST_SOURCES]
    rest = len(facts.sources) - len(shown)
    dropped = ", ".join(f"{count} {reason}" for reason, count in facts.dropped.items() if count)
    return "\n".join(
        [
            "| source | pairs | licence |",
            "|---|---:|---|",
            *(
                f"| {_cell(name)} | {pairs} | {_cell(facts.licences.get(name, NOT_STATED))} |"
                for name, pairs in shown
            ),
            *([f"| and {rest} more | | |"] if rest else []),
            "",
            f"{sum(facts.sources.values())} pairs in all; left out: {dropped or 'none'}. "
            "No side of a pair equals a dev segment (case and punctuation set aside).",
        ]
    )


def _training(facts: Facts) -> str:
    return (
        f"{facts.steps} steps, {facts.target_tokens / 1e6:.1f} million target tokens, "
        f"{facts.minutes:.0f} minutes on {facts.device} in {facts.precision}. "
        "The learning curve is `curve.png`, the log `log.jsonl`."
    )


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
