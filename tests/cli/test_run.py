import json

import pytest

from pipeline.record import read_record


def pairs(folder):
    text = (folder / "pairs.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.split("\n") if line]


def test_a_run_writes_records_pages_report_and_says_so(depesche, profile, news, tmp_path):
    out = tmp_path / "out"
    result = depesche("run", news, "-o", out, "--run", "t", "--config", profile)
    assert result.status == 0
    assert result.out == ""
    assert "1 article done" in result.err
    [row] = pairs(out / "t")
    record = read_record(json.dumps(row))
    assert record.headline.de == "Rat tagt in Haldenburg"
    assert record.accounting.summarized == record.accounting.sentences > 0
    assert record.models.translator.engine == "torch"
    assert not any("berichtete" in pair.de or "Ada Kern" in pair.de for pair in record.summary)
    report = json.loads((out / "t" / "report.json").read_text("utf-8"))
    assert report["counts"]["articles"] == 1
    assert sorted(p.suffix for p in (out / "t" / "articles").iterdir()) == [".html", ".md"]


def test_some_failed_is_status_three_and_the_rest_goes_on(depesche, profile, news, tmp_path):
    empty = tmp_path / "leer.txt"
    empty.write_text("")
    result = depesche(
        "run",
        tmp_path / "no.txt",
        empty,
        news,
        "-o",
        tmp_path / "o",
        "--run",
        "t",
        "--config",
        profile,
    )
    assert result.status == 3
    assert "no.txt" in result.err
    assert len(pairs(tmp_path / "o" / "t")) == 1
    rows = (tmp_path / "o" / "t" / "quarantine.jsonl").read_text("utf-8").split("\n")
    assert {json.loads(row)["source"] for row in rows if row} == {
        str(tmp_path / "no.txt"),
        str(empty),
    }


def test_nothing_done_is_status_one(depesche, profile, tmp_path):
    result = depesche("run", tmp_path / "no.txt", "-o", tmp_path / "o", "--config", profile)
    assert result.status == 1
    assert "no.txt" in result.err


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--profile", "nope"], "there is no profile 'nope'"),
        (["--device", "banana", "--limit", "1"], "no device 'banana': say auto, cpu, cuda"),
        (["--since", "gestern"], "is no date"),
        (["--run", "../x"], "cannot name a run"),
        (["--run", ""], "cannot name a run"),
        (["--since", "2026-11-20", "--until", "2026-11-10"], "exchange --since and --until"),
        (["--metrics", "."], "is a folder"),
        (["--deadline", "morgens"], "no time of day"),
        (["--bogus"], "bogus"),
        (["--limit", "0"], "limit"),
    ],
)
def test_wrong_use_is_status_two(depesche, news, tmp_path, arguments, word):
    result = depesche("run", news, "-o", tmp_path / "o", *arguments)
    assert result.status == 2
    assert word in result.err


def test_a_device_that_is_not_there_is_one_clear_line(depesche, profile, news, tmp_path):
    result = depesche("run", news, "-o", tmp_path / "o", "--config", profile, "--device", "cuda:7")
    assert result.status == 1
    assert len(result.err.strip().split("\n")) <= 2
    assert "--device cpu" in result.err or "cpu" in result.err


def test_a_folder_that_cannot_be_written_is_one_clear_line(depesche, profile, news, tmp_path):
    (tmp_path / "file").write_text("x")
    result = depesche("run", news, "-o", tmp_path / "file", "--config", profile, "-q")
    assert result.status == 1
    assert "-o" in result.err


def test_a_model_that_is_not_there_names_the_command_that_fetches_it(depesche, news, tmp_path):
    result = depesche("run", news, "-o", tmp_path / "o", "--profile", "gpu")
    assert result.status == 1
    assert "depesche models pull Helsinki-NLP/opus-mt-de-en --revision" in result.err


def test_the_last_word_is_an_object_too_where_logs_are(depesche, news, tmp_path):
    command = ("run", news, "-o", tmp_path / "o", "--since", "xx", "--log-format", "json")
    result = depesche(*command)
    assert result.status == 2
    fields = json.loads(result.err)
    assert (fields["level"], fields["message"][:10]) == ("error", "depesche: ")


def test_quiet_and_json_logs(depesche, profile, news, tmp_path):
    quiet = depesche("run", news, "-o", tmp_path / "a", "--config", profile, "-q")
    assert quiet.err == ""
    logged = depesche(
        "run", news, "-o", tmp_path / "b", "--config", profile, "--log-format", "json"
    )
    assert any(
        json.loads(line)["level"] == "info" for line in logged.err.split("\n") if line[:1] == "{"
    )
    assert "Haldenburg" not in logged.err.replace(str(tmp_path), "")
    lines = [json.loads(line) for line in logged.err.split("\n") if line[:1] == "{"]
    [article] = [line for line in lines if line["logger"] == "pipeline.run.article"]
    assert article["article"] in article["message"]


def test_columns_are_those_of_the_profile_and_of_the_command_line(depesche, profile, tmp_path):
    row = {"Kopf": "Rat tagt", "Lang": "Der Rat tagt heute in Haldenburg lange. Er ist sich einig."}
    (tmp_path / "a.jsonl").write_text(json.dumps(row) + "\n" + json.dumps(row), "utf-8")
    text = '[run]\ncolumns = {headline = "Kopf", text = "Falsch"}\n'
    profile.write_text(profile.read_text("utf-8") + text, "utf-8")
    command = ("run", tmp_path / "a.jsonl", "-o", tmp_path, "--run", "t", "--config", profile)
    assert depesche(*command).status == 1
    assert depesche(*command, "--column", "text=Lang").status == 0
    [record] = (tmp_path / "t" / "pairs.jsonl").read_text("utf-8").splitlines()
    assert json.loads(record)["headline"]["de"] == "Rat tagt"
    report = json.loads((tmp_path / "t" / "report.json").read_text("utf-8"))
    assert report["profile"]["run"]["columns"] == {"headline": "Kopf", "text": "Lang"}
    assert report["counts"]["duplicates"] == 1
