"""The pages of a run: `articles/ID.md` and `articles/ID.html`."""

from __future__ import annotations

from collections.abc import Container
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from pipeline.record import Record
from pipeline.write.atomic import write_parts, write_text
from pipeline.write.html import to_html
from pipeline.write.markdown import to_markdown


class Pages:
    """The pages in `folder`; those that are as they must be are not made again.

    stamps: a file that says of each page what it was made of, and when. version: of the code that
    makes them.
    """

    def __init__(self, folder: Path, stamps: Path, version: str) -> None:
        self._folder, self._stamps, self._version = folder, stamps, version
        self._before = _read_stamps(stamps, version)
        self._now: dict[str, str] = {}

    def write(self, record: Record, line: str) -> None:
        """Write both pages of one article, unless they stand there; `line` is all of the record."""
        made_of = blake2b(line.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
        stamp = self._before.pop(record.id, "")
        if stamp != f"{made_of} {self._state(record.id)}":
            write_text(self._folder / f"{record.id}.md", to_markdown(record))
            write_text(self._folder / f"{record.id}.html", to_html(record))
            stamp = f"{made_of} {self._state(record.id)}"
        self._now[record.id] = stamp

    def finish(self) -> None:
        """Take away the pages of other articles, and keep the stamps for the next run."""
        keep_only(self._folder, self._now)
        rows = (f"{id_}\t{stamp}\n" for id_, stamp in self._now.items())
        write_parts(self._stamps, [f"{self._version}\n", *rows])

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
