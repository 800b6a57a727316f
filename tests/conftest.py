"""What every test shares: an empty model cache of its own, no network, and tiny checkpoints."""

import logging
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# Machines that run tests are busy: what takes long there is no failure. Each run tries texts of
# its own, so that what nobody thought of is found; `thorough` tries twenty times as many, and
# `steady` the same ones each time, since a gate must not judge one commit in two ways.
settings.register_profile("busy", deadline=None)
settings.register_profile("thorough", deadline=None, max_examples=2000)
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("busy")

# The Hub client and OpenMP read these once, at import, so they are set before any test module.
_HOME = tempfile.TemporaryDirectory(prefix="depesche-tests-")
os.environ.update(HF_HOME=_HOME.name, HF_HUB_OFFLINE="1", DEPESCHE_CACHE=f"{_HOME.name}/depesche")
os.environ.pop("HF_HUB_CACHE", None)
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")


@pytest.fixture(autouse=True)
def _pristine_logs() -> Iterator[None]:
    """No test hears, or loses, log lines because of how a command before it set up logging."""
    _reset_logs()
    yield
    _reset_logs()


def _reset_logs() -> None:
    for name in ("pipeline", "pipeline.run.article"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], True
        logger.setLevel(logging.NOTSET)


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder of a tiny checkpoint by its name in `tests.checkpoints.EVERY` or `LEARNED`.

    Each is built once a session: a test that changes its files works on a copy.
    """
    home = tmp_path_factory.mktemp("checkpoints")

    def folder(name: str) -> Path:
        from tests.checkpoints import EVERY, LEARNED

        path = home / name
        return path if path.is_dir() else (EVERY | LEARNED)[name](path)

    return folder
