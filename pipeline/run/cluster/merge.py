"""From committed shards to the files of a run: the records in input order, each once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

from pipeline.article import Rejected
from pipeline.record import Record, read_record
from pipeline.run.cluster.commits import Commits
from pipeline.run.database import open_database
from pipeline.run.folder import Pairs
from pipeline.run.job import Job, Tally
from pipeline.run.memory import Corrections, edited_on_desk
from pipeline.run.meter import Meter
from pipeline.run.morning import Uncertain
from pipeline.write.jsonl import as_line, write_quarantine
from pipeline.write.pages import keep_only


def merge(
    job: Job,
    keys: Sequence[str],
    made: Commits,
    tally: Tally,
    meter: Meter,
    known: Collection[str] = (),
) -> None:
    """Write `pairs.jsonl` and `quarantine.jsonl` from the committed shards among `keys`.

    known: those that an earlier run committed. Editors' corrections are laid over the records.
    Seconds and tokens of this run's workers go to the meter. Raises DamagedShardError, WriteError
    or LedgerError.
    """
    there = made.keys()
    chosen = [key for key in keys if key in there]
    for key in chosen:
        marker = made.values(key)
        tally.failures += [Rejected(**values) for values in marker["failures"]]
        if key in known:
            tally.reused += marker["records"]
        else:
            _count(marker, tally, meter)
    with open_database(job.out) as database:
        records = _records(chosen, made, Corrections(database, edited_on_desk(job.out)), tally)
        _write_records(job.folder, records)
    write_quarantine(job.folder / "quarantine.jsonl", tally.failures)


def _write_records(folder: Path, records: Iterator[Record]) -> None:
    ids = set[str]()
    with Pairs(folder) as pairs:
        for record in records:
            pairs.add(as_line(record.as_json()))
            ids.add(record.id)
        if pairs.finish():
            keep_only(folder / "articles", ids)


def _count(marker: dict[str, Any], tally: Tally, meter: Meter) -> None:
    tally.reused += marker["reused"]
    meter.tokens += marker["tokens"]
    for stage, seconds in marker["seconds"].items():
        meter.seconds[stage] = meter.seconds.get(stage, 0.0) + seconds


def _records(
    keys: Sequence[str], made: Commits, corrections: Corrections, tally: Tally
) -> Iterator[Record]:
    for key in keys:
        for line in made.lines(key):
            record = corrections.over(read_record(line))
            tally.done += 1
            if sentences := record.accounting.degraded:
                title = record.headline.en or record.headline.de
                tally.uncertain.append(Uncertain(record.id, title, sentences))
            yield record
