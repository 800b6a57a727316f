"""An issue of forty articles in under two seconds, the start of Python included."""

import subprocess
import sys
import time

from pipeline.write.jsonl import read_pairs, write_pairs
from tests.newsletter.render.issues import many

LIMIT = 2.0
FORMATS = ("html", "eml", "atom")


def test_a_digest_of_forty_articles(tmp_path):
    write_pairs(tmp_path / "night" / "pairs.jsonl", many(40))
    assert len(list(read_pairs(tmp_path / "night" / "pairs.jsonl"))) == 40
    for form in FORMATS:
        assert min(taken(tmp_path, form) for _ in range(3)) < LIMIT


def taken(out, form):
    """Seconds for one issue, as a person at a terminal waits for it."""
    command = ["-m", "pipeline", "digest", "--run", "night", "-o", str(out), "--limit", "40"]
    before = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *command, "--format", form], capture_output=True, check=True
    )
    assert done.stdout
    return time.perf_counter() - before
