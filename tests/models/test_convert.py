import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from pipeline.errors import ModelError
from pipeline.models import convert
from pipeline.models.cache import cache_folder
from pipeline.models.checkpoint import resolve
from pipeline.models.convert import converted, is_convertible
from pipeline.models.engine import Decoding
from pipeline.models.load import load
from tests.checkpoints import BUILDERS, CONVERTIBLE, TORCH_ONLY


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("DEPESCHE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_the_cache_lies_where_the_environment_says(monkeypatch):
    monkeypatch.setenv("DEPESCHE_CACHE", "/a")
    monkeypatch.setenv("XDG_CACHE_HOME", "/b")
    assert cache_folder() == Path("/a")
    monkeypatch.delenv("DEPESCHE_CACHE")
    assert cache_folder() == Path("/b/depesche")
    monkeypatch.setenv("XDG_CACHE_HOME", "")
    assert cache_folder() == Path.home() / ".cache" / "depesche"


@pytest.mark.parametrize("name", BUILDERS)
def test_what_converts_is_known_beforehand(tiny, name):
    assert is_convertible(resolve(str(tiny(name)))) == (name in CONVERTIBLE)


@pytest.mark.parametrize("name", TORCH_ONLY)
def test_what_does_not_convert_is_sent_to_the_other_engine(tiny, name):
    with pytest.raises(ModelError, match="does not run") as caught:
        converted(resolve(str(tiny(name))), "int8")
    assert caught.value.remedy == "use the torch engine"


def test_a_conversion_lies_under_id_revision_and_type_and_is_made_once(tiny, cache):
    checkpoint = resolve(str(tiny("mbart")))
    folder = converted(checkpoint, "int8")
    assert folder == cache / "ctranslate2" / "mbart" / f"{checkpoint.revision}-int8"
    made = (folder / "model.bin").stat().st_mtime_ns
    assert converted(checkpoint, "int8") == folder
    assert (folder / "model.bin").stat().st_mtime_ns == made
    assert converted(checkpoint, "float32") != folder


def test_the_checkpoint_itself_is_left_as_it_was(tiny, cache):
    before = {path.name: path.read_bytes() for path in tiny("bart").iterdir()}
    converted(resolve(str(tiny("bart"))), "int8")
    assert {path.name: path.read_bytes() for path in tiny("bart").iterdir()} == before


def test_a_hub_id_with_a_slash_becomes_one_folder(tiny, cache, tmp_path, monkeypatch):
    repo = tmp_path / "hub" / "models--org--name"
    commit = "0" * 40
    shutil.copytree(tiny("mbart"), repo / "snapshots" / commit)
    (repo / "refs").mkdir()
    (repo / "refs" / "main").write_text(commit)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    folder = converted(resolve("org/name"), "int8")
    assert folder == cache / "ctranslate2" / "org--name" / f"{commit}-int8"


def test_an_mbart_starts_as_its_config_says(tiny, cache):
    folder = converted(resolve(str(tiny("mbart"))), "int8")
    config = json.loads((folder / "config.json").read_text())
    assert config["decoder_start_token"] == "</s>"


def test_a_conversion_that_fails_leaves_nothing_and_can_be_tried_again(tiny, cache, monkeypatch):
    checkpoint = resolve(str(tiny("mbart")))

    def fail(*_):
        raise RuntimeError("no such tensor")

    with monkeypatch.context() as broken:
        broken.setattr(convert, "_converter", fail)
        with pytest.raises(ModelError, match="no such tensor") as caught:
            converted(checkpoint, "int8")
    assert "torch engine" in caught.value.remedy
    assert [path for path in cache.rglob("*") if path.is_dir() and path.name != "mbart"] == [
        cache / "ctranslate2"
    ]
    assert converted(checkpoint, "int8").is_dir()


def test_weights_that_do_not_fit_the_config_are_an_error(tiny, cache, tmp_path):
    shutil.copytree(tiny("mbart"), tmp_path / "m")
    path = tmp_path / "m" / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"d_model": 64}))
    with pytest.raises(ModelError, match="m cannot be converted"):
        converted(resolve(str(tmp_path / "m")), "int8")


def test_a_cache_that_cannot_be_written_names_the_way_out(tiny, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("DEPESCHE_CACHE", str(tmp_path / "file" / "cache"))
    with pytest.raises(ModelError, match="cannot be written") as caught:
        converted(resolve(str(tiny("mbart"))), "int8")
    assert "DEPESCHE_CACHE" in caught.value.remedy


def test_without_a_writable_home_a_process_converts_for_itself(tiny, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.delenv("DEPESCHE_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    checkpoint = resolve(str(tiny("mbart")))
    folder = converted(checkpoint, "int8")
    assert folder.is_dir()
    assert folder.stat().st_uid == os.getuid()
    assert converted(checkpoint, "int8") == folder


def test_a_read_only_cache_serves_what_it_holds(tiny, cache, monkeypatch):
    checkpoint = resolve(str(tiny("mbart")))
    folder = converted(checkpoint, "int8")

    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    assert converted(checkpoint, "int8") == folder
    with pytest.raises(ModelError, match="Permission denied") as caught:
        converted(checkpoint, "int16")
    assert "DEPESCHE_CACHE" in caught.value.remedy


def test_who_comes_second_waits_and_takes_what_the_first_made(tiny, cache, monkeypatch):
    checkpoint = resolve(str(tiny("mbart")))
    made, really = [], convert._convert

    def counted(*arguments):
        made.append(threading.get_ident())
        really(*arguments)

    monkeypatch.setattr(convert, "_convert", counted)
    found = []
    workers = [
        threading.Thread(target=lambda: found.append(converted(checkpoint, "int8")))
        for _ in range(3)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(made) == 1
    assert len(found) == 3
    assert len(set(found)) == 1


def test_two_processes_that_convert_at_once_both_succeed(tiny, cache):
    script = (
        "import sys\n"
        "from pipeline.models.checkpoint import resolve\n"
        "from pipeline.models.convert import converted\n"
        "print(converted(resolve(sys.argv[1]), 'int8'))\n"
    )
    command = [sys.executable, "-c", script, str(tiny("mbart"))]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    paths = {process.communicate()[0].strip() for process in both}
    assert [process.returncode for process in both] == [0, 0]
    home = cache / "ctranslate2" / "mbart"
    assert [path.name for path in home.iterdir() if path.is_dir()] == [Path(paths.pop()).name]
    assert not paths
    assert load(str(tiny("mbart")), task="translate", device="cpu").generate(["Ja."], Decoding())
