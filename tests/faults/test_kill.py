"""A run may be killed at any instant: the next one finishes it as if nothing had been."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests import checkpoints
from tests.cli.conftest import NEWS
from tests.faults.night import night

ROOT = Path(__file__).parent.parent.parent
KILLS = 50


def test_fifty_kills_at_random_instants_change_nothing(processes, outcome, tmp_path):
    def start(out):
        process = processes.Process(target=night, args=(out,))
        process.start()
        return process

    start(tmp_path / "warm").join()  # the first process waits for the imports
    begin = time.monotonic()
    start(tmp_path / "calm").join()
    seconds = time.monotonic() - begin
    calm = outcome(tmp_path / "calm" / "n")
    assert len(calm) == 2 + 2 * 12
    instants = random.Random(7)
    killed = 0
    for round_ in range(KILLS):
        out = tmp_path / f"out{round_ // 5}"  # five kills on each run before it may finish
        process = start(out)
        process.join(instants.uniform(0, seconds))
        killed += process.is_alive()
        process.kill()
        process.join()
        if round_ % 5 == 4:
            last = start(out)
            last.join()
            assert last.exitcode == 0
            assert outcome(out / "n") == calm
    assert killed > KILLS / 3, "the kills came too late to prove anything"


def news(number):
    return NEWS.replace("47,6", f"{number + 3},5")


class Command:
    """`depesche run` as a process: seven articles, a window each, on a tiny checkpoint.

    The fourth comes from stdin, so that a test can hold the run there.
    """

    def __init__(self, folder):
        self.folder = folder
        files = [folder / f"{number}.txt" for number in range(6)]
        for number, file in enumerate(files):
            file.write_text(news(number), "utf-8")
        self.sources = [*files[:3], "-", *files[3:]]
        model = checkpoints.marian(folder / "marian")
        self.config = folder / "tiny.toml"
        self.config.write_text(
            f'window = 1\n[translator]\nmodel = "{model}"\nbeam = 1\nengine = "ctranslate2"\n'
        )

    def start(self, out):
        return subprocess.Popen(
            [
                *(sys.executable, "-m", "pipeline", "run", *self.sources, "-o", out),
                *("--run", "n", "--config", self.config, "--device", "cpu"),
            ],
            cwd=ROOT,
            env=os.environ | {"DEPESCHE_CACHE": str(self.folder / "cache")},
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


@pytest.fixture(scope="module")
def command(tmp_path_factory):
    return Command(tmp_path_factory.mktemp("command"))


@pytest.fixture(scope="module")
def calm(command, outcome):
    """The files of a run that nothing disturbed."""
    process = command.start(command.folder / "calm")
    _, err = process.communicate(news(9), timeout=120)
    assert process.returncode == 0, err
    return outcome(command.folder / "calm" / "n")


def wait_for(process, word):
    """Read the process's lines until one has `word`."""
    for line in process.stderr:
        if word in line:
            return
    raise AssertionError(f"it ended before it said {word!r}")


def drain(process):
    """Give it what it waits for; everything it still says, and its exit status."""
    with suppress(BrokenPipeError):  # it was killed
        process.stdin.write(news(9))
        process.stdin.close()
    guard = threading.Timer(60, process.kill)
    guard.start()
    rest = process.stderr.read()
    process.wait()
    guard.cancel()
    return rest, process.returncode


def test_the_command_killed_twice_ends_as_if_undisturbed(command, calm, outcome, tmp_path):
    for done in ("1 article", "3 articles"):
        process = command.start(tmp_path)
        wait_for(process, f"{done} done")
        process.kill()
        assert drain(process)[1] == -signal.SIGKILL
        assert not (tmp_path / "n" / "pairs.jsonl").exists()
    process = command.start(tmp_path)
    rest, status = drain(process)
    assert status == 0
    assert "unchanged" in rest
    assert outcome(tmp_path / "n") == calm


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_lets_the_window_end_and_says_what_is_left(
    command, calm, outcome, tmp_path, number
):
    process = command.start(tmp_path)
    wait_for(process, "3 articles done")
    process.send_signal(number)
    wait_for(process, f"{number.name}: finishing the window")
    rest, status = drain(process)
    assert status == 3
    assert "4 left for the next run" in rest
    pairs = (tmp_path / "n" / "pairs.jsonl").read_bytes()
    assert len(pairs.splitlines()) == 3
    assert calm["pairs.jsonl"].startswith(pairs)
    assert drain(command.start(tmp_path))[1] == 0
    assert outcome(tmp_path / "n") == calm


def test_a_second_signal_ends_it_at_once_and_the_next_run_goes_on(command, calm, outcome, tmp_path):
    process = command.start(tmp_path)
    wait_for(process, "3 articles done")
    process.send_signal(signal.SIGINT)
    wait_for(process, "once more stops at once")
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 130
    assert not (tmp_path / "n" / "pairs.jsonl").exists()
    assert drain(command.start(tmp_path))[1] == 0
    assert outcome(tmp_path / "n") == calm
