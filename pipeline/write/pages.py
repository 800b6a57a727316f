"""The pages of a run: `articles/ID.md` and `articles/ID.html`."""

from __future__ import annotations

from pathlib import Path

from pipeline.record import Record
from pipeline.write.atomic import write_text
from pipeline.write.html import to_html
from pipeline.write.markdown import to_markdown


def write_pages(folder: Path, record: Record) -> None:
    """Write both pages of one article into `folder`."""
    write_text(folder / f"{record.id}.md", to_markdown(record))
    write_text(folder / f"{record.id}.html", to_html(record))
