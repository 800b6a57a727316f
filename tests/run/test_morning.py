import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest

from pipeline.article import Rejected
from pipeline.profile import Profile
from pipeline.run.job import Job, Tally
from pipeline.run.meter import Meter
from pipeline.run.metrics import metrics
from pipeline.run.morning import Uncertain, earlier_nights
from pipeline.run.report import report, summary_line, write_report
from tests.records import MODELS

STARTED = datetime(2026, 11, 14, 1, 0, tzinfo=UTC)
TALLY = Tally(
    done=7,
    reused=2,
    uncertain=[Uncertain("a1", "Council | *meets*", 2)],
    failures=[Rejected("<b>x</b>.txt", "empty", "pass a file with text")],
    others=["a|b.jsonl:7"],
    stopped="deadline",
    left=["y.txt"],
)
METER = Meter({"translate": 30.0, "read": 10.0}, tokens=600)


@pytest.fixture
def job(tmp_path):
    return Job(out=tmp_path, name="2026-11-14", profile=Profile(), models=MODELS)


def test_the_page_says_what_came_what_failed_and_what_is_left(job):
    (job.folder / "articles").mkdir(parents=True)
    write_report(job, TALLY, METER, STARTED)
    for name, failed in (
        ("report.md", r"\<b\>x\</b\>.txt: empty. pass a file with text"),
        ("report.html", "&lt;b&gt;x&lt;/b&gt;.txt: empty"),
    ):
        text = (job.folder / name).read_text("utf-8")
        assert failed in text
        assert "deadline" in text
        assert "translate" in text and "75 %" in text
        assert "articles/a1.html" in text
        assert "another text had their address" in text
    assert r"a\|b.jsonl:7" in (job.folder / "report.md").read_text("utf-8")
    assert r"Council \| \*meets\*" in (job.folder / "report.md").read_text("utf-8")


def test_the_trend_shows_the_last_fourteen_runs_and_skips_what_is_no_report(job):
    for day in range(1, 21):
        earlier = replace(job, name=f"night-{day:02}")
        tally = Tally(done=day, failures=[Rejected("x", "r", "r")] * (day % 2))
        write_report(earlier, tally, METER, STARTED.replace(hour=0, minute=day))
    (job.out / "night-01" / "report.json").write_text("{}")
    (job.out / "night-02" / "report.json").write_text("no json")
    write_report(job, TALLY, METER, STARTED)
    page = (job.folder / "report.html").read_text("utf-8")
    chart = ET.fromstring(re.search(r"<svg.*?</svg>", page, re.DOTALL)[0])
    bars = [rect for rect in chart.iter("rect") if rect.get("class") == "all"]
    assert len(bars) == 14
    assert bars[-1].find("title").text.startswith("2026-11-14: 7 articles, 1 failed")
    assert all(0 <= float(rect.get("y")) <= 16 for rect in chart.iter("rect"))
    assert "night-07" not in page


def test_the_report_holds_only_json(job):
    values = report(job, TALLY, METER, STARTED, STARTED)
    assert json.loads(json.dumps(values)) == values
    assert values["left"] == {"sources": ["y.txt"], "more": False}
    assert values["other_texts"] == ["a|b.jsonl:7"]
    assert "1 left for the next run (deadline)" in summary_line(job, TALLY)
    assert "1 not written" in summary_line(job, TALLY)


def test_metrics_have_the_text_format(job):
    lines = "".join(metrics(report(job, TALLY, METER, STARTED, STARTED))).split("\n")
    assert lines.pop() == ""
    values = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    assert values["depesche_run_articles"] == "7"
    assert values["depesche_run_failed"] == "1"
    assert values["depesche_run_left"] == "1"
    assert values['depesche_run_stage_seconds{stage="translate"}'] == "30.0"
    assert values["depesche_run_finished_timestamp_seconds"] == str(STARTED.timestamp())
    names = {re.match(r"\w+", name)[0] for name in values}
    assert {line.split()[2] for line in lines if line.startswith("# TYPE")} == names


def test_a_run_without_pages_has_no_links_to_them(job):
    write_report(job, TALLY, METER, STARTED)
    for name in ("report.md", "report.html"):
        text = (job.folder / name).read_text("utf-8")
        assert "a1" in text
        assert "articles/" not in text


def test_a_link_to_a_run_is_not_another_night(job):
    write_report(job, TALLY, METER, STARTED)
    (job.out / "latest").symlink_to(job.name)
    later = replace(job, name="later")
    assert len(earlier_nights(job.out, write_report(later, TALLY, METER, STARTED))) == 2
