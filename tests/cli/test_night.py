import json

import pytest
import yaml

from pipeline.profile import data_folder, load_profile
from pipeline.review import Desk


def test_a_night_takes_its_sources_and_outputs_from_the_file(depesche, profile, news, tmp_path):
    out, prom = tmp_path / "nights", tmp_path / "d.prom"
    profile.write_text(
        profile.read_text("utf-8")
        + f'[run]\nsources = ["{news}"]\nout = "{out}"\nfull = true\nmetrics = "{prom}"\n'
        + 'deadline = "05:30"\ndigest = ["md"]\n',
        "utf-8",
    )
    result = depesche("run", "--config", profile, "--run", "t")
    assert result.status == 0, result.err
    [row] = (out / "t" / "pairs.jsonl").read_text("utf-8").splitlines()
    assert json.loads(row)["article"]
    assert "depesche_run_articles 1" in prom.read_text("utf-8")
    assert (out / "t" / "report.html").exists()
    assert (out / "t" / "digest.md").read_text("utf-8").startswith("# ")


def test_the_digest_of_a_night_has_settings_and_what_the_desk_accepted(
    depesche, profile, news, tmp_path
):
    letter = tmp_path / "letter.toml"
    letter.write_text('title = "Briefing"\nsender = "News <a@b.example>"\n', "utf-8")
    text = f'[run]\ndigest = ["eml", "md"]\nnewsletter = "{letter}"\n'
    profile.write_text(profile.read_text("utf-8") + text, "utf-8")
    out = tmp_path / "out"
    command = ("run", news, "-o", out, "--run", "t", "--config", profile)
    assert depesche(*command).status == 0
    assert "From: News <a@b.example>" in (out / "t" / "digest.eml").read_text("utf-8")
    assert "Briefing" in (out / "t" / "digest.md").read_text("utf-8")
    desk = Desk(out)
    desk.refresh()
    [story] = desk.stories("t")
    desk.save("t", story.article.id, 0, {}, "Ada", "rejected")
    again = depesche(*command)
    assert (again.status, "no digest: nothing of t is accepted" in again.err) == (0, True)
    assert not (out / "t" / "digest.md").exists()


@pytest.mark.parametrize(
    ("field", "status", "word"),
    [
        ('newsletter = "none.toml"', 2, "cannot read none.toml"),
        ('metrics = "news.txt/d.prom"', 1, "another folder with --metrics"),
        ('writers = ["nope"]', 2, "no 'nope'"),
    ],
)
def test_what_would_fail_in_the_morning_is_refused_at_once(
    depesche, profile, news, tmp_path, monkeypatch, field, status, word
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "news.txt").write_text("a file, and no folder")
    profile.write_text(f"{profile.read_text('utf-8')}[run]\n{field}\n", "utf-8")
    result = depesche("run", news, "--config", profile, "--run", "t")
    assert result.status == status
    assert word in result.err
    assert not (tmp_path / "outputs").exists()


def test_a_copy_of_the_ledger_goes_back(depesche, profile, news, tmp_path):
    out, copy = tmp_path / "out", tmp_path / "copy.sqlite3"
    depesche("run", news, "-o", out, "--run", "t", "--config", profile)
    assert depesche("backup", copy, "-o", out).status == 0
    result = depesche("restore", copy, "-o", tmp_path / "other")
    assert (result.status, result.err[:8]) == (0, "restored")
    assert depesche("memory", "stats", "-o", tmp_path / "other").status == 0


def test_the_command_line_goes_before_the_file(depesche, profile, news, tmp_path):
    text = f'[run]\nsources = ["/no/such"]\nout = "{tmp_path}/unused"\n'
    profile.write_text(profile.read_text("utf-8") + text, "utf-8")
    result = depesche("run", news, "-o", tmp_path / "out", "--run", "t", "--config", profile)
    assert result.status == 0, result.err
    assert (tmp_path / "out" / "t" / "pairs.jsonl").exists()
    assert not (tmp_path / "unused").exists()
    assert not (tmp_path / "out" / "t" / "digest.md").exists()


def test_other_commands_take_the_same_file(depesche, profile, news):
    profile.write_text(profile.read_text("utf-8") + '[run]\nsources = ["x"]\n', "utf-8")
    assert depesche("article", news, "--config", profile).status == 0


def test_the_container_is_built_from_files_that_there_are():
    root = data_folder("configs").parent
    allowed = (root / ".dockerignore").read_text("utf-8").split("\n")
    for line in (root / "Dockerfile").read_text("utf-8").split("\n"):
        if line.startswith("COPY ") and "--from" not in line:
            for name in line.split()[1:-1]:
                assert (root / name).exists(), name
                assert f"!{name}" in allowed, name
    service = yaml.safe_load((root / "compose.yaml").read_text("utf-8"))["services"]["night"]
    assert load_profile(service["command"][-1]).run.sources == ["incoming"]
