"""The Dockerfile, held to what a linter and a first start would say; nothing here runs Docker."""

import re
import shlex
import subprocess
import sys
import tomllib

import pytest

from pipeline.profile import data_folder

ROOT = data_folder("configs").parent


def instructions():
    """Each instruction of the Dockerfile with its words, continued lines joined."""
    text = (ROOT / "Dockerfile").read_text("utf-8")
    text = re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ")
    return [line.split(None, 1) for line in text.split("\n") if line.strip()]


def all_of(name):
    return [rest for word, rest in instructions() if word == name]


def test_images_are_pinned_to_a_python_that_the_project_takes():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    least, below = re.findall(r"3\.(\d+)", project["requires-python"])
    for image in all_of("FROM"):
        minor = re.fullmatch(r"python:3\.(\d+)-slim(?: AS \w+)?", image)
        assert minor, image
        assert int(least) <= int(minor[1]) < int(below)


def test_every_command_is_one_that_a_shell_and_pip_take():
    commands = [part for run in all_of("RUN") for part in run.split("&&")]
    for command in commands:
        assert subprocess.run(["sh", "-n", "-c", command], check=False).returncode == 0
        words = shlex.split(command)
        assert "sudo" not in words
        if "install" in words and words[0].endswith("pip"):
            assert "--no-cache-dir" in words
    torch = next(c for c in commands if "torch" in c)
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    assert next(word for word in shlex.split(torch) if word.startswith("torch")) in wanted


def test_what_is_copied_makes_a_wheel(tmp_path):
    for source in [line.split() for line in all_of("COPY") if not line.startswith("--from")]:
        for name in source[:-1]:
            assert (ROOT / name).exists()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    copied = {name for line in all_of("COPY") for name in line.split()}
    assert {project["project"]["readme"], "LICENSE", "pyproject.toml", "pipeline"} <= copied
    forced = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert forced.keys() <= copied


def test_it_runs_as_somebody_who_owns_the_volume_and_nothing_else():
    order = [word for word, _ in instructions()]
    assert all_of("USER") == ["depesche"]
    assert order.index("USER") > max(i for i, word in enumerate(order) if word == "RUN")
    assert all_of("WORKDIR")[-1] == "/data"
    assert all_of("VOLUME") == ["/data"]
    assert any("install -d -o depesche /data" in run for run in all_of("RUN"))
    env = " ".join(all_of("ENV"))
    for place in re.findall(r"(?:HOME|CACHE)=(\S+)", env):
        assert place.startswith("/data")


@pytest.mark.parametrize("command", [["run", "--help"], ["--version"]])
def test_what_it_starts_is_a_command(command):
    assert all_of("ENTRYPOINT") == ['["depesche"]']
    assert all_of("CMD") == ['["run"]']
    done = subprocess.run([sys.executable, "-m", "pipeline", *command], capture_output=True)
    assert done.returncode == 0
