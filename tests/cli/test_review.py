import builtins
import socket
import sys

import pytest

from pipeline.review.desk import database_of
from pipeline.review.web import app as web
from tests.newsletter.samples import RECORDS
from tests.records import write_pairs

PASSWORD = "DEPESCHE_REVIEW_PASSWORD"
ELSEWHERE = ("--host", "0.0.0.0", "--name", "desk.example")


@pytest.fixture
def out(tmp_path):
    write_pairs(tmp_path / "out" / "monday" / "pairs.jsonl", RECORDS)
    return tmp_path / "out"


@pytest.fixture
def served(monkeypatch):
    """What was served, instead of serving it until someone ends it."""
    calls = []

    def serve(desk, access, *, ready, verbose=False):
        calls.append((desk, access))
        ready()

    monkeypatch.setattr(web, "serve", serve)
    monkeypatch.delenv(PASSWORD, raising=False)
    return calls


def test_the_desk_of_this_machine_opens_at_once(depesche, out, served):
    result = depesche("review", "-o", out, "--editor", "Ada")
    assert (result.status, result.out) == (0, "")
    assert result.err.startswith("the desk: http://127.0.0.1:8017/")
    [(desk, access)] = served
    assert (access.entry, access.editor) == ("open", "Ada")
    assert [run.name for run in desk.runs()] == ["monday"]
    assert depesche("review", "-o", out, "-q").err == ""


def test_a_port_that_is_taken_is_said(depesche, out):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        result = depesche("review", "-o", out, "--port", port)
    assert (result.status, result.out) == (1, "")
    assert "the desk: " not in result.err
    assert "already in use" in result.err
    assert "--port" in result.err


def test_the_address_is_said_once_browsers_can_reach_it(depesche, out, monkeypatch):
    seen = []

    def visit(_server, sockets):
        with socket.create_connection(sockets[0].getsockname()):
            seen.append(sockets[0].getsockname())
        sockets[0].close()
        raise KeyboardInterrupt

    monkeypatch.setattr("uvicorn.Server.run", visit)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    result = depesche("review", "-o", out, "--port", port)
    assert (result.status, seen) == (0, [("127.0.0.1", port)])
    assert result.err.startswith(f"the desk: http://127.0.0.1:{port}/")


def test_a_mistyped_folder_is_not_made(depesche, tmp_path, served):
    result = depesche("review", "-o", tmp_path / "typo")
    assert (result.status, served) == (2, [])
    assert "there are no runs in" in result.err
    assert not (tmp_path / "typo").exists()


def test_beyond_this_machine_a_password_is_kept_for_the_next_time(
    depesche, out, served, monkeypatch
):
    result = depesche("review", "-o", out, *ELSEWHERE)
    assert result.status == 2
    assert PASSWORD in result.err
    monkeypatch.setenv(PASSWORD, "short")
    assert "at least 12" in depesche("review", "-o", out, *ELSEWHERE).err
    assert not served
    monkeypatch.setenv(PASSWORD, "a good long password")
    assert depesche("review", "-o", out, *ELSEWHERE).status == 0
    assert depesche("review", "-o", out, *ELSEWHERE).status == 0
    assert [access.entry for _, access in served] == ["password", "password"]
    assert b"a good long password" not in database_of(out).read_bytes()


def test_a_password_is_asked_for_on_a_terminal(depesche, out, served, monkeypatch):
    from pipeline.cli import review

    monkeypatch.setattr(review.typer, "prompt", lambda *_, **__: "a good long password")
    monkeypatch.setattr(review, "_is_terminal", lambda: True)
    assert depesche("review", "-o", out, "--password").status == 0
    assert served[0][1].entry == "password"


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--host", "0.0.0.0"], "--name"),
        (["--user-header", "X User"], "header"),
        (["--user-header", "X-User", "--password"], "exclude"),
        (["--port", "0"], "port"),
    ],
)
def test_wrong_use_is_status_two(depesche, out, served, arguments, word):
    result = depesche("review", "-o", out, *arguments)
    assert (result.status, result.out) == (2, "")
    assert word in result.err
    assert not served


def test_a_missing_package_names_the_command_that_brings_it(depesche, out, monkeypatch):
    real = builtins.__import__

    def without_fastapi(name, *rest):
        if name.startswith("fastapi"):
            raise ImportError("no fastapi", name="fastapi")
        return real(name, *rest)

    for module in [one for one in sys.modules if one.startswith("pipeline.review.web")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setattr(builtins, "__import__", without_fastapi)
    result = depesche("review", "-o", out)
    assert result.status == 2
    assert "pip install 'depesche[review]'" in result.err


def test_the_digest_takes_what_was_accepted(depesche, out):
    from pipeline.review import Desk

    desk = Desk(out)
    desk.refresh()
    one = desk.stories("monday")[-1].article
    desk.save("monday", one.id, 0, {"headline": "Mended by hand"}, "Ada", "accepted")
    result = depesche("digest", "--run", "monday", "-o", out, "--format", "md")
    assert result.status == 0
    assert "Mended by hand" in result.out
    assert result.out.count("## ") <= 2
    desk.undo("monday", one.id, 1, "Ada")
    desk.save("monday", one.id, 2, {}, "Ada", "rejected")
    result = depesche("digest", "--run", "monday", "-o", out)
    assert (result.status, result.out) == (1, "")
    assert "depesche review" in result.err
