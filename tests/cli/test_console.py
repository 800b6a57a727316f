import sys

import pytest

from pipeline.article import Rejected
from pipeline.cli import console
from pipeline.errors import DepescheError, SourceError, UsageError
from tests.records import article


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (UsageError("wrong", "do right"), 2),
        (DepescheError("broken", "mend"), 1),
        (KeyboardInterrupt(), 130),
        (OSError(28, "No space left on device", "x"), 1),
        (ZeroDivisionError("unforeseen"), 1),
    ],
)
def test_failures_are_one_line_and_a_status(error, status, capsys):
    def command():
        raise error

    with pytest.raises(SystemExit) as left:
        console.guarded(command)
    assert left.value.code == status
    assert capsys.readouterr().err.count("\n") == 1


def test_exit_statuses_follow_the_contract():
    assert [console.status(*c) for c in ((2, 0), (0, 0), (0, 3), (2, 1))] == [0, 1, 1, 3]


def test_many_failures_are_counted():
    lines = list(
        console.failures([Rejected(str(n), "empty", "fill it") for n in range(30)], most=5)
    )
    assert len(lines) == 6
    assert "25 more" in lines[-1]


def test_a_bar_is_shown_on_a_terminal_alone(monkeypatch, capsys):
    class Terminal:
        def isatty(self):
            return True

        def write(self, text):
            return len(text)

        def flush(self):
            pass

    with console.progress(quiet=False) as lines:
        assert type(lines).__name__ == "_Lines"
    with console.progress(quiet=True) as silent:
        silent.advance(1, 0)
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.delenv("NO_COLOR", raising=False)
    with console.progress(quiet=False) as bar:
        bar.advance(1, 1)
        assert type(bar).__name__ == "Shown"
    monkeypatch.setenv("NO_COLOR", "1")
    with console.progress(quiet=False) as lines:
        assert type(lines).__name__ == "_Lines"


def test_nothing_done_since_is_no_line(caplog):
    caplog.set_level("INFO", "pipeline.progress")
    with console.progress(quiet=False) as lines:
        for done in (1, 2, 2, 2):
            lines.advance(done, 0)
    said = ["1 article done, 0 set aside", "2 articles done, 0 set aside"]
    assert caplog.messages == said


def test_more_than_one_article_is_wrong_use():
    with pytest.raises(UsageError, match="more than one"):
        console.first_article([article(1), article(2)])
    assert console.first_article([article(1)]).id == "a1"


def test_a_file_name_cannot_steer_the_terminal(capsys):
    console.say("x\x1b[31m\u202e\n.txt: empty")
    assert capsys.readouterr().err == "x[31m .txt: empty\n"


def test_a_closed_stdout_is_named(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(DepescheError, match="stdout is closed"):
        console.out("x")


def test_no_article_at_all_is_a_source_error():
    with pytest.raises(SourceError):
        console.first_article([])
