import json

import pytest

from pipeline.translate.tmx import Unit, read_tmx, write_tmx


@pytest.fixture
def out(depesche, profile, news, tmp_path):
    folder = tmp_path / "out"
    assert depesche("run", news, "-o", folder, "--run", "t", "--config", profile).status == 0
    return folder


def test_a_correction_reaches_the_next_run_without_a_model(depesche, profile, news, out, tmp_path):
    before = json.loads((out / "t" / "pairs.jsonl").read_text("utf-8"))
    held = json.loads(depesche("memory", "stats", "-o", out, "--json").out)
    assert held["translators"][0]["segments"] == before["accounting"]["translated"]
    pairs = tmp_path / "mine.jsonl"
    pairs.write_text(json.dumps({"de": before["headline"]["de"], "en": "Council sits"}))
    assert depesche("memory", "import", pairs, "-o", out).status == 0
    again = depesche("run", news, "-o", out, "--run", "t", "--config", profile)
    assert "1 unchanged" in again.err
    after = json.loads((out / "t" / "pairs.jsonl").read_text("utf-8"))
    assert after["headline"]["en"] == "Council sits"
    mended = before["headline"]["status"] == "degraded"
    before["accounting"]["degraded"] -= mended
    assert after | {"headline": 0} == before | {"headline": 0}


def test_export_and_import_go_round_without_the_words_of_models(depesche, tmp_path):
    units = [Unit("Ja.", "Yes."), Unit("Nein.", "No.", origin="toy")]
    (tmp_path / "in.tmx").write_text("".join(write_tmx(units)), "utf-8")
    result = depesche("memory", "import", tmp_path / "in.tmx", "-o", tmp_path / "out")
    assert "1 corrections" in result.err
    shown = depesche("memory", "export", "-o", tmp_path / "out")
    assert depesche("memory", "export", tmp_path / "out.tmx", "-o", tmp_path / "out").status == 0
    assert (tmp_path / "out.tmx").read_text("utf-8") == shown.out
    with (tmp_path / "out.tmx").open("rb") as file:
        assert list(read_tmx(file, "")) == units[:1]


def test_what_was_edited_on_the_desk_is_counted_and_exported(depesche, tmp_path):
    depesche("memory", "import", _pairs(tmp_path / "in.jsonl", "Ja.", "Yes."), "-o", tmp_path)
    _pairs(tmp_path / ".depesche" / "edited.jsonl", "Nein.", "No.")
    held = json.loads(depesche("memory", "stats", "-o", tmp_path, "--json").out)
    assert held["corrections"] == 2
    assert depesche("memory", "export", tmp_path / "out.tmx", "-o", tmp_path).status == 0
    with (tmp_path / "out.tmx").open("rb") as file:
        assert list(read_tmx(file, "")) == [Unit("Nein.", "No."), Unit("Ja.", "Yes.")]


def _pairs(path, de, en):
    path.write_text(json.dumps({"de": de, "en": en}) + "\n", "utf-8")
    return path


def test_prune_says_how_much_it_forgot(depesche, out):
    assert "0 segments" in depesche("memory", "prune", "--keep", "90d", "-o", out).err


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["stats", "-o", "/no/such"], "-o"),
        (["prune", "--keep", "lang"], "90d"),
        (["prune", "--keep", "9999999d"], "90d"),
        (["import", "/no/such.tmx"], "cannot read"),
    ],
)
def test_wrong_use_is_status_two(depesche, tmp_path, monkeypatch, arguments, word):
    monkeypatch.chdir(tmp_path)
    result = depesche("memory", *arguments)
    assert result.status == 2
    assert word in result.err
