import json
import subprocess
import sys

import pytest


@pytest.mark.parametrize("page", ["md", "json", "text", "html"])
def test_one_article_in_every_format(depesche, profile, news, page):
    result = depesche("article", news, "--format", page, "--config", profile, "--full")
    assert result.status == 0
    assert "Opposition stimmte nicht zu" in result.out
    assert "translator: " in result.err
    if page == "json":
        assert json.loads(result.out)["article"]


def test_an_article_from_stdin(depesche, profile, news):
    result = depesche(
        "article", "-", "--format", "text", "--config", profile, "-q", stdin=news.read_text("utf-8")
    )
    assert result.status == 0
    assert result.err == ""


def test_an_article_that_is_not_there(depesche, profile, tmp_path):
    result = depesche("article", tmp_path / "no.txt", "--config", profile)
    assert result.status == 1
    assert result.err.count("\n") == 1


def test_extract_loses_no_text(depesche, news):
    result = depesche("extract", news)
    values = json.loads(result.out)
    assert values["headline"] == "Rat tagt in Haldenburg"
    assert values["kicker"] == "Haushalt"
    assert values["published"] == "2026-11-14T08:15:00+01:00"
    for block in values["blocks"]:
        assert "".join(block["sentences"]) == block["text"]
    kept = [
        values["kicker"],
        values["headline"],
        *(b["text"] for b in values["blocks"]),
        *values["notes"],
    ]
    assert sorted("".join("".join(kept).split())) == sorted(
        "".join(news.read_text("utf-8").split())
    )


def test_an_article_that_came_twice_is_no_failure(depesche, news):
    (news.parent / "again.txt").write_text(news.read_text("utf-8"), "utf-8")
    result = depesche("extract", news.parent / "again.txt", news)
    assert (result.status, result.out.count("\n")) == (0, 1)
    assert "same article as" in result.err


def test_translate_keeps_the_number_of_lines(depesche, profile):
    result = depesche("translate", "--config", profile, stdin="Der Rat tagt.\n\n3:1\nEnde.\n")
    lines = result.out.split("\n")
    assert len(lines) == 5
    assert lines[1] == lines[4] == ""
    assert lines[2] == "3:1"
    assert lines[0] and lines[3]


def test_translate_nothing_loads_no_model(depesche, profile):
    assert depesche("translate", "--config", profile, stdin="\n\n").out == "\n\n"
    assert depesche("translate", "--config", profile, stdin="").out == ""


def test_summarize_prints_a_sentence_a_line(depesche, news):
    result = depesche("summarize", news, "--sentences", "2")
    assert result.status == 0
    lines = result.out.strip().split("\n")
    assert 1 <= len(lines) <= 2
    assert "berichtete" not in result.out


def test_check_looks_for_the_terms_of_a_glossary(depesche, tmp_path):
    terms = tmp_path / "terms.tsv"
    terms.write_text("Ampel\tcoalition\n", "utf-8")
    row = json.dumps({"de": "Die Ampel streitet.", "en": "The lamp is quarrelling."})
    result = depesche("check", "--glossary", terms, stdin=row + "\n")
    assert [check["name"] for check in json.loads(result.out)["checks"]] == ["glossary"]


def test_check_adds_findings(depesche):
    rows = [
        {"de": "Es kamen 12 Gäste.", "en": "13 guests came.", "id": 7},
        {"de": "Ja.", "en": "Yes."},
    ]
    result = depesche("check", stdin="".join(json.dumps(row) + "\n" for row in rows))
    first, second = (json.loads(line) for line in result.out.strip().split("\n"))
    assert first["id"] == 7
    assert first["checks"][0]["name"] == "numbers"
    assert second["checks"] == []


def test_help_is_quick_and_imports_no_model_library():
    code = (
        "import sys; sys.argv = ['depesche', '--help']\n"
        "from pipeline.cli.app import app\n"
        "try: app()\nexcept SystemExit: pass\n"
        "heavy = {'torch', 'transformers', 'ctranslate2', 'numpy', 'pydantic'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    for command in (
        "run",
        "article",
        "extract",
        "translate",
        "summarize",
        "check",
        "evaluate",
        "models",
    ):
        assert command in done.stdout


def test_the_version_is_printed(depesche):
    assert depesche("--version").out.startswith("depesche ")


def test_models_verify_translates_a_sentence(depesche, tiny, profile):
    assert depesche("models", "verify", tiny).out.strip()


def test_doctor_names_what_is_wrong_and_what_to_do(depesche, profile, tmp_path):
    assert "versions" in depesche("doctor", "--config", profile).out
    lost = tmp_path / "lost.toml"
    lost.write_text('[translator]\nmodel = "./nowhere"\n', "utf-8")
    result = depesche("doctor", "--config", lost)
    assert result.status == 1
    assert "FAIL models" in result.out


def test_a_field_of_the_profile_is_set_for_one_command(depesche, profile, monkeypatch):
    wrong = depesche("doctor", "--config", profile, "--set", "translator.beam=0")
    assert wrong.status == 2
    assert "--set translator.beam=0: field 'translator.beam'" in wrong.err
    monkeypatch.setenv("DEPESCHE_SUMMARIZER_SENTENCES", "many")
    assert "DEPESCHE_SUMMARIZER_SENTENCES" in depesche("doctor", "--config", profile).err
    monkeypatch.setenv("DEPESCHE_SUMMARIZER_SENTENCES", "1")
    one = depesche("doctor", "--config", profile, "--set", "translator.beam=1")
    assert "summary: Der Stadtrat von Haldenburg" in one.out
    assert "Defizit" not in one.out


def test_no_square_bracket_of_a_help_text_is_taken_for_markup(depesche):
    assert "the run.sources of the profile" in depesche("run", "--help").out
