"""Coverage-guided fuzzing of all readers with atheris (https://github.com/google/atheris).

    pip install atheris
    python -m tests.sources.atheris_readers -max_total_time=600

A finding is an input that no reader gives an article or a reason for; atheris writes it to a file
`crash-…`. Not part of the tests: it has no end, and needs a package that not every system has.
"""

from __future__ import annotations

import io
import sys

import atheris

with atheris.instrument_imports(include=["pipeline"]):
    from pipeline.article import Rejected
    from pipeline.sources.inputs import judge, read_opened

from tests.sources.fuzz import KINDS

_NAMES = [f"input.{kind}" for kind in KINDS]


def one_input(data: bytes) -> None:
    """Read one input; the first byte picks its name."""
    name = _NAMES[data[0] % len(_NAMES)] if data else "input"
    items = list(judge(read_opened(name, io.BytesIO(data[1:]))))
    assert items, "neither an article nor a reason"
    for item in items:
        assert not isinstance(item, Rejected) or not item.reason.startswith("reading it failed")


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
