"""What a person sees on stderr: log lines, the progress bar, and failures in one line."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING

from pipeline.article import Article, Rejected
from pipeline.cli.logs import writes_json
from pipeline.errors import DepescheError, SourceError, UsageError
from pipeline.text.printable import printable

if TYPE_CHECKING:
    from pipeline.run.job import Progress

NO_SENDER = (
    "the mail has no sender that exists: name one with --sender, or in the newsletter's settings"
)
NOTHING_DONE, WRONG_USE, SOME_FAILED, INTERRUPTED = 1, 2, 3, 130


def guarded(command: Callable[[], None]) -> None:
    """Run `command`; a DepescheError ends it with one line on stderr and the exit status."""
    try:
        command()
    except DepescheError as error:
        _end(f"depesche: {error}")
        raise SystemExit(WRONG_USE if isinstance(error, UsageError) else NOTHING_DONE) from error
    except KeyboardInterrupt:
        _end("depesche: interrupted; the same command takes up where it stopped")
        raise SystemExit(INTERRUPTED) from None
    except BrokenPipeError:  # the reader of a pipe has gone, e.g. `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(NOTHING_DONE) from None
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        _end(f"depesche: {error.strerror or error}{where}: check the disk and your rights there")
        raise SystemExit(NOTHING_DONE) from error
    except Exception as error:
        logging.getLogger("pipeline").debug("the failure in full:", exc_info=error)
        _end(f"depesche: failed ({type(error).__name__}: {error}); run it with -v and report that")
        raise SystemExit(NOTHING_DONE) from error


def _end(line: str) -> None:
    """Why a command ends, for whoever reads its log."""
    if writes_json():
        logging.getLogger("pipeline").error("%s", line)
    else:
        say(line)


def say(line: str) -> None:
    """One line on stderr, in which nothing steers the terminal."""
    print(printable(line), file=sys.stderr, flush=True)


def say_at_once(line: str, *, as_json: bool = False) -> None:
    """One line on stderr from within a signal handler, where buffered files must not be touched."""
    if as_json:
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        fields = {"message": line, "logger": "pipeline.run", "level": "info", "time": now}
        line = json.dumps(fields)
    os.write(2, f"{line}\n".encode())


def tell(lines: Iterable[str]) -> None:
    """Lines on stderr."""
    for line in lines:
        say(line)


def note(lines: Iterable[str], *, error: bool = False) -> None:
    """Lines for the log: shown unless quiet (errors always), as JSON where that is asked for."""
    log = logging.getLogger("pipeline.run")
    for line in lines:
        log.log(logging.ERROR if error else logging.INFO, "%s", line)


def out(text: str) -> None:
    """Results on stdout, in UTF-8 whatever the locale. Raises DepescheError if it is closed."""
    if sys.stdout is None:
        raise DepescheError("stdout is closed", "give the results somewhere to go")
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()


def failures(rejected: Iterable[Rejected], most: int = 20) -> Iterator[str]:
    """One line for each input that failed: where, why, what to do; the rest is counted."""
    items = list(rejected)
    for item in items[:most]:
        yield f"{item.source}: {item.reason}; {item.remedy}"
    if len(items) > most:
        yield f"… and {len(items) - most} more"


def status(done: int, failed: int) -> int:
    """The exit status: 0 all done, 1 nothing could be done, 3 some failed or were left."""
    if not done:
        return NOTHING_DONE
    return SOME_FAILED if failed else 0


def first_article(items: Iterable[Article | Rejected]) -> Article:
    """The one article that a command is about.

    Raises SourceError if it could not be read, UsageError if there are several.
    """
    found = list(islice(items, 2))
    if len(found) > 1:
        raise UsageError("there is more than one article in it", "name one, or use `depesche run`")
    first = found[0] if found else None
    if isinstance(first, Article):
        return first
    if first is None:
        raise SourceError("there is no article in it", "give a file with a German article")
    raise SourceError(f"{first.source}: {first.reason}", first.remedy)


@contextmanager
def progress(*, quiet: bool) -> Iterator[Progress]:
    """A progress bar on a terminal, log lines elsewhere, nothing if quiet."""
    if quiet:
        yield _Silent()
    elif sys.stderr.isatty() and "NO_COLOR" not in os.environ:
        with _bar() as bar:
            yield bar
    else:
        yield _Lines()


class _Silent:
    def advance(self, articles: int, rejected: int) -> None:
        pass


class _Lines:
    def __init__(self) -> None:
        self._log = logging.getLogger("pipeline.progress")
        self._said = (0, 0)

    def advance(self, articles: int, rejected: int) -> None:
        if (articles, rejected) == self._said:
            return  # after a stop, windows pass in which nothing is done
        self._said = (articles, rejected)
        self._log.info("%s done, %d set aside", _articles(articles), rejected)


def _articles(number: int) -> str:
    return f"{number} article{'' if number == 1 else 's'}"


@contextmanager
def _bar() -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading and loading …", total=None)

        class Shown:
            def advance(self, articles: int, rejected: int) -> None:
                aside = f", {rejected} set aside" if rejected else ""
                bar.update(task, description=f"{_articles(articles)} done{aside}")

        yield Shown()
