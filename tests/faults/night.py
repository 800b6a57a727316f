"""A night of fake articles as a process of its own, so that it can be killed at any instant."""

from pathlib import Path

from pipeline.errors import DepescheError
from pipeline.profile import Profile
from pipeline.run.job import Job, run
from pipeline.run.meter import Meter
from pipeline.run.stages import Stages
from tests.fakes import FakeSummarizer, FakeTranslator, one_chunk
from tests.records import MODELS, article

ARTICLES = 12


class _Silent:
    def advance(self, articles: int, rejected: int) -> None:
        pass


def night(out: Path) -> None:
    """Run all articles in windows of two."""
    job = Job(out=out, name="n", profile=Profile(window=2), models=MODELS, full=True)
    stages = Stages(FakeSummarizer(), FakeTranslator(), one_chunk)
    run(job, (article(n) for n in range(ARTICLES)), lambda: stages, _Silent(), Meter())


def night_with_full_disk(out: Path, most_bytes: int) -> None:
    """Run with no file allowed to grow beyond `most_bytes`; ends with status 1 on our own error."""
    import resource
    import signal

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))
    try:
        night(out)
    except DepescheError as error:
        print(error)
        raise SystemExit(1) from None
