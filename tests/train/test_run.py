"""Whole runs on the toy grammar: they learn, survive a kill and leave a checkpoint with a card."""

from __future__ import annotations

import dataclasses
import json
import os
import pickle
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from pipeline.errors import DepescheError, UsageError
from pipeline.models.checkpoint import resolve
from pipeline.models.engine import Decoding
from pipeline.models.load import load
from pipeline.train.corpus import Corpus
from pipeline.train.optimizers import fastest_optimizer
from pipeline.train.run import Job, train
from pipeline.train.schedule import Budget
from pipeline.train.start import Shape

STEPS = 30
TIMES = {"minutes", "tokens_per_second"}


def job(data: Path, out: Path, **changed) -> Job:
    given = {
        "data": (Corpus(data),),
        "out": out,
        "budget": Budget(steps=STEPS),
        "shape": Shape(32, 1, 1, pieces=400, positions=64, dropout=0.1),
        "tokens": 400,
        "rate": 5e-3,
        "optimizer": "adamw",
        "device": "cpu",
        "precision": "float32",
    }
    return Job(**(given | changed))


def rows(out: Path) -> list[dict]:
    """The log without what depends on the machine's speed."""
    lines = (out / "log.jsonl").read_text("utf-8").splitlines()
    return [{k: v for k, v in json.loads(line).items() if k not in TIMES} for line in lines]


def silent(_: str) -> None:
    pass


@pytest.fixture(scope="module")
def learnt(toy_tsv, tmp_path_factory) -> Path:
    """A run that is long enough to learn the grammar, with a yardstick beside its dev set."""
    folder = tmp_path_factory.mktemp("learnt")
    dev = [line.split("\t") for line in toy_tsv.read_text("utf-8").splitlines()[::12]]
    (folder / "dev.de").write_text("".join(f"{de}\n" for de, _ in dev), "utf-8")
    (folder / "dev.en").write_text("".join(f"{en}\n" for _, en in dev), "utf-8")
    (folder / "dev.parrot.en").write_text("".join(f"{de}\n" for de, _ in dev), "utf-8")
    shape = Shape(32, 1, 1, pieces=400, positions=64)
    pair = (folder / "dev.de", folder / "dev.en")
    train(
        job(
            toy_tsv,
            folder / "toy",
            dev=pair,
            budget=Budget(steps=150),
            shape=shape,
            tokens=500,
            rate=2e-2,
            optimizer=fastest_optimizer(),
            licence="Apache-2.0",
        ),
        silent,
    )
    return folder / "toy"


@pytest.fixture(scope="module")
def undisturbed(toy_tsv, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("undisturbed") / "toy"
    train(job(toy_tsv, out), silent)
    return out


def test_the_toy_grammar_is_learnt(learnt):
    losses = [row["loss"] for row in rows(learnt) if "loss" in row]
    assert losses[-1] < losses[0] / 2
    assert rows(learnt)[-1]["final"]["chrf"] > 75


def test_the_checkpoint_is_whole_and_small(learnt):
    assert resolve(str(learnt)).model_type == "mbart"
    weights = load_file(learnt / "model.safetensors")
    assert {weight.dtype for weight in weights.values()} == {torch.float16}
    assert (learnt / "curve.png").read_bytes().startswith(b"\x89PNG")
    assert not list(learnt.glob(".*"))
    assert (learnt / "model.safetensors").stat().st_mode & 0o044 == 0o044


@pytest.mark.parametrize("engine", ["torch", "ctranslate2"])
def test_both_engines_translate_with_it(learnt, engine, tmp_path, monkeypatch):
    monkeypatch.setenv("DEPESCHE_CACHE", str(tmp_path))
    loaded = load(str(learnt), task="translate", engine=engine, device="cpu")
    (output,) = loaded.generate(["Die Ministerin lobt die Stadt heute."], Decoding(beam=1))
    assert output.text.startswith("The minister")
    assert output.finished
    assert loaded.card.licence == "Apache-2.0"


def test_the_card_names_the_yardstick_and_the_data(learnt):
    card = (learnt / "README.md").read_text("utf-8")
    assert "| parrot |" in card
    assert "| toy | 264 | not stated |" in card
    assert "24 dev" in card
    assert "nrefs:1" in card
    short = json.loads((learnt / "depesche.json").read_text("utf-8"))
    assert short["licence"] == "Apache-2.0"
    assert "of parrot's chrF" in short["quality"]


def test_fine_tuning_shows_what_it_was_before(learnt, toy_pairs, tmp_path):
    fixes = tmp_path / "fixes.jsonl"
    lines = [{"de": de, "en": en.replace("The minister", "Minister")} for de, en in toy_pairs]
    fixes.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    out = tmp_path / "tuned"
    train(job(fixes, out, base=str(learnt), budget=Budget(steps=50), rate=5e-3), silent)
    assert rows(out)[0]["step"] == 0
    before, after = rows(out)[0]["before"], rows(out)[-1]["final"]
    assert after["chrf"] > before["chrf"]
    card = (out / "README.md").read_text("utf-8")
    assert f"Fine-tuned from toy@{resolve(str(learnt)).revision}" in card
    assert "before fine-tuning" in card
    assert json.loads((out / "depesche.json").read_text("utf-8"))["licence"] == "Apache-2.0"


def test_a_model_learns_to_tell_whole_english_from_cut(
    learnt, toy_pairs, toy_tsv, tmp_path, monkeypatch
):
    monkeypatch.setenv("DEPESCHE_CACHE", str(tmp_path / "cache"))
    out = tmp_path / "judge"
    given = {"base": str(learnt), "budget": Budget(steps=150), "rate": 1e-2, "tokens": 1000}
    train(job(toy_tsv, out, **given, optimizer=fastest_optimizer(), omissions=1.0), silent)
    assert json.loads((out / "depesche.json").read_text("utf-8"))["asks"] == "<s>"
    assert rows(out)[-1]["final"]["chrf"] > 75, "it translates as before"
    engine = load(str(out), task="translate", engine="ctranslate2", device="cpu")
    german = [de for de, _ in toy_pairs[::12]]
    whole = engine.score(german, [en for _, en in toy_pairs[::12]])
    cut = engine.score(german, [" ".join(en.split()[:4]) + "." for _, en in toy_pairs[::12]])
    surer = [one[-1] > other[-1] + 1 for one, other in zip(whole, cut, strict=True)]
    assert sum(surer) > 0.9 * len(surer)


def test_a_killed_run_that_goes_on_equals_an_undisturbed_one(undisturbed, toy_tsv, tmp_path):
    out = tmp_path / "toy"
    child = (
        "import os, pickle, signal, sys, torch\n"
        "from pipeline.train import loop, run\n"
        "torch.set_num_threads(1)\n"
        "learn = loop.Trainer._learn\n"
        "def die_in_step_3(trainer, rows):\n"
        "    learn(trainer, rows)\n"
        "    if trainer.step == 3:\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "loop.Trainer._learn = die_in_step_3\n"
        "run.train(pickle.load(sys.stdin.buffer))\n"
    )
    killed = subprocess.run(
        [sys.executable, "-c", child],
        input=pickle.dumps(job(toy_tsv, out, save_minutes=0)),
        stdout=subprocess.DEVNULL,
        cwd=Path(__file__).parents[2],
    )
    assert killed.returncode == -signal.SIGKILL
    assert torch.load(out / "state" / "state.pt", weights_only=True)["place"][0] == 2
    train(job(toy_tsv, out), silent)
    assert_same_weights(out, undisturbed)
    ends = [[row for row in rows(folder) if row["step"] == STEPS] for folder in (out, undisturbed)]
    assert ends[0] == ends[1]


def test_sigterm_saves_and_the_same_command_goes_on(undisturbed, toy_tsv, tmp_path):
    out = tmp_path / "toy"

    def terminate(line: str) -> None:
        if line.endswith("from step 0"):
            os.kill(os.getpid(), signal.SIGTERM)

    stopped = train(job(toy_tsv, out), terminate)
    assert (stopped.stopped_by, stopped.step, stopped.quality) == (signal.SIGTERM, 1, "")
    assert resolve(str(out)).model_type == "mbart"
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    assert train(job(toy_tsv, out), silent).step == STEPS
    assert_same_weights(out, undisturbed)
    assert rows(out) == rows(undisturbed)


def test_a_loss_that_is_not_finite_ends_the_run_early(toy_tsv, tmp_path):
    with pytest.raises(DepescheError, match=r"no longer a finite number.*lower --lr to 3e\+18"):
        train(job(toy_tsv, tmp_path / "toy", rate=1e19), silent)
    assert not (tmp_path / "toy" / "state" / "state.pt").exists()


def test_a_run_does_not_go_on_with_other_data(undisturbed, toy_tsv, tmp_path):
    other = tmp_path / "toy.tsv"
    other.write_text(toy_tsv.read_text("utf-8") + "Ja.\tYes.\n", "utf-8")
    with pytest.raises(UsageError, match="another --data"):
        train(job(other, undisturbed), silent)
    with pytest.raises(UsageError, match="another --seed, --tokens"):
        train(dataclasses.replace(job(toy_tsv, undisturbed), seed=2, tokens=300), silent)


@pytest.mark.skipif(fastest_optimizer() != "muon", reason="PyTorch before 2.9 has no Muon")
def test_a_run_does_not_go_on_with_another_optimizer(undisturbed, toy_tsv):
    with pytest.raises(UsageError, match="another --optimizer"):
        train(job(toy_tsv, undisturbed, optimizer="muon"), silent)


@pytest.mark.parametrize("name", ["config.json", "README.md", "notes.txt"])
def test_files_of_others_are_not_written_over(learnt, toy_tsv, tmp_path, name):
    out = tmp_path / "theirs"
    out.mkdir()
    (out / name).write_text("{}", "utf-8")
    with pytest.raises(UsageError, match=f"already holds {name}"):
        train(job(toy_tsv, out), silent)


def assert_same_weights(one: Path, other: Path) -> None:
    left, right = (load_file(folder / "model.safetensors") for folder in (one, other))
    assert left.keys() == right.keys()
    assert all(torch.equal(left[name], right[name]) for name in left)
