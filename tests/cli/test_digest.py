import email
import email.policy
import json
from xml.etree import ElementTree as ET

import pytest

from tests.newsletter.samples import RECORDS
from tests.newsletter.services import KEY, service
from tests.records import record, write_pairs


@pytest.fixture
def out(tmp_path):
    write_pairs(tmp_path / "out" / "monday" / "pairs.jsonl", RECORDS[:8])
    write_pairs(tmp_path / "out" / "tuesday" / "pairs.jsonl", RECORDS[8:])
    write_pairs(tmp_path / "out" / "bad" / "pairs.jsonl", [record(degraded=True)])
    write_pairs(tmp_path / "out" / "empty" / "pairs.jsonl", [])
    return tmp_path / "out"


def test_html_on_stdout_is_the_default(depesche, out):
    result = depesche("digest", "--run", "monday", "-o", out)
    assert (result.status, result.err) == (0, "")
    assert result.out.startswith("<!DOCTYPE html>")
    assert "Warning strike" in result.out
    assert "Ilvesku" not in result.out


@pytest.mark.parametrize(
    "runs", [("--run", "monday", "--run", "tuesday"), ("--run", "monday", "tuesday")]
)
def test_several_runs_make_one_issue(depesche, out, runs):
    result = depesche("digest", *runs, "-o", out, "--format", "jsonfeed")
    assert result.status == 0
    assert len(json.loads(result.out)["items"]) == 12


@pytest.mark.parametrize(
    ("form", "parse"),
    [
        ("md", lambda text: text.startswith("# Depesche")),
        ("text", lambda text: text.startswith("DEPESCHE")),
        (
            "eml",
            lambda text: email.message_from_string(text, policy=email.policy.default)["Subject"],
        ),
        ("atom", lambda text: ET.fromstring(text) is not None),
        ("jsonfeed", json.loads),
    ],
)
def test_formats_go_to_stdout_or_a_file_and_are_the_same(depesche, out, tmp_path, form, parse):
    shown = depesche("digest", "--run", "monday", "-o", out, "--format", form)
    assert shown.status == 0
    assert parse(shown.out)
    path = tmp_path / "new" / "issue"
    written = depesche("digest", "--run", "monday", "-o", out, "--format", form, "--to", path)
    assert (written.status, written.out) == (0, "")
    assert "5 stories" in written.err or "4 stories" in written.err
    assert path.read_bytes().decode("utf-8") == shown.out
    again = depesche("digest", "--run", "monday", "-o", out, "--format", form, "--to", path, "-q")
    assert again.err == ""


def test_options_go_before_the_settings(depesche, out, tmp_path):
    config = tmp_path / "n.toml"
    config.write_text(
        'title = "Morgenpost"\nlimit = 1\n[outlets."stadtfunk.example"]\nweight = 9\n'
    )
    asked = ("digest", "--run", "monday", "-o", out, "--format", "jsonfeed", "--config", config)
    feed = json.loads(depesche(*asked, "--limit", "2", "--degraded", "omit").out)
    assert feed["title"] == "Morgenpost"
    assert len(feed["items"]) == 2
    assert all(item["_depesche"]["source"] == "stadtfunk.example" for item in feed["items"])
    mail = depesche(
        *asked, "--format", "eml", "--title", "Abend", "--sender", "A <a@b.example>"
    ).out
    assert "From: A <a@b.example>" in mail
    assert "Subject: Abend, " in mail


def test_templates_of_ones_own(depesche, out, tmp_path):
    (tmp_path / "t").mkdir()
    (tmp_path / "t" / "issue.md").write_text("mine")
    result = depesche(
        "digest", "--run", "monday", "-o", out, "--format", "md", "--templates", tmp_path / "t"
    )
    assert result.out == "mine\n"


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--run", "sunday"], "choose --run from bad, empty, monday, tuesday"),
        ([], "no run is named"),
        (["--run", "monday", "--limit", "0"], "limit"),
        (["--run", "monday", "--draft", "--to", "x.html"], "not to a file"),
        (["--run", "monday", "--format", "pdf"], "pdf"),
        (["--run", "monday", "--sender", "nobody"], "field 'sender'"),
        (["--run", "monday", "--templates", "/no/such"], "is no folder"),
        (["--run", "monday", "--config", "/no/such.toml"], "cannot read"),
    ],
)
def test_wrong_use_is_status_two(depesche, out, arguments, word):
    result = depesche("digest", "-o", out, *arguments)
    assert (result.status, result.out) == (2, "")
    assert word in result.err


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--run", "bad", "--degraded", "omit"], "--degraded mark"),
        (["--run", "empty"], "depesche run"),
    ],
)
def test_no_story_is_status_one_with_its_remedy(depesche, out, arguments, word):
    result = depesche("digest", "-o", out, *arguments)
    assert (result.status, result.out) == (1, "")
    assert word in result.err
    assert len(result.err.strip().split("\n")) == 1


def test_a_file_that_cannot_be_written_is_one_clear_line(depesche, out, tmp_path):
    (tmp_path / "file").write_text("x")
    result = depesche("digest", "--run", "monday", "-o", out, "--to", tmp_path / "file" / "x")
    assert result.status == 1
    assert "cannot write" in result.err


def test_a_draft_is_made_in_a_service_and_no_secret_is_shown(depesche, out, monkeypatch):
    with service() as server:
        monkeypatch.setenv("DEPESCHE_BUTTONDOWN_URL", server.address)
        monkeypatch.setenv("DEPESCHE_BUTTONDOWN_KEY", KEY)
        command = ("digest", "--run", "monday", "-o", out, "--format", "buttondown", "--draft")
        made = depesche(*command, "-vv")
        assert made.status == 0
        assert "https://buttondown.com/emails/em_2026" in made.err
        assert KEY not in made.out + made.err
        [(method, path, body, _)] = server.asked
        assert (method, path, body["status"]) == ("POST", "/v1/emails", "draft")
        monkeypatch.setenv("DEPESCHE_BUTTONDOWN_KEY", "wrong-secret")
        refused = depesche(*command)
        assert refused.status == 1
        assert "refuses the key" in refused.err
        assert "wrong-secret" not in refused.err


def test_a_draft_needs_a_service(depesche, out):
    result = depesche("digest", "--run", "monday", "-o", out, "--draft")
    assert result.status == 2
    assert "--format listmonk, buttondown, mailchimp" in result.err


def test_a_few_words_of_the_editor_stand_before_the_stories(depesche, out, tmp_path):
    note = tmp_path / "note.html"
    note.write_text("<p>Good <b>morning</b>.</p><script>alert(1)</script>", "utf-8")
    command = ("digest", "--run", "monday", "-o", out, "--intro")
    page = depesche(*command, note)
    assert "<b>morning</b>" in page.out
    assert "<script" not in page.out
    missing = depesche(*command, tmp_path / "none")
    assert missing.status == 2
    assert "cannot read" in missing.err


def test_a_mail_without_a_sender_says_so_and_a_draft_is_refused(depesche, out):
    base = ("digest", "--run", "monday", "-o", out, "--format")
    assert "no sender" in depesche(*base, "eml").err
    assert depesche(*base, "eml", "--sender", "a@b.example").err == ""
    for form in ("listmonk", "mailchimp"):
        refused = depesche(*base, form, "--draft")
        assert (refused.status, "--sender" in refused.err) == (2, True)
