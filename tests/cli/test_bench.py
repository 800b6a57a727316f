import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from pipeline.profile import Profile, TranslatorChoice
from pipeline.run import bench
from pipeline.run.bench import WAYS, texts_of
from tests import checkpoints
from tests.records import article


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch):
    """Threads start at once; processes would each import torch first."""
    monkeypatch.setattr(bench, "_process", lambda: ThreadPoolExecutor(1))


def test_every_way_is_measured_beside_the_usual_script(depesche, news, tmp_path, monkeypatch):
    monkeypatch.setenv("DEPESCHE_CACHE", str(tmp_path / "cache"))
    config = tmp_path / "p.toml"
    config.write_text(
        f'device = "cpu"\n[translator]\nmodel = "{checkpoints.marian(tmp_path / "m")}"\n'
    )
    picture = tmp_path / "bench.png"
    options = ["--rounds", "2", "--json", "--plot", picture]
    result = depesche("bench", news, "--config", config, *options)
    assert result.status == 0, result.err
    report = json.loads(result.out)
    assert [row["way"] for row in report["rows"]] == list(WAYS)
    assert all(row["seconds"] > 0 and row["peak_mb"] > 1 for row in report["rows"])
    assert picture.read_bytes().startswith(b"\x89PNG")
    script, _, raw, job = report["rows"]
    assert script["times_script"] == 1
    assert report["of_raw"] == pytest.approx(raw["seconds"] / job["seconds"])
    assert report["gpu"] is report["of_bandwidth"] is report["of_flops"] is None
    tokens = report["source_tokens"]
    assert raw["tokens_per_second"] == pytest.approx(tokens / raw["seconds"])


def test_without_ctranslate2_there_is_no_row_of_it(depesche, profile, news):
    result = depesche("bench", news, "--config", profile, "--rounds", "1")
    assert result.status == 0, result.err
    assert "CTranslate2 on" not in result.out
    assert "depesche run --full" in result.out


def test_no_article_is_status_one(depesche, profile, tmp_path):
    assert depesche("bench", tmp_path / "no.txt", "--config", profile).status == 1


def test_each_text_counts_once_and_what_is_copied_does_not():
    texts = texts_of([article(1), article(2, sentences=("Der  Rat tagt heute. ", "3:1"))])
    assert texts.count("Der Rat tagt heute.") == 1
    assert "3:1" not in texts
    assert "Lage 2" in texts


def test_on_a_gpu_the_fastest_way_is_compared_with_what_the_card_can_do(tiny, monkeypatch):
    """Only the comparison: no GPU computes here."""
    choice = TranslatorChoice(model=str(tiny), beam=4)
    profile = Profile(device="cpu", translator=choice)
    setup = bench.Setup(profile, (), ("Der Rat tagt.",) * 10)
    chosen = bench.plan(profile)
    assert bench._bound(chosen, setup, 1000.0, 40) is None
    monkeypatch.setattr(bench, "pick", lambda *_: "cuda:0")
    monkeypatch.setattr("torch.cuda.get_device_name", lambda _: "NVIDIA H100 80GB HBM3")
    found = bench._bound(chosen, setup, 1000.0, 40)
    assert found.device == "NVIDIA H100 80GB HBM3"
    assert 0 < found.of_bandwidth < 1e-3
    assert 0 < found.of_flops < 1e-3
