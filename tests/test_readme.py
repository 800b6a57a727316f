"""The README is true: its commands run as they stand, but for the two that set up a machine."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def commands():
    """The lines of the README's ```bash blocks that call depesche."""
    blocks = re.findall(r"```bash\n(.*?)```", README, re.DOTALL)
    lines = [line.split("  #")[0].strip() for block in blocks for line in block.split("\n")]
    return [line for line in lines if "depesche" in line and ".venv" not in line]


@pytest.fixture
def clone(tmp_path):
    """A folder as a new user has it, with `depesche` on the path."""
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    binary = tmp_path / "bin" / "depesche"
    binary.parent.mkdir()
    binary.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m pipeline "$@"\n')
    binary.chmod(0o755)
    return tmp_path


def test_the_commands_of_the_readme_run_one_after_the_other(clone):
    environment = os.environ | {
        "PATH": f"{clone / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "HF_HOME": str(clone / "hub"),
        "DEPESCHE_CACHE": str(clone / "cache"),
    }
    for line in commands():  # later ones use what earlier ones made
        done = subprocess.run(
            ["sh", "-c", line],
            cwd=clone,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, f"{line}\n{done.stderr}"
        assert done.stdout or ">" in line or "outputs" in line or "--to" in line, line


def test_there_are_commands_to_try():
    assert len(commands()) >= 7


def test_every_link_of_the_readme_leads_somewhere():
    for target in re.findall(r"\]\(([^)#]+?)\)", README):
        assert target.startswith("https://") or (ROOT / target).exists(), target


def test_the_readme_has_the_two_commands_that_set_up_a_machine():
    setup = [line for line in README.split("\n") if line.startswith("python3 -m venv .venv && ")]
    assert len(setup) == 2
    assert setup[0].endswith("depesche run")
    assert setup[1].endswith("pytest")
