"""The records of runs, as they lie in the folder of the outputs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.record import Record
from pipeline.write.jsonl import read_pairs

_PAIRS = "pairs.jsonl"
_SHOWN = 12


def read_runs(out: Path, names: Sequence[str]) -> list[Record]:
    """The records of the runs `names` in the folder `out`, in their order.

    An article that several runs have is there once, as the last of them has it.
    Raises UsageError, which names the runs that exist, for a run that does not.
    """
    existing = run_names(out)
    if not names:
        raise UsageError("no run is named", _remedy(out, existing))
    for name in names:
        if name not in existing:
            raise UsageError(f"there is no run '{name}' in {out}", _remedy(out, existing))
    records: dict[str, Record] = {}
    for name in names:
        for record in read_pairs(out / name / _PAIRS):
            records[record.id] = record
    return list(records.values())


def run_names(out: Path) -> list[str]:
    """The names of the finished runs in `out`, in alphabetical order."""
    return sorted(path.parent.name for path in out.glob(f"*/{_PAIRS}"))


def _remedy(out: Path, existing: Sequence[str]) -> str:
    if not existing:
        return f"make one with `depesche run -o {out} --run NAME`"
    # Runs are mostly named by their date: the last ones are those that are looked for.
    more = f" (and {len(existing) - _SHOWN} more)" if len(existing) > _SHOWN else ""
    return f"choose --run from {', '.join(existing[-_SHOWN:])}{more}"
