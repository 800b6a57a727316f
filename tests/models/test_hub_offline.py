"""From the Hub to English: fetched once, then every network is cut and the whole pipeline runs."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from pipeline.profile import pinned
from tests.hub_server import Hub, serve

PREFERRED = "Helsinki-NLP/opus-mt-de-en"
PINNED = pinned()[PREFERRED]
NEWS = """Der Rat von Haldenburg hat am Freitag den Haushalt beschlossen.

Die Opposition stimmte nicht zu.
"""

# Any attempt to reach a network, the local Hub's included, ends the process with a traceback.
WITHOUT_NETWORK = """
import socket, sys

def refuse(*arguments, **settings):
    raise AssertionError(f"the network was asked: {arguments}")

socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse
"""
COMMANDS = """
from pipeline.cli.app import app
from pipeline.cli.console import guarded
for line in sys.argv[1].split("\\n"):
    sys.argv = ["depesche", *line.split()]
    try:
        guarded(app)
    except SystemExit as left:
        if left.code:
            raise
"""


@pytest.fixture
def depesche(tmp_path):
    """Runs command lines in a fresh process, as a user would who has just installed Depesche."""

    def run(*lines, endpoint, offline):
        env = {key: value for key, value in os.environ.items() if not key.startswith("HF_")}
        env |= {"HF_HOME": str(tmp_path / "hf"), "DEPESCHE_CACHE": str(tmp_path / "cache")}
        env |= {"HF_ENDPOINT": endpoint, "HF_HUB_DISABLE_TELEMETRY": "1", "NO_COLOR": "1"}
        code = (WITHOUT_NETWORK if offline else "import sys\n") + COMMANDS
        return subprocess.run(
            [sys.executable, "-c", code, "\n".join(lines)],
            env=env,
            capture_output=True,
            text=True,
            timeout=120,
        )

    return run


@pytest.fixture
def opus_mt(tiny, tmp_path):
    """A tiny Marian as OPUS-MT is published: its weights pickled, those of other frameworks too."""
    import torch
    from safetensors.torch import load_file

    folder = tmp_path / "opus-mt"
    shutil.copytree(tiny("marian"), folder)
    torch.save(load_file(folder / "model.safetensors"), folder / "pytorch_model.bin")
    (folder / "model.safetensors").unlink()
    (folder / "tf_model.h5").write_bytes(b"another framework")
    (folder / "rust_model.ot").write_bytes(b"another framework")
    return folder


def test_what_was_pulled_translates_without_a_network(opus_mt, tmp_path, depesche):
    news, out = tmp_path / "rat.txt", tmp_path / "out"
    news.write_text(NEWS, encoding="utf-8")
    config = tmp_path / "mine.toml"
    config.write_text(
        f'[translator]\nmodel = "{PREFERRED}"\nrevision = "{PINNED}"\nbeam = 1\n', encoding="utf-8"
    )
    with serve(Hub(repos={PREFERRED: opus_mt}, commit=PINNED)) as hub:
        pulled = depesche(f"models pull {PREFERRED}", endpoint=hub.url, offline=False)
        assert pulled.returncode == 0, pulled.stderr
        assert PINNED in pulled.stdout
        assert "%" not in pulled.stderr  # no bar where there is no terminal
        asked = len(hub.requests)
        done = depesche(
            "models list",
            f"models verify {PREFERRED}",
            f"run {news} -o {out} --run pinned --config {config}",
            f"run {news} -o {out} --run auto",
            f"models remove {PREFERRED}",
            endpoint=hub.url,
            offline=True,
        )
        assert done.returncode == 0, done.stderr
        assert len(hub.requests) == asked
    assert "files match" in done.stderr
    for name in ("pinned", "auto"):
        record = json.loads((out / name / "pairs.jsonl").read_text("utf-8"))
        assert record["models"]["translator"]["id"] == PREFERRED
        assert record["models"]["translator"]["revision"] == PINNED
        assert all(pair["en"] for pair in record["summary"])
    assert "MB freed" in done.stdout
    assert not list((tmp_path / "hf").rglob("pytorch_model.bin"))
    assert not list((tmp_path / "cache").rglob("model.bin"))
