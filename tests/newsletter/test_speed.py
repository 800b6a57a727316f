"""An issue of forty articles in under two seconds of one core, the start of Python included."""

import resource
import subprocess
import sys

import pytest

from tests.newsletter.render.issues import many
from tests.records import write_pairs

LIMIT = 2.0


@pytest.mark.parametrize("form", ["html", "eml", "atom"])
def test_a_digest_of_forty_articles(tmp_path, form):
    write_pairs(tmp_path / "night" / "pairs.jsonl", many(40))
    assert min(taken(tmp_path, form) for _ in range(3)) < LIMIT


def taken(out, form):
    """Processor seconds for one issue: what else a machine does meanwhile is no part of it."""
    command = ["-m", "pipeline", "digest", "--run", "night", "-o", str(out), "--limit", "40"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, *command, "--format", form], capture_output=True, check=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.stdout
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
