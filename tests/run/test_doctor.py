import json
import os
import shutil
from collections import namedtuple

import pytest

from pipeline.models.checkpoint import resolve
from pipeline.profile import Profile, SummarizerChoice, TranslatorChoice
from pipeline.run import doctor as module
from pipeline.run.doctor import examine
from pipeline.translate.seq2seq import Translation
from tests.hub_server import COMMIT

ENGLISH = Translation("The Bundestag passed the budget on Friday.")


class Fluent:
    """A translator that knows one sentence."""

    def __init__(self, translation=ENGLISH):
        self.translation = translation

    def translate(self, segments):
        return [self.translation for _ in segments]


@pytest.fixture
def folder(tiny, tmp_path, monkeypatch):
    """A checkpoint to spoil, on a machine that is well."""
    monkeypatch.setenv("DEPESCHE_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("DEPESCHE_CHAT_URL", raising=False)
    copy = tmp_path / "model"
    shutil.copytree(tiny("mbart"), copy)
    return copy


@pytest.fixture
def profile(folder):
    return Profile(device="cpu", translator=TranslatorChoice(model=str(folder), engine="torch"))


@pytest.fixture
def fluent(monkeypatch):
    """The checkpoint's weights are random: another translates in its place."""

    def speak(translation=ENGLISH):
        monkeypatch.setattr(module.Plan, "load_translator", lambda _: Fluent(translation))

    speak()
    return speak


def faults(profile):
    return {found.name: found for found in examine(profile) if not found.ok}


def one_fault(profile, name):
    found = faults(profile)
    assert list(found) == [name]
    assert found[name].remedy
    return found[name]


def change(path, **values):
    told = json.loads(path.read_text("utf-8")) | values
    path.write_text(json.dumps(told), encoding="utf-8")


def test_a_machine_that_is_well(profile, fluent):
    found = {each.name: each for each in examine(profile)}
    assert not faults(profile)
    assert list(found) == [
        *("versions", "processors", "device", "disk", "cache"),
        *("models", "licences", "files", "memory", "translation", "summary"),
    ]
    assert found["device"].detail == "cpu"
    assert "budget on Friday" in found["translation"].detail
    assert "Haldenburg" in found["summary"].detail
    assert "GB wanted" in found["memory"].detail


def test_a_model_that_is_not_there(profile, folder):
    shutil.rmtree(folder)
    assert "no model folder" in one_fault(profile, "models").detail


def test_weights_that_are_cut_off(profile, folder):
    with (folder / "model.safetensors").open("r+b") as file:
        file.truncate(5000)
    assert "cut off" in one_fault(profile, "models").detail


def test_a_model_that_brings_code(profile, folder):
    change(folder / "config.json", auto_map={"AutoModel": "evil.Model"})
    assert "its own code" in one_fault(profile, "models").detail


def test_a_model_without_a_tokenizer(profile, folder):
    (folder / "tokenizer.json").unlink()
    assert "no tokenizer" in one_fault(profile, "models").detail


def test_weights_that_the_config_does_not_fit(profile, folder):
    change(folder / "config.json", encoder_layers=3)
    assert "lack" in one_fault(profile, "translation").detail


def test_random_weights_show_in_the_golden_sentence(profile):
    assert "Der Bundestag" in one_fault(profile, "translation").detail


@pytest.mark.parametrize(
    "said",
    [
        Translation("Der Bundestag hat am Freitag den Haushalt beschlossen.", "degraded"),
        Translation("Le parlement a voté.", "ok"),
        Translation("", "degraded"),
    ],
)
def test_a_wrong_language_shows_in_the_golden_sentence(profile, fluent, said):
    fluent(said)
    remedy = one_fault(profile, "translation").remedy
    assert "another model" in remedy or "language codes" in remedy


def test_a_device_that_is_not_there(profile, fluent, monkeypatch):
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    elsewhere = profile.model_copy(update={"device": "cuda:7"})
    assert "cuda:7 is not there" in one_fault(elsewhere, "device").detail


def test_a_disk_that_is_full(profile, fluent, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(1, 1, 1000))
    assert "make room" in one_fault(profile, "disk").remedy


def test_a_cache_that_cannot_be_written(profile, fluent, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("DEPESCHE_CACHE", str(tmp_path / "file" / "cache"))
    assert "DEPESCHE_CACHE" in one_fault(profile, "cache").remedy


def test_a_memory_that_is_too_small(profile, fluent):
    large = profile.model_copy(update={"memory": 10**6})
    assert "1000000.0 GB wanted" in one_fault(large, "memory").detail


def test_a_memory_that_is_not_known(profile, fluent, monkeypatch):
    monkeypatch.setattr(module, "free_bytes", lambda _: None)
    assert not faults(profile)


def test_a_summarizer_that_adds_nothing(profile, fluent, tiny):
    summarizer = SummarizerChoice(
        kind="abstractive", model=str(tiny("bart")), engine="torch", beam=1
    )
    babbling = profile.model_copy(update={"summarizer": summarizer})
    assert "extractive" in one_fault(babbling, "summary").remedy
    english = babbling.model_copy(update={"order": "translate-summarize"})
    assert "The city council" in one_fault(english, "summary").detail


def test_a_summarizer_that_does_not_load(profile, fluent, tiny, tmp_path):
    broken = tmp_path / "broken"
    shutil.copytree(tiny("bart"), broken)
    change(broken / "config.json", encoder_layers=3)
    summarizer = SummarizerChoice(kind="abstractive", model=str(broken), engine="torch")
    assert one_fault(profile.model_copy(update={"summarizer": summarizer}), "summary")


def test_a_server_that_does_not_answer(profile, monkeypatch):
    monkeypatch.setattr("time.sleep", lambda _: None)
    choice = TranslatorChoice(kind="chat", model="m", url="http://127.0.0.1:9/v1")
    found = one_fault(profile.model_copy(update={"translator": choice}), "translation")
    assert "start the server" in found.remedy


@pytest.fixture
def hub(folder, tmp_path, monkeypatch):
    """The checkpoint as org/name in the Hub's cache, with the checksum of its weights."""
    import hashlib

    repo = tmp_path / "hub" / "models--org--name"
    snapshot = repo / "snapshots" / COMMIT
    snapshot.parent.mkdir(parents=True)
    folder.rename(snapshot)
    (repo / "refs").mkdir()
    (repo / "refs" / "main").write_text(COMMIT)
    weights = snapshot / "model.safetensors"
    blob = repo / "blobs" / hashlib.sha256(weights.read_bytes()).hexdigest()
    blob.parent.mkdir()
    weights.rename(blob)
    weights.symlink_to(os.path.relpath(blob, snapshot))
    (snapshot / "README.md").write_text("---\nlicense: cc-by-nc-4.0\n---\n")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    return blob


def test_files_and_licences_of_a_model_of_the_hub(hub, profile, fluent):
    choice = TranslatorChoice(model="org/name", engine="torch")
    pulled = profile.model_copy(update={"translator": choice})
    found = {each.name: each for each in examine(pulled)}
    assert found["licences"].detail == "org/name: cc-by-nc-4.0 (not for commercial use)"
    assert found["files"].detail.startswith("1 models of the Hub match")
    assert not faults(pulled)
    data = bytearray(hub.read_bytes())
    data[-1] ^= 1
    hub.write_bytes(data)
    assert "models remove org/name" in one_fault(pulled, "files").remedy
    assert resolve("org/name").revision == COMMIT
