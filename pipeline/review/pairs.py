"""What people wrote, as pairs for `depesche train --data` and translation memories."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from pipeline.write.jsonl import as_line


def pair_lines(db: sqlite3.Connection) -> Iterator[str]:
    """A line of JSON for each text that a person changed, oldest first: `de`, `en`, who and when.

    Those of rejected articles are left out: what is wrong with them nobody need have mended.
    """
    rows = db.execute(
        "SELECT de, en, run, id, segment, name, time FROM texts"
        " JOIN articles ON articles.key = texts.article"
        " WHERE verdict != 'rejected' ORDER BY time, run, id, segment"
    )
    for row in rows:
        yield as_line(dict(row))
