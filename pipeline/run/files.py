"""The files of a run: the pairs, a page of each article, the quarantine, and what plugins write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

from pipeline.article import Rejected
from pipeline.errors import UsageError
from pipeline.plugins import plugin
from pipeline.record import Record
from pipeline.run.fingerprint import code_version
from pipeline.run.folder import Pairs
from pipeline.run.meter import Meter
from pipeline.write.jsonl import as_line, read_pairs, write_quarantine
from pipeline.write.pages import Pages


class Files:
    """What a run writes into `folder`, a window at a time. Use in a `with` block.

    stamps: where the pages are noted. writers: names of plugins.
    """

    def __init__(self, folder: Path, stamps: Path, writers: Sequence[str], meter: Meter) -> None:
        self._folder, self._writers, self._meter = folder, writers, meter
        self._pages = Pages(folder / "articles", stamps, code_version("write"))
        self._pairs = Pairs(folder)
        self._open = ExitStack()

    def __enter__(self) -> Files:
        self._open.enter_context(self._pairs)
        self._open.enter_context(self._pages)
        return self

    def write(self, records: Sequence[Record]) -> None:
        """Add records, which follow those before in the order of the input."""
        with self._meter.stage("pages"):
            for record in records:
                line = as_line(record.as_json())
                self._pairs.add(line)
                self._pages.write(record, line)

    def finish(self, failures: Iterable[Rejected]) -> None:
        """Put everything in its place."""
        with self._meter.stage("write"):
            if self._pairs.finish():
                self._pages.finish()
            write_quarantine(self._folder / "quarantine.jsonl", failures)
            for name in self._writers:
                records = iter(()) if self._pairs.empty else read_pairs(self._pairs.path)
                _write_more(name, self._folder, records)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.__exit__(kind, error, trace)


def _write_more(name: str, folder: Path, records: Iterator[Record]) -> None:
    """Let a plugin write what it will of the records. Raises UsageError if it fails."""
    write = plugin("writers", name).load()
    try:
        write(folder, records)
    except Exception as error:  # a package of others may fail in any way
        raise UsageError(
            f"the writer {name} failed ({type(error).__name__}: {error})",
            "the pairs are written; mend the plugin, or leave it out of run.writers",
        ) from error
