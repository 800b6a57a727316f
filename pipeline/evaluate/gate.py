"""A floor under the quality of the embedded translator: it may rise, and falls only on purpose.

`floor.json` pins the score that a set must reach, the digest of the set it was measured on and the
revision of the model it was measured with. From the root of the repository:

    python -m pipeline.evaluate.gate hold tests/data/translation
    python -m pipeline.evaluate.gate pin tests/data/translation [--lower]
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from pipeline.errors import DepescheError, UsageError
from pipeline.evaluate.translation import evaluate, find_sets
from pipeline.translate.seq2seq import Seq2SeqTranslator
from pipeline.write.atomic import write_parts

# What a score may lose by itself: int8 rounds a little differently from processor to processor.
MARGIN = 1.0
_FLOOR = "floor.json"


class GateError(DepescheError):
    """The translator or its test set is not what the floor was pinned for."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """The chrF (0 to 100) of the model `revision` on a set, and what it was measured with.

    `sha256` is that of the set's German and English files, one after the other. `signature` is
    sacrebleu's without its version, which does not change chrF.
    """

    set: str
    sha256: str
    signature: str
    chrf: float
    revision: str


@dataclass(frozen=True, slots=True)
class Gate:
    """The least chrF that counts as good enough, and what it was measured with."""

    set: str
    sha256: str
    signature: str
    floor: float
    revision: str


def measure(folder: Path, translator: Seq2SeqTranslator) -> Measurement:
    """Score `translator` on the one set in `folder`. Raises UsageError if there is not just one."""
    from pipeline.translate.lines import translate_lines

    sets = find_sets(folder)
    if len(sets) != 1:
        raise UsageError(f"{folder} has {len(sets)} sets", "a gate guards one: move the others")
    report = evaluate(sets, lambda german: translate_lines(german, translator))
    name = sets[0].name
    files = b"".join((folder / f"{name}.{language}").read_bytes() for language in ("de", "en"))
    return Measurement(
        set=name,
        sha256=hashlib.sha256(files).hexdigest(),
        signature=report.chrf_signature.partition("|version:")[0],
        chrf=report.scores[0].chrf,
        revision=translator.engine.card.revision,
    )


def hold(measured: Measurement, gate: Gate) -> None:
    """Raise GateError if `measured` is below the floor, or not comparable with it."""
    for what in ("set", "sha256", "signature"):
        was, is_now = getattr(gate, what), getattr(measured, what)
        if was != is_now:
            raise GateError(
                f"{what} was {was} when the floor was pinned, and is {is_now}",
                "take the change back, or pin a new floor",
            )
    if measured.chrf < gate.floor:
        raise GateError(
            f"chrF {measured.chrf} of {measured.revision} on {measured.set} is below the floor"
            f" {gate.floor}, pinned with {gate.revision}",
            "find out what made it worse, or pin a lower floor with --lower",
        )


def pin(measured: Measurement, gate: Gate | None = None, *, lower: bool = False) -> Gate:
    """The gate for `measured`: its floor lies MARGIN below.

    Raises GateError if that is lower than the floor of `gate`, unless `lower` is true.
    """
    floor = round(measured.chrf - MARGIN, 2)
    if gate is not None and floor < gate.floor and not lower:
        raise GateError(f"the floor would sink from {gate.floor} to {floor}", "if so, say --lower")
    return Gate(measured.set, measured.sha256, measured.signature, floor, measured.revision)


def read_gate(folder: Path) -> Gate:
    """The gate that is pinned in `folder`. Raises UsageError if there is none that can be read."""
    path = folder / _FLOOR
    try:
        return Gate(**json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise UsageError(f"{path} holds no gate ({error})", "pin one") from error


def write_gate(folder: Path, gate: Gate) -> None:
    """Pin `gate` in `folder`, in place of the one that is there."""
    write_parts(folder / _FLOOR, [json.dumps(asdict(gate), indent=1), "\n"])


def embedded_translator() -> Seq2SeqTranslator:
    """The embedded model on the CPU, decoding as a run does by default."""
    from pipeline.profile import Profile, TranslatorChoice
    from pipeline.run.models import plan

    choice = TranslatorChoice(model="embedded")
    translator = plan(Profile(device="cpu", translator=choice)).load_translator()
    assert isinstance(translator, Seq2SeqTranslator), "the embedded model is no instruct model"
    return translator


def main(arguments: list[str] | None = None) -> None:
    """Measure the embedded translator and hold it against the floor, or pin the floor anew."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.evaluate.gate")
    parser.add_argument("action", choices=("hold", "pin"))
    parser.add_argument("folder", type=Path, help="NAME.de, NAME.en and floor.json")
    parser.add_argument("--lower", action="store_true", help="let the floor sink")
    asked = parser.parse_args(arguments)
    try:
        measured = measure(asked.folder, embedded_translator())
        print(f"chrF {measured.chrf} with {measured.revision}")
        if asked.action == "hold":
            hold(measured, read_gate(asked.folder))
            return
        old = read_gate(asked.folder) if (asked.folder / _FLOOR).exists() else None
        write_gate(asked.folder, pin(measured, old, lower=asked.lower))
    except DepescheError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
