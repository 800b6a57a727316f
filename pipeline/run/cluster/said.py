"""What Ray says and raises, as log lines and errors of ours."""

from __future__ import annotations

import io
import logging
import os
import re
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout

from pipeline.errors import DepescheError

_log = logging.getLogger(__name__)

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")

_OF_THE_CORE = re.compile(rb"\[\d{4}-\d\d-\d\d [^]\n]*\] [^\n]*\n")
"""A line of Ray's core: `[time level process thread] file: text`."""


class ClusterError(DepescheError):
    """The cluster cannot be reached, or was lost during the run."""


@contextmanager
def quietly() -> Iterator[None]:
    """What Ray prints and warns of goes to our log, shown with -v; what it raises is one line.

    Raises ClusterError.
    """
    with warnings.catch_warnings(), redirect_stdout(_Said()), _one_line():
        warnings.showwarning = _warned
        yield


class _Said(io.TextIOBase):
    """Printed lines as log lines, without their colours."""

    def write(self, text: str) -> int:
        for line in _COLOUR.sub("", text).splitlines():
            if line.strip():
                _log.debug("Ray: %s", line.strip())
        return len(text)


def _warned(message: Warning | str, *_: object, **__: object) -> None:
    _log.debug("Ray: %s", message)


@contextmanager
def core_quiet() -> Iterator[None]:
    """Keeps from stderr what Ray's core, which is not Python, writes there while it starts."""
    with tempfile.TemporaryFile() as said:
        stderr = os.dup(2)
        os.dup2(said.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(stderr, 2)
            os.close(stderr)
            said.seek(0)
            written = said.read()
            for line in _OF_THE_CORE.findall(written):
                _log.debug("Ray: %s", line.decode("utf-8", "replace").strip())
            os.write(2, _OF_THE_CORE.sub(b"", written))  # ours: a bar, an answer to a signal


@contextmanager
def _one_line() -> Iterator[None]:
    try:
        yield
    except (DepescheError, KeyboardInterrupt, ImportError):
        raise
    except Exception as error:
        if not type(error).__module__.startswith("ray.") and not isinstance(
            error, (ConnectionError, ValueError, RuntimeError)
        ):
            raise
        first = next((line for line in str(error).splitlines() if line.strip()), "")
        raise ClusterError(
            f"Ray failed ({type(error).__name__}: {first})",
            "see `ray status`; the same command takes up where it stopped",
        ) from error
