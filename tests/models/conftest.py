"""A Hub on this machine, and an empty cache, for whatever fetches models."""

import shutil
import time

import huggingface_hub
import pytest
from huggingface_hub import constants

from tests.hub_server import Hub, serve

ID = "org/marian"


@pytest.fixture
def waits(monkeypatch):
    """The seconds that were waited, instead of waiting."""
    waited = []
    monkeypatch.setattr(time, "sleep", waited.append)
    return waited


@pytest.fixture
def cache(tmp_path, monkeypatch):
    path = tmp_path / "cache"
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(path))
    monkeypatch.setattr("huggingface_hub.utils._cache_manager.HF_HUB_CACHE", str(path))
    monkeypatch.setenv("DEPESCHE_LOCK", str(tmp_path / "models.lock"))
    return path


@pytest.fixture
def hub(tiny, tmp_path, monkeypatch, cache, waits):
    """A Hub on this machine with a tiny Marian, and with files that nobody should fetch."""
    folder = tmp_path / "repo"
    shutil.copytree(tiny("marian"), folder)
    (folder / "README.md").write_text("---\nlicense: apache-2.0\n---\n")
    for extra in ("tf_model.h5", "pytorch_model.bin", "modeling.py", "onnx/model.safetensors"):
        (folder / extra).parent.mkdir(exist_ok=True)
        (folder / extra).write_bytes(b"other " * 10)
    with serve(Hub(repos={ID: folder})) as served:
        monkeypatch.setattr(constants, "ENDPOINT", served.url)
        template = served.url + "/{repo_id}/resolve/{revision}/{filename}"
        monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
        monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
        monkeypatch.delenv("HF_TOKEN", raising=False)
        huggingface_hub.close_session()
        yield served
    huggingface_hub.close_session()
