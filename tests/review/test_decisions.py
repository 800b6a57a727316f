from datetime import UTC, datetime

import pytest

from pipeline.errors import DepescheError, UsageError
from pipeline.newsletter import Settings, compose, read_runs
from pipeline.review import Desk, approved, compose_approved
from pipeline.review.desk import database_of
from tests.newsletter.samples import RECORDS
from tests.records import record, write_pairs
from tests.review.conftest import RUN, full

NOW = datetime(2026, 11, 14, 9, tzinfo=UTC)


def test_without_a_desk_the_runs_are_taken_as_they_are(out):
    assert list(approved(out, [RUN]).records) == read_runs(out, [RUN])
    assert not database_of(out).exists()
    with pytest.raises(UsageError, match="no run"):
        approved(out, ["sunday"])


def test_a_desk_that_nobody_decided_on_changes_nothing(desk, out):
    desk.save("small", "a1", 0, {"headline": "New"}, "Ada")
    assert list(approved(out, ["small"]).records) == read_runs(out, ["small"])


def test_what_was_accepted_is_taken_as_it_was_edited(desk, out):
    desk.save("small", "a1", 0, {"headline": "New", "summary.0": "It sits."}, "Ada", "accepted")
    desk.save("small", "a2", 0, {}, "Ada", "rejected")
    [one] = approved(out, ["small"]).records
    assert one.headline.en == "New"
    assert (one.summary[0].en, one.summary[0].status) == ("It sits.", "repaired")
    assert one.article == full(1).article
    assert one.kicker == full(1).kicker


def test_what_an_editor_accepted_is_uncertain_no_more(out):
    write_pairs(out / "bad" / "pairs.jsonl", [record(degraded=True)])
    desk = Desk(out)
    desk.refresh()
    desk.save("bad", "a1", 0, {}, "Ada", "accepted")
    [one] = approved(out, ["bad"]).records
    assert (one.summary[0].status, one.accounting.degraded) == ("ok", 0)
    assert one.summary[0].checks


def test_runs_that_were_not_reviewed_are_taken_whole(desk, out):
    desk.save("small", "a1", 0, {}, "Ada", "accepted")
    assert len(approved(out, ["small", RUN]).records) == 1 + len(RECORDS)


def test_an_earlier_run_does_not_bring_back_what_was_rejected(desk, out):
    write_pairs(out / "early" / "pairs.jsonl", [full(1), full(2)])
    desk.save("small", "a1", 0, {}, "Ada", "rejected")
    desk.save("small", "a3", 0, {}, "Ada", "accepted")
    assert {r.id for r in approved(out, ["early", "small"]).records} == {"a3"}


def test_nothing_accepted_is_said(desk, out):
    desk.save("small", "a1", 0, {}, "Ada", "rejected")
    with pytest.raises(DepescheError, match="depesche review"):
        approved(out, ["small"])


def test_what_was_changed_after_it_was_accepted_is_left_out(desk, out):
    desk.save("small", "a1", 0, {}, "Ada", "accepted")
    desk.save("small", "a2", 0, {}, "Ada", "accepted")
    changed = [full(1, en="Else."), full(2, "Es regnet.", "It is raining.")]
    write_pairs(out / "small" / "pairs.jsonl", changed)
    assert [one.id for one in approved(out, ["small"]).records] == ["a2"]


def test_the_issue_keeps_the_editors_order(desk, out):
    for listed in desk.stories(RUN):
        desk.save(RUN, listed.article.id, 0, {}, "Ada", "accepted")
    settings = Settings(limit=3)
    ranked = compose_approved(approved(out, [RUN]), [RUN], settings, NOW)
    taken = compose(approved(out, [RUN]).records, [RUN], settings, NOW)
    assert ranked == taken
    last = desk.stories(RUN)[-1]
    desk.move(RUN, last.story, 0, 0, "Ada")
    issue = compose_approved(approved(out, [RUN]), [RUN], settings, NOW)
    assert last.article.id in [item.id for item in issue.stories[0].items]
    assert [story.id for story in issue.stories[1:]] == [s.id for s in ranked.stories[:2]]
    assert issue.left_out == ranked.left_out
    desk.undo_move(RUN, 1, "Ada")
    assert compose_approved(approved(out, [RUN]), [RUN], settings, NOW) == ranked
