"""An engine that is loaded when it is first needed, such as that of a second opinion."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

from pipeline.models.engine import Engine


class Late:
    """Loads an engine once, at the first call, whichever thread makes it."""

    def __init__(self, load: Callable[[], Engine]) -> None:
        self._load = load
        self._lock = Lock()
        self._engine: Engine | None = None

    def __call__(self) -> Engine:
        """The engine. Raises what loading it raises."""
        with self._lock:
            if self._engine is None:
                self._engine = self._load()
            return self._engine
