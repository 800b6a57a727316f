"""Reading ahead and writing behind: what needs no model is done beside it, in threads.

A model's workers release Python's lock while they search, so that both cost the run no time.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from types import TracebackType
from typing import Generic, TypeVar

Item = TypeVar("Item")


class WaitedTooLongError(Exception):
    """What is ahead took longer than anybody waits."""


def ahead(items: Iterable[Item], give_up: Callable[[], bool] = lambda: False) -> Iterator[Item]:
    """The items in order, the next of which is read while one is worked on.

    What reading raises is raised here, behind the items before it. The thread is a daemon: a
    source that hangs keeps no stopped run alive. Raises WaitedTooLongError where an item does not
    come and `give_up` says so; it is asked a few times a second.
    """
    ready: queue.Queue[_Read[Item]] = queue.Queue(maxsize=1)
    left = threading.Event()

    def hand_over(read: _Read[Item]) -> None:
        while not left.is_set():
            with suppress(queue.Full):
                ready.put(read, timeout=0.1)
                return

    def reader() -> None:
        try:
            for item in items:
                hand_over(_Read(item=item))
                if left.is_set():
                    return
            hand_over(_Read())
        except BaseException as error:  # raised again where the items are wanted
            hand_over(_Read(error=error))

    threading.Thread(target=reader, name="reader", daemon=True).start()
    try:
        while (read := _await(ready, give_up)).item is not None:
            yield read.item
        if read.error is not None:
            raise read.error
    finally:
        left.set()


class _Read(Generic[Item]):
    """An item; without one the end, or what ended it."""

    def __init__(self, item: Item | None = None, error: BaseException | None = None) -> None:
        self.item, self.error = item, error


def _await(ready: queue.Queue[_Read[Item]], give_up: Callable[[], bool]) -> _Read[Item]:
    while True:
        with suppress(queue.Empty):
            return ready.get(timeout=0.2)
        if give_up():
            raise WaitedTooLongError


class Behind:
    """Does one thing at a time in a thread. Use as a context manager.

    What a task raises is raised by the next `do`, or at the end of the block.
    """

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._last: Future[None] | None = None

    def __enter__(self) -> Behind:
        return self

    def do(self, task: Callable[[], None]) -> None:
        """Begin a task when the one before is done; so at most one waits, and memory is flat."""
        self.wait()
        self._last = self._pool.submit(task)

    def wait(self) -> None:
        """Return when all is done."""
        last, self._last = self._last, None
        if last is not None:
            last.result()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if error is None:
                self.wait()
        finally:
            self._pool.shutdown(cancel_futures=True)
