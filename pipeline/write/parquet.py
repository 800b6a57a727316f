"""Records as Parquet, a folder a day: `day=2026-11-14/part-0.parquet`.

That is Hive's partitioning, which pyarrow, DuckDB, Spark and Hugging Face's `datasets` read.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

from pipeline.errors import UsageError
from pipeline.record import Record
from pipeline.write.atomic import WriteError

UNDATED = "unknown"
"""The day of articles without a date."""

CARD = "_README.md"
"""The data set's card. What reads folders of Parquet passes over names that begin like this."""
PART = "day=*/part-*.parquet"
"""The files of a data set."""

_CARD = """---
configs:
- config_name: default
  data_files: "day=*/*.parquet"
language:
- de
- en
tags:
- machine-generated
---
{count} German articles, summarized and translated to English by machine with Depesche; one record
an article, by the day of its publication. Checks and models stand in every record. The articles
belong to their publishers: see to it that you may pass them on.
"""

_ROWS = 1024
_OPEN_FILES = 256
_ROWS_PER_FILE = 500_000


def schema() -> Any:
    """The columns of a record, as a pyarrow schema. Raises UsageError if pyarrow is not there."""
    arrow = _arrow()
    text, number = arrow.string(), arrow.int64()
    checks = arrow.list_(_struct(name=text, severity=text, detail=text))
    said = {"status": text, "checks": checks, "rung": text}
    bilingual = _struct(de=text, en=text, **said)
    counts = ("characters", "sentences", "chunks", "summarized", "translated", "degraded")
    columns = {
        "schema": text,
        "id": text,
        "source": text,
        "url": text,
        "published": arrow.timestamp("us", tz="UTC"),
        "kicker": bilingual,
        "headline": bilingual,
        "byline": text,
        "summary": arrow.list_(_struct(de=text, en=text, evidence=arrow.list_(text), **said)),
        "article": arrow.list_(_struct(id=text, kind=text, block=number, de=text, en=text, **said)),
        "accounting": _struct(**dict.fromkeys(counts, number)),
        "models": _struct(
            summarizer=_struct(id=text, revision=text),
            translator=_struct(id=text, revision=text, engine=text),
        ),
        "profile": text,
        "order": text,
        "duplicate_of": text,
        "day": text,
    }
    return arrow.schema(list(columns.items()))


def _struct(**fields: Any) -> Any:
    return _arrow().struct(list(fields.items()))


def write_dataset(folder: Path, records: Iterable[Record]) -> int:
    """Write records into a new folder in one step; how many there were.

    `folder` is replaced as a whole; one that holds anything but such a data set, or an article that
    is not among the records, is left alone. Raises WriteError, UsageError.
    """
    _refuse_others(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as name:
            written = Path(name) / "new"
            count = _write(written, records)
            if folder.exists():
                _refuse_loss(folder, written)
                folder.rename(Path(name) / "old")
            written.rename(folder)
    except OSError as error:
        raise WriteError(f"cannot write {folder} ({error})", "give another folder") from error
    return count


def _refuse_others(folder: Path) -> None:
    files = [path for path in folder.rglob("*") if not path.is_dir()]
    ours = {folder / CARD, *folder.glob(PART)}
    strangers = [str(file.relative_to(folder)) for file in files if file not in ours]
    if strangers or (folder.exists() and not folder.is_dir()):
        raise UsageError(
            f"{folder} holds something else ({', '.join(strangers[:3]) or 'it is a file'})",
            "name a new folder",
        )


def _refuse_loss(old: Path, new: Path) -> None:
    compute = import_module("pyarrow.compute")
    lost = compute.sum(compute.invert(compute.is_in(_ids(old), value_set=_ids(new)))).as_py()
    if lost:
        raise UsageError(
            f"{old} has {lost} articles that these runs lack, and would be replaced",
            "name their runs too (--run may be given several times), or another folder",
        )


def _ids(folder: Path) -> Any:
    files = [str(path) for path in sorted(folder.glob(PART))]
    found = import_module("pyarrow.dataset").dataset(files, schema=schema(), format="parquet")
    try:
        return found.to_table(["id"])["id"].combine_chunks()
    except _arrow().ArrowException as error:
        raise UsageError(f"{folder} holds a broken part ({error})", "name a new folder") from error


def _write(folder: Path, records: Iterable[Record]) -> int:
    arrow, dataset = _arrow(), import_module("pyarrow.dataset")
    columns = schema()
    counted = _Counted(records)
    batches = (
        arrow.RecordBatch.from_pylist([_row(record) for record in part], schema=columns)
        for part in _parts(counted)
    )
    folder.mkdir()
    dataset.write_dataset(
        arrow.RecordBatchReader.from_batches(columns, batches),
        folder,
        format="parquet",
        partitioning=dataset.partitioning(arrow.schema([("day", arrow.string())]), flavor="hive"),
        basename_template="part-{i}.parquet",
        max_open_files=_OPEN_FILES,
        max_rows_per_file=_ROWS_PER_FILE,
        max_rows_per_group=_ROWS_PER_FILE,
        file_options=dataset.ParquetFileFormat().make_write_options(compression="zstd"),
    )
    (folder / CARD).write_text(_CARD.format(count=counted.count), "utf-8")
    return counted.count


class _Counted:
    def __init__(self, records: Iterable[Record]) -> None:
        self._records = iter(records)
        self.count = 0

    def __iter__(self) -> Iterator[Record]:
        for record in self._records:
            self.count += 1
            yield record


def _parts(records: Iterable[Record]) -> Iterator[list[Record]]:
    numbered = iter(records)
    while part := list(islice(numbered, _ROWS)):
        yield part


def _row(record: Record) -> dict[str, Any]:
    values = record.as_json()
    published = record.published
    return values | {
        "published": datetime.fromisoformat(published) if published else None,
        "day": published[:10] if published else UNDATED,
    }


def _arrow() -> Any:
    try:
        return import_module("pyarrow")
    except ImportError as error:
        raise UsageError(
            "Parquet needs a further package", "pip install 'depesche[parquet]'"
        ) from error
