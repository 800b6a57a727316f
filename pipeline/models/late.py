"""What is loaded when it is first needed, such as the engine of a second opinion."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

Loaded = TypeVar("Loaded")


class Late(Generic[Loaded]):
    """Loads something once, at the first call, whichever thread makes it."""

    def __init__(self, load: Callable[[], Loaded]) -> None:
        self._load = load
        self._lock = Lock()
        self._loaded: Loaded | None = None

    def __call__(self) -> Loaded:
        """What was loaded. Raises what loading it raises."""
        with self._lock:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded
