"""Log lines on stderr: for people, or JSON for machines that collect logs.

The rooms log through the standard library, with `extra` for fields; structlog lays them out.
Articles are named by id; their text is never logged at info.
"""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, TextIO

from pipeline.text.printable import printable

if TYPE_CHECKING:
    from structlog.typing import EventDict, Processor, WrappedLogger

ARTICLES = "pipeline.run.article"
"""The logger with a line for each article, which people see with -v only."""


class _JsonHandler(logging.StreamHandler[TextIO]):
    """Writes an object a line."""


def writes_json() -> bool:
    """Whether what is logged goes to machines."""
    return any(isinstance(one, _JsonHandler) for one in logging.getLogger("pipeline").handlers)


def set_up_logging(*, quiet: bool = False, verbose: int = 0, as_json: bool = False) -> None:
    """Send what the rooms log to stderr."""
    handler = (_JsonHandler if as_json else logging.StreamHandler)(sys.stderr)
    handler.setFormatter(_formatter(as_json=as_json))
    level = logging.ERROR if quiet else logging.DEBUG if verbose else logging.INFO
    ours = logging.getLogger("pipeline")
    ours.handlers, ours.propagate = [handler], False
    ours.setLevel(level)
    each = as_json or verbose
    logging.getLogger(ARTICLES).setLevel(logging.NOTSET if each else logging.WARNING)


def _formatter(*, as_json: bool) -> logging.Formatter:
    import structlog

    before: list[Processor] = [
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper("%Y-%m-%dT%H:%M:%SZ", utc=True, key="time"),
        structlog.stdlib.ExtraAdder(),
        structlog.processors.format_exc_info,
    ]
    machine = [
        structlog.processors.EventRenamer("message"),
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=before,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _without_internals,
            *(machine if as_json else [_for_people]),
        ],
    )


def _without_internals(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """The event without what a library hides in every record, as Ray does its own time."""
    return {key: value for key, value in event.items() if not key.startswith("_")}


def _for_people(_: WrappedLogger, __: str, event: EventDict) -> str:
    """The message and the trace of an error, in which nothing steers the terminal."""
    lines = [str(event["event"]), *str(event.get("exception", "")).splitlines()]
    return "\n".join(printable(line) for line in lines)
