"""Ten faults, planted one at a time into a machine that is well: each is found, with its remedy.

The translator is a tiny NLLB that has learned the golden sentence, so that weights which are not
tied and language codes that are wrong show as they would in a real one.
"""

import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from pipeline.models import tokenizer
from pipeline.profile import Profile, TranslatorChoice
from pipeline.run import doctor
from pipeline.run.doctor import examine
from tests.hub_server import COMMIT


@dataclass
class Machine:
    """A model folder to spoil, and what a test may change of the rest."""

    folder: Path
    home: Path
    tiny: object
    monkeypatch: pytest.MonkeyPatch

    def profile(self, model="", **changes):
        choice = TranslatorChoice(model=model or str(self.folder), engine="torch", beam=1)
        return Profile(**({"device": "cpu", "translator": choice} | changes))


@pytest.fixture
def machine(tiny, tmp_path, monkeypatch):
    monkeypatch.setenv("DEPESCHE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("DEPESCHE_LOCK", str(tmp_path / "models.lock"))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    shutil.copytree(tiny("fluent"), tmp_path / "model")
    return Machine(tmp_path / "model", tmp_path, tiny, monkeypatch)


def an_old_library(machine):
    real = doctor.version
    machine.monkeypatch.setattr(
        doctor, "version", lambda name: "4.57.1" if name == "transformers" else real(name)
    )
    return machine.profile()


def a_missing_package(machine):
    machine.monkeypatch.setattr(tokenizer, "find_spec", lambda _: None)
    return machine.profile(str(machine.tiny("fsmt")))


def no_gpu(machine):
    machine.monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    machine.monkeypatch.setattr(doctor, "translation", well)
    return machine.profile(device="cuda:0")


def a_full_disk(machine):
    usage = shutil.disk_usage(machine.home)._replace(free=10**6)
    machine.monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: usage)
    return machine.profile()


def a_cache_that_cannot_be_written(machine):
    (machine.home / "file").write_text("in the way")
    machine.monkeypatch.setenv("DEPESCHE_CACHE", str(machine.home / "file" / "cache"))
    return machine.profile()


def a_model_that_was_never_pulled(machine):
    return machine.profile("org/name")


def a_damaged_file(machine):
    snapshot = machine.home / "hub" / "models--org--name" / "snapshots" / COMMIT
    snapshot.parent.mkdir(parents=True)
    machine.folder.rename(snapshot)
    (snapshot.parent.parent / "refs").mkdir()
    (snapshot.parent.parent / "refs" / "main").write_text(COMMIT)
    told = snapshot / "generation_config.json"
    blob = snapshot.parent.parent / "blobs" / hashlib.sha256(told.read_bytes()).hexdigest()
    blob.parent.mkdir()
    told.rename(blob)
    told.symlink_to(os.path.relpath(blob, snapshot))
    blob.write_text(blob.read_text() + " ")
    return machine.profile("org/name")


def too_little_memory(machine):
    machine.monkeypatch.setattr(doctor, "free_bytes", lambda _: 1000)
    return machine.profile()


def weights_that_are_not_tied(machine):
    path = machine.folder / "model.safetensors"
    weights = load_file(path)
    shared = weights["model.shared.weight"]
    drawn = torch.randn(shared.shape, generator=torch.Generator().manual_seed(1))
    sides = {f"model.{s}.embed_tokens.weight": shared.clone() for s in ("encoder", "decoder")}
    save_file(weights | sides | {"lm_head.weight": drawn}, path, metadata={"format": "pt"})
    config = machine.folder / "config.json"
    told = json.loads(config.read_text()) | {"tie_word_embeddings": False}
    config.write_text(json.dumps(told))
    return machine.profile()


def wrong_language_codes(machine):
    for path in machine.folder.glob("*token*.json"):
        text = path.read_text("utf-8").replace("deu_Latn", "@").replace("eng_Latn", "deu_Latn")
        path.write_text(text.replace("@", "eng_Latn"), "utf-8")
    return machine.profile()


def well(_):
    return doctor.Examined("translation", True, "not asked")


# What is planted, where it shows, and words of its remedy.
TEN = [
    (an_old_library, "versions", "pip install 'transformers"),
    (a_missing_package, "translation", "pip install sacremoses"),
    (no_gpu, "device", "--device cpu"),
    (a_full_disk, "disk", "make room"),
    (a_cache_that_cannot_be_written, "cache", "DEPESCHE_CACHE"),
    (a_model_that_was_never_pulled, "models", "depesche models pull org/name"),
    (a_damaged_file, "files", "depesche models remove org/name"),
    (too_little_memory, "memory", "smaller model"),
    (weights_that_are_not_tied, "translation", "not tied"),
    (wrong_language_codes, "translation", "language codes are wrong"),
]


def test_a_machine_that_is_well_has_no_finding(machine):
    found = list(examine(machine.profile()))
    assert [each.name for each in found if not each.ok] == []
    assert any("The Bundestag passed the budget" in each.detail for each in found)


@pytest.mark.parametrize(
    ("plant", "name", "remedy"), TEN, ids=lambda part: getattr(part, "__name__", "")
)
def test_each_of_ten_planted_faults_is_found_with_its_remedy(machine, plant, name, remedy):
    found = [each for each in examine(plant(machine)) if not each.ok]
    assert [each.name for each in found] == [name]
    assert remedy in found[0].remedy


def test_they_are_ten():
    assert len({plant for plant, *_ in TEN}) == 10
