import json

import pytest

GOLD = """# ordinals
Am 6. Dezember wird gewählt.
Der Rat tagt vorher.

"Kommt er?", fragt sie.
"""


@pytest.fixture
def pairs(tmp_path):
    folder = tmp_path / "dev"
    folder.mkdir()
    (folder / "toy.de").write_text("Der Rat tagt.\nEnde gut.\n", "utf-8")
    (folder / "toy.en").write_text("The council meets.\nAll is well.\n", "utf-8")
    (folder / "toy.other.en").write_text("The council meets.\nAll well.\n", "utf-8")
    return folder


def test_translation_stands_beside_the_others(depesche, profile, pairs):
    result = depesche("evaluate", "translation", pairs, "--config", profile, "--json")
    scores = {row["system"]: row for row in json.loads(result.out)["scores"]}
    assert scores["other"]["chrf"] > scores["depesche"]["chrf"]
    table = depesche("evaluate", "translation", pairs, "--config", profile, "--lines", "1")
    assert "chrf" in table.out
    assert "version:" in table.out


def test_translation_wants_equal_lengths(depesche, profile, pairs):
    (pairs / "toy.other.en").write_text("The council meets.\n", "utf-8")
    result = depesche("evaluate", "translation", pairs, "--config", profile)
    assert result.status == 2
    assert "other has 1 lines" in result.err


def test_translation_wants_a_set(depesche, profile, pairs):
    (pairs / "toy.en").unlink()
    assert "toy.en is missing" in depesche("evaluate", "translation", pairs).err
    (pairs / "toy.de").unlink()
    assert "there is no set" in depesche("evaluate", "translation", pairs).err


def test_summaries_stand_beside_lead_three(depesche, profile, tmp_path):
    text = "Der Rat von Haldenburg hat den Haushalt beschlossen. Das Defizit sinkt deutlich. " * 4
    rows = [{"id": "a", "text": text, "summary": "Haldenburg beschließt den Haushalt."}]
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    result = depesche("evaluate", "summary", path, "--config", profile, "--json")
    names = [row["name"] for row in json.loads(result.out)["scores"]]
    assert names[:3] == ["depesche", "lead-1", "lead-3"]


def test_boundaries_stand_beside_sentencex(depesche, tmp_path):
    path = tmp_path / "gold.txt"
    path.write_text(GOLD, "utf-8")
    result = depesche("evaluate", "segmentation", path, "--json")
    rows = {row["system"]: row for row in json.loads(result.out)["rows"]}
    assert rows["depesche"]["f1"] == 1
    assert {"sentencex", "naive"} < set(rows)
    assert "precision" in depesche("evaluate", "segmentation", path).out


def test_planted_errors_are_counted_set_by_set(depesche, pairs):
    (pairs / "two.de").write_text("Es kamen 20 Gäste aus Köln.\n", "utf-8")
    (pairs / "two.en").write_text("There came 20 guests from Cologne.\n", "utf-8")
    report = json.loads(depesche("evaluate", "checks", pairs, "--json").out)
    assert report["set"] == "toy, two"
    numbers = {row["set"]: row for row in report["recall"] if row["damage"] == "number changed"}
    assert (numbers["toy"]["pairs"], numbers["two"]["pairs"]) == (0, 1)
    assert numbers["two"]["found"] == 1
    table = depesche("evaluate", "checks", pairs, "--lines", "1")
    assert "left in German" in table.out


def test_the_ladder_says_what_it_mended_and_what_checks_cost(depesche, profile, pairs):
    report = json.loads(depesche("evaluate", "ladder", pairs, "--config", profile, "--json").out)
    (row,) = report["rows"]
    assert row["untouched_alike"] is True
    assert 0 <= row["share_mended"] <= 1
    assert row["cost"] >= 0


def test_invented_numbers_and_names_are_flagged(depesche, tmp_path):
    path = tmp_path / "rows.jsonl"
    text = "Der Rat von Haldenburg hat am 3. Mai 47 neue Stellen beschlossen, sagte Ada Kern."
    path.write_text(json.dumps({"text": text}) + "\n", "utf-8")
    rows = json.loads(depesche("evaluate", "invented", path, "--json").out)["rows"]
    assert [(row["change"], row["share"]) for row in rows] == [
        ("number", 1.0),
        ("name", 1.0),
        ("nothing", 0.0),
    ]


@pytest.mark.parametrize("command", [("evaluate", "segmentation", "none.txt"), ("bench",)])
def test_what_is_no_picture_is_refused_before_anything_is_measured(depesche, command):
    result = depesche(*command, "--plot", "scores.gif")
    assert (result.status, result.out) == (2, "")
    assert result.err == "depesche: scores.gif is no picture: end it in .png, .svg or .pdf\n"


def test_a_report_is_drawn_where_a_file_is_named(depesche, tmp_path):
    gold, picture = tmp_path / "gold.txt", tmp_path / "scores.png"
    gold.write_text(GOLD, "utf-8")
    depesche("evaluate", "segmentation", gold, "--plot", picture)
    assert picture.read_bytes().startswith(b"\x89PNG")
