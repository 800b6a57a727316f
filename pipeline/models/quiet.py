"""Keeping transformers' bars and warnings off the terminal while it loads a model."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def quiet() -> Iterator[None]:
    """Without transformers' progress bars and with its errors only; both as before afterwards."""
    from transformers.utils import logging as transformers_logging

    logging: Any = transformers_logging  # not all of it is typed
    verbosity, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        logging.set_verbosity(verbosity)
        if bars:
            logging.enable_progress_bar()
