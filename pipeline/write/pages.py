"""The pages of a run: `articles/ID.md` and `articles/ID.html`."""

from __future__ import annotations

from collections.abc import Container
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from types import TracebackType

from pipeline.record import Record
from pipeline.write.atomic import Successor, write_text
from pipeline.write.html import to_html
from pipeline.write.markdown import to_markdown


class Pages:
    """The pages in `folder`; those that are as they must be are not made again. Use with `with`.

    stamps: a file that says of each page what it was made of, and when. version: of the code that
    makes them.
    """

    def __init__(self, folder: Path, stamps: Path, version: str) -> None:
        self._folder = folder
        self._path, self._version = stamps, version
        self._before = _read_stamps(stamps, version)
        self._stamps = Successor(stamps)
        self._stamps.write([f"{version}\n"])

    def __enter__(self) -> Pages:
        self._stamps.__enter__()
        return self

    def write(self, record: Record, line: str) -> None:
        """Write both pages of one article, unless they stand there; `line` is all of the record."""
        made_of = blake2b(line.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
        stamp = self._before.pop(record.id, "")
        if stamp != f"{made_of} {self._state(record.id)}":
            write_text(self._folder / f"{record.id}.md", to_markdown(record))
            write_text(self._folder / f"{record.id}.html", to_html(record))
            stamp = f"{made_of} {self._state(record.id)}"
        self._stamps.write([f"{record.id}\t{stamp}\n"])

    def finish(self) -> None:
        """Keep the stamps for the next run, and take away the pages of other articles."""
        self._stamps.take_over()
        keep_only(self._folder, _read_stamps(self._path, self._version))

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stamps.__exit__(kind, error, trace)

    def _state(self, id_: str) -> str:
        """The size and time of both pages: who changes one by hand gets ours back."""
        try:
            states = [(self._folder / f"{id_}{end}").stat() for end in (".md", ".html")]
        except OSError:
            return "missing"
        return " ".join(f"{state.st_size}:{state.st_mtime_ns}" for state in states)


def keep_only(folder: Path, ids: Container[str]) -> None:
    """Take away the pages of all articles but these."""
    with suppress(FileNotFoundError):
        for page in folder.iterdir():
            if page.suffix in (".md", ".html") and page.stem not in ids:
                page.unlink(missing_ok=True)


def _read_stamps(path: Path, version: str) -> dict[str, str]:
    """What the last run that was finished noted; nothing if other code made its pages."""
    try:
        first, *rows = path.read_text("utf-8").splitlines()
    except (OSError, ValueError):
        return {}
    known = (row.partition("\t") for row in rows)
    return {id_: stamp for id_, _, stamp in known} if first == version else {}
