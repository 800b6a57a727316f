import importlib
import json
import pickle
import shutil
from collections import namedtuple

import huggingface_hub
import pytest
import torch
from huggingface_hub import constants
from huggingface_hub.utils import are_progress_bars_disabled
from safetensors.torch import load_file

from pipeline.cli import models as commands
from pipeline.errors import ModelError, UsageError
from pipeline.models.cache import forget
from pipeline.models.checkpoint import is_cached, resolve
from pipeline.models.fetch import fetch
from pipeline.models.hub import cached, check, find, pull, remove
from pipeline.models.load import verify_files
from pipeline.models.lock import locked
from pipeline.models.pickled import sha256
from pipeline.profile import pinned
from tests.hub_server import COMMIT, TOKEN, Fault
from tests.models.conftest import ID

OTHER = "fedcba9876543210fedcba9876543210fedcba98"
# The package has a class of the same name, which an import statement would find.
bars = importlib.import_module("huggingface_hub.utils.tqdm")


def test_what_an_engine_reads_is_fetched_and_no_more(hub, cache):
    folder = pull(ID)
    assert folder.name == COMMIT
    names = {path.name for path in folder.iterdir()}
    assert {"config.json", "model.safetensors", "source.spm", "README.md"} <= names
    assert not names & {"tf_model.h5", "pytorch_model.bin", "modeling.py", "onnx"}


def test_a_model_that_was_pulled_is_whole_though_others_files_stayed_on_the_hub(hub):
    assert not is_cached(ID)
    pull(ID)
    assert is_cached(ID)
    found = resolve(ID)
    assert (found.id, found.revision, found.card.licence) == (ID, COMMIT, "apache-2.0")
    assert find(ID, COMMIT) == find(ID, "main") == found.folder
    assert find(ID, "v9") is None
    assert find("no such id") is None


def test_pickled_weights_are_taken_where_there_are_no_others(hub):
    (hub.repos[ID] / "model.safetensors").unlink()
    (hub.repos[ID] / "model.safetensors.index.json").write_text("{}")
    names = {path.name for path in pull(ID).iterdir()}
    assert "pytorch_model.bin" in names
    assert "model.safetensors.index.json" not in names


def test_sharded_weights_come_with_their_index(hub):
    folder = hub.repos[ID]
    (folder / "model.safetensors").rename(folder / "model-00001-of-00001.safetensors")
    (folder / "model.safetensors.index.json").write_text(
        json.dumps({"weight_map": {"w": "model-00001-of-00001.safetensors"}})
    )
    pull(ID)
    assert [path.name for path in resolve(ID).weights] == ["model-00001-of-00001.safetensors"]


def test_weights_that_could_run_code_are_refused_before_they_are_fetched(hub):
    for name in ("model.safetensors", "pytorch_model.bin"):
        (hub.repos[ID] / name).unlink()
    with pytest.raises(ModelError, match=r"saved as model\.safetensors"):
        pull(ID)
    assert not hub.asked("/resolve/|/cdn/")


def test_a_second_pull_fetches_no_file_again(hub):
    pull(ID)
    hub.requests.clear()
    pull(ID)
    assert not hub.asked("/cdn/")


def test_a_connection_that_is_cut_is_taken_up_where_it_broke(hub, monkeypatch):
    monkeypatch.setattr(constants, "DOWNLOAD_CHUNK_SIZE", 500)  # bytes, instead of ten million
    hub.faults = [Fault("/cdn/.*safetensors", cut=1000)]
    folder = pull(ID)
    assert "bytes=1000-" in hub.asked("/cdn/.*safetensors")
    assert not check(folder).damaged


@pytest.mark.parametrize("path", ["/api/models/org/marian$", "/tree/", "/cdn/.*safetensors"])
@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_hub_is_waited_for(hub, waits, path, status):
    hub.faults = [Fault(path, status, {"Retry-After": "7"}, times=2)]
    pull(ID)
    assert sum(wait >= 7 for wait in waits) == 2


@pytest.mark.parametrize(
    ("status", "said"),
    [(429, "wait a few minutes"), (500, "HF_ENDPOINT"), (403, "HF_TOKEN"), (418, "check the net")],
)
@pytest.mark.parametrize("path", ["/api/models/org/marian$", "/cdn/"])
def test_a_hub_that_stays_unwilling_is_named_with_a_remedy(hub, path, status, said):
    hub.faults = [Fault(path, status, times=10**6)]
    with pytest.raises(ModelError, match=said):
        pull(ID)
    assert not is_cached(ID)


def test_a_gated_model_needs_a_token(hub, monkeypatch):
    hub.gated.add(ID)
    with pytest.raises(ModelError, match="accept its terms"):
        pull(ID)
    monkeypatch.setenv("HF_TOKEN", "hf_wrong")
    with pytest.raises(ModelError, match="accept its terms"):
        pull(ID)
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    assert pull(ID).is_dir()


@pytest.mark.parametrize(
    ("model_id", "revision", "said"),
    [
        ("org/other", None, "check the spelling"),
        ("no such/name", None, "check the spelling"),
        (ID, "v9", "has no revision v9"),
    ],
)
def test_what_the_hub_does_not_have(hub, model_id, revision, said):
    with pytest.raises(ModelError, match=said):
        pull(model_id, revision)


def test_without_a_network(hub, monkeypatch):
    monkeypatch.setattr(constants, "ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(ModelError, match="check the network"):
        pull(ID)
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    huggingface_hub.close_session()
    with pytest.raises(ModelError, match="unset it"):
        pull(ID)


def test_the_disk_is_asked_before_anything_large_is_fetched(hub, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(1, 1, 1000))
    with pytest.raises(ModelError, match="HF_HOME"):
        pull(ID)
    assert not hub.asked("/resolve/|/cdn/")


def test_what_arrives_damaged_is_deleted_and_fetched_again(hub):
    hub.damaged.add("model.safetensors")
    with pytest.raises(ModelError, match="arrived damaged"):
        pull(ID)
    assert not is_cached(ID)
    hub.damaged.clear()
    pull(ID)
    assert not verify_files(ID).damaged


def test_files_are_compared_with_the_hubs_checksums(hub):
    folder = pull(ID)
    checked = verify_files(ID)
    assert len(checked.sound) == len(list(folder.iterdir()))
    assert not checked.unknown
    assert checked.size > 100_000
    weights = (folder / "model.safetensors").resolve()
    data = bytearray(weights.read_bytes())
    data[-1] ^= 1
    weights.write_bytes(data)
    with pytest.raises(ModelError, match=r"model\.safetensors of org/marian is damaged"):
        verify_files(ID)


def test_a_copy_has_no_checksum_and_a_folder_none_at_all(hub, tiny):
    folder = pull(ID)
    (folder / "copied.json").write_text("{}")
    (folder / "broken.json").symlink_to("../../blobs/" + "0" * 40)
    checked = check(folder)
    assert checked.unknown == ("copied.json",)
    assert checked.damaged == ("broken.json",)
    assert verify_files(str(tiny("marian"))) is None


def test_what_is_removed_is_gone_and_its_bytes_are_counted(hub, cache):
    assert cached() == []
    pull(ID)
    (listed,) = cached()
    assert (listed.id, listed.revision) == (ID, COMMIT)
    assert remove(ID, "main") == listed.size > 100_000
    assert cached() == []
    assert not list(cache.rglob("*.safetensors"))
    with pytest.raises(ModelError, match="models list"):
        remove(ID)
    pull(ID)
    assert remove(ID, COMMIT) > 0


@pytest.mark.parametrize("shown", [True, False])
def test_bars_are_shown_on_request_only(hub, capfd, monkeypatch, shown):
    fetch, disabled = huggingface_hub.snapshot_download, []

    def watched(*args, **settings):
        disabled.append(are_progress_bars_disabled())
        return fetch(*args, **settings)

    monkeypatch.setattr(huggingface_hub, "snapshot_download", watched)
    monkeypatch.setattr(bars, "progress_bar_states", {})
    pull(ID, progress=shown)
    assert disabled == [not shown]
    assert not are_progress_bars_disabled()
    assert shown or "Fetching" not in capfd.readouterr().err


def test_bars_that_are_switched_off_stay_off(hub, monkeypatch):
    monkeypatch.setattr(bars, "progress_bar_states", {"_global": False})
    pull(ID)
    assert are_progress_bars_disabled()


def test_the_commands_say_what_they_did(hub, capfdbinary):
    commands.pull_model(ID)
    said = capfdbinary.readouterr()
    assert said.out.decode().strip().endswith(COMMIT)
    assert f"{ID}, licence: apache-2.0, revision {COMMIT}, locked in" in said.err.decode()
    commands.list_models()
    assert f"{ID}\t{COMMIT}\t" in (listed := capfdbinary.readouterr().out.decode())
    assert "MB\tlocked" in listed
    commands.verify_model(ID, device="cpu")
    assert b"files match the Hub's checksums" in capfdbinary.readouterr().err
    commands.remove_model(ID)
    assert b"MB freed" in capfdbinary.readouterr().out
    assert cached() == []
    with pytest.raises(UsageError, match="no model is named"):
        commands.pull_model(None)


def test_a_profiles_models_are_pulled_with_their_pins(hub, tmp_path, capfdbinary):
    mine = tmp_path / "mine.toml"
    mine.write_text(f'[translator]\nmodel = "{ID}"\nrevision = "{COMMIT}"\n', "utf-8")
    commands.pull_model(None, config=mine)
    assert COMMIT in capfdbinary.readouterr().out.decode()
    with pytest.raises(UsageError, match="needs no model"):
        commands.pull_model(None, profile="embedded")


def test_what_was_pulled_is_locked_with_the_hash_of_each_file(hub):
    folder = pull(ID)
    held = locked(ID)
    assert held.revision == COMMIT
    assert set(held.files) == {path.name for path in folder.iterdir()}
    assert held.files["model.safetensors"] == sha256(folder / "model.safetensors")
    remove(ID)
    assert locked(ID) is None


def test_a_lock_holds_a_machine_to_its_commit(hub, cache):
    pull(ID)
    shutil.rmtree(cache)
    hub.commit = OTHER
    assert pull(ID).name == COMMIT, "the locked commit, though there is a newer one"
    assert pull(ID, "main").name == OTHER
    assert locked(ID).revision == OTHER
    assert resolve(ID).revision == OTHER
    assert resolve(ID, COMMIT).revision == COMMIT


def test_a_mirror_that_changes_a_commit_is_caught_before_anything_is_fetched(hub, cache):
    pull(ID)
    shutil.rmtree(cache)
    weights = hub.repos[ID] / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"!")
    hub.requests.clear()
    with pytest.raises(ModelError, match=r"model\.safetensors of org/marian is not what"):
        pull(ID)
    assert not hub.asked("/resolve/|/cdn/")


def test_verify_finds_what_differs_from_the_lock(hub):
    folder = pull(ID)
    (folder / "vocab.json").unlink()
    (folder / "vocab.json").write_text("{}")  # a copy, of which the cache knows no checksum
    with pytest.raises(ModelError, match=r"vocab\.json of org/marian is damaged"):
        verify_files(ID)


def test_a_model_of_the_profiles_comes_at_the_commit_that_they_pin(hub):
    model, commit = "Helsinki-NLP/opus-mt-de-en", pinned()["Helsinki-NLP/opus-mt-de-en"]
    hub.repos[model] = hub.repos[ID]
    with pytest.raises(ModelError, match=f"no revision {commit}.*--revision main"):
        pull(model)
    hub.commit = commit
    assert pull(model).name == commit
    assert resolve(model).revision == commit


def test_after_a_pull_that_failed_only_what_is_missing_is_fetched(hub, monkeypatch):
    monkeypatch.setattr(constants, "DOWNLOAD_CHUNK_SIZE", 500)
    broken = "/cdn/.*safetensors"
    hub.faults = [Fault(broken, cut=1500), Fault(broken, 503, times=10**6)]
    with pytest.raises(ModelError, match="fails"):
        pull(ID)
    assert not is_cached(ID)
    assert locked(ID) is None
    hub.faults.clear()
    hub.requests.clear()
    folder = pull(ID)
    assert [name for name in ("safetensors", "spm", "config.json") if hub.asked(f"/.*{name}$")] == [
        "safetensors"
    ]
    assert not check(folder).damaged


def test_weights_that_are_pickled_are_converted_at_once(hub, monkeypatch, tmp_path):
    monkeypatch.setenv("DEPESCHE_CACHE", str(tmp_path / "depesche"))
    folder = hub.repos[ID]
    torch.save(load_file(folder / "model.safetensors"), folder / "pytorch_model.bin")
    (folder / "model.safetensors").unlink()
    fetch(ID)
    (made,) = (tmp_path / "depesche").rglob("model.safetensors")
    assert made.parent.name == COMMIT
    (folder / "pytorch_model.bin").write_bytes(pickle.dumps({"weight": print}, protocol=2))
    remove(ID)
    forget(ID)
    with pytest.raises(ModelError, match="could run code") as caught:
        fetch(ID)
    assert "refs/pr" in caught.value.remedy
