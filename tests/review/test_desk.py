import json
import sqlite3
import threading
from itertools import pairwise

import pytest

from pipeline.errors import DepescheError
from pipeline.newsletter import Settings, compose
from pipeline.review.database import Database
from pipeline.review.decisions import approved
from pipeline.review.desk import Desk, database_of
from pipeline.review.intake import MACHINE, arrived
from pipeline.review.segments import machine_segments
from pipeline.review.words import (
    ConflictError,
    EmptyTextError,
    NotFoundError,
    OrderConflictError,
    ReviewError,
)
from pipeline.run.database import Database as RunDatabase
from pipeline.run.memory import Corrections, edited_on_desk
from pipeline.train.corpus import read as read_corpus
from pipeline.write.jsonl import read_pairs
from tests.newsletter.samples import RECORDS
from tests.records import record, write_pairs
from tests.review.conftest import RUN, Clock, full

SUMMARY = "summary.0"


def ids(desk, run="small", **options):
    return [listed.article.id for listed in desk.stories(run, **options)]


def test_runs_are_listed_with_what_was_decided(desk):
    desk.save("small", "a1", 0, {}, "Ada", "accepted")
    desk.save("small", "a2", 0, {}, "Ada", "held")
    first, second = desk.runs()
    assert (first.name, first.total, first.decided) == ("small", 3, 1)
    assert first.counts == {"open": 1, "accepted": 1, "rejected": 0, "held": 1}
    assert (second.name, second.total) == (RUN, len(RECORDS))


def test_stories_stand_as_the_newsletter_ranks_them(desk):
    now = Clock()()
    issue = compose(RECORDS, [RUN], Settings(limit=200), now)
    expected = [item.id for story in issue.stories for item in story.items]
    assert ids(desk, RUN) == expected
    leads = [listed for listed in desk.stories(RUN) if listed.leads]
    assert [lead.place for lead in leads] == list(range(len(issue.stories)))
    assert ids(desk, RUN, limit=3, offset=2) == expected[2:5]


def test_a_run_without_any_summary_is_listed_as_it_was_read(desk, out):
    bare = [full(n).model_copy(update={"summary": []}) for n in (7, 8)]
    write_pairs(out / "bare" / "pairs.jsonl", bare)
    desk.refresh()
    assert ids(desk, "bare") == ["a7", "a8"]


def test_an_edit_is_kept_checked_and_found(desk):
    saved = desk.save("small", "a2", 0, {SUMMARY: "It  is\u202e not\nraining 12."}, "Ada")
    segment = saved.segment(SUMMARY)
    assert (segment.en, segment.machine) == ("It is not raining 12.", "It is raining.")
    assert segment.edited
    assert (saved.version, saved.edits) == (1, 1)
    assert {"numbers", "negation"} & {check.name for check in segment.checks}
    assert desk.open("small", "a2") == saved
    [change] = desk.history("small", "a2")
    assert (change.name, change.kind, change.segment) == ("Ada", "edit", SUMMARY)
    assert (change.before, change.after) == ("It is raining.", "It is not raining 12.")
    assert change.time == "2026-11-14T09:00:01.000+00:00"
    [hit] = desk.search("raining not")
    assert hit.article.id == "a2"


def test_what_is_saved_unchanged_is_no_change(desk):
    texts = {segment.key: segment.en for segment in desk.open("small", "a1").segments}
    saved = desk.save("small", "a1", 0, {**texts, "no.such": "x"}, "Ada")
    assert saved.version == 0
    assert desk.history("small", "a1") == []


@pytest.mark.parametrize("text", ["", "  ", "\u200b\n"])
def test_a_text_is_not_emptied(desk, text):
    with pytest.raises(EmptyTextError) as caught:
        desk.save("small", "a1", 0, {SUMMARY: text, "headline": "New"}, "Ada", "accepted")
    assert caught.value.mine == {SUMMARY: "", "headline": "New"}
    assert desk.open("small", "a1").version == 0
    assert desk.pair_lines() == []


def test_two_editors_of_different_texts_keep_both(desk):
    desk.save("small", "a1", 0, {"headline": "The council sits"}, "Ada")
    old = desk.open("small", "a1").segment("headline").machine
    both = desk.save("small", "a1", 0, {SUMMARY: "It sits today.", "headline": old}, "Bo")
    assert both.text("headline") == "The council sits"
    assert both.text(SUMMARY) == "It sits today."


def test_two_editors_of_one_text_are_told(desk):
    desk.save("small", "a1", 0, {SUMMARY: "It sits today."}, "Ada")
    with pytest.raises(ConflictError) as caught:
        desk.save("small", "a1", 0, {SUMMARY: "It convenes today.", "headline": "New"}, "Bo")
    [clash] = caught.value.clashes
    assert (clash.segment.en, clash.mine) == ("It sits today.", "It convenes today.")
    assert caught.value.others[0].name == "Ada"
    assert caught.value.mine == {SUMMARY: "It convenes today.", "headline": "New"}
    now = desk.open("small", "a1")
    assert (now.text(SUMMARY), now.text("headline")) == ("It sits today.", "Council meets, part 1")
    # Both writing the same is no conflict.
    assert desk.save("small", "a1", 0, {SUMMARY: "It sits today."}, "Bo").version == 1


def test_a_verdict_holds_only_for_what_was_seen(desk):
    desk.save("small", "a1", 0, {"headline": "The council sits"}, "Ada")
    with pytest.raises(ConflictError):
        desk.save("small", "a1", 0, {}, "Bo", "accepted")
    assert desk.save("small", "a1", 1, {}, "Bo", "accepted").verdict == "accepted"


def test_an_accepted_article_that_is_changed_is_open_again(desk, out):
    desk.save("small", "a1", 0, {}, "Ada", "accepted")
    desk.save("small", "a2", 0, {}, "Ada", "accepted")
    changed = desk.save("small", "a1", 1, {"headline": "The council sits"}, "Bo")
    assert changed.verdict == "open"
    assert [one.id for one in approved(out, ["small"]).records] == ["a2"]
    back = desk.undo("small", "a1", changed.version, "Bo")
    assert (back.verdict, back.edits) == ("accepted", 0)
    again = desk.save("small", "a1", back.version, {"headline": "It sits"}, "Bo", "accepted")
    assert again.verdict == "accepted"
    same = desk.save("small", "a1", back.version, {"headline": "It sits"}, "Cy")
    assert same == again


def test_undo_takes_back_batch_after_batch(desk):
    first = desk.save("small", "a1", 0, {SUMMARY: "One.", "headline": "H"}, "Ada", "held")
    desk.save("small", "a1", 1, {SUMMARY: "Xylophones."}, "Bo")
    assert first.version == 1
    assert desk.undo("small", "a1", 2, "Ada").text(SUMMARY) == "One."
    back = desk.undo("small", "a1", 3, "Ada")
    assert (back.verdict, back.edits, back.text(SUMMARY)) == ("open", 0, "The council meets today.")
    assert desk.undo("small", "a1", 4, "Ada") == back
    kinds = [change.kind for change in desk.history("small", "a1")]
    assert kinds == ["undo"] * 4 + ["edit", "verdict", "edit", "edit"]
    assert not desk.search("Xylophones")
    with pytest.raises(ConflictError):
        desk.undo("small", "a1", 3, "Bo")


def test_stories_move_and_move_back(desk):
    start = ids(desk)
    last = start[-1]
    desk.move("small", last, 0, 0, "Ada")
    assert ids(desk) == [last, *start[:-1]]
    desk.move("small", last, 1, 1, "Ada")
    desk.move("small", last, 99, 2, "Ada")
    assert ids(desk) == start
    with pytest.raises(OrderConflictError):
        desk.move("small", last, 0, 2, "Bo")
    desk.move("small", last, 2, 3, "Ada")  # where it stands: no change
    for version in (3, 4, 5):
        desk.undo_move("small", version, "Ada")
    assert ids(desk) == start
    desk.undo_move("small", 6, "Ada")
    assert desk.run("small")[1] == 6


def test_moving_keeps_the_articles_of_a_story_together(desk):
    story = next(one for one in desk.stories(RUN) if not one.leads)
    members = [one.article.id for one in desk.stories(RUN) if one.story == story.story]
    desk.move(RUN, story.story, 0, 0, "Ada")
    assert ids(desk, RUN)[: len(members)] == members
    places = [one.place for one in desk.stories(RUN)]
    assert places == sorted(places)
    assert set(places) == set(range(max(places) + 1))


def test_the_way_through_a_run(desk):
    one, two, three = ids(desk)
    assert desk.neighbours("small", one) == (None, two)
    assert desk.neighbours("small", three) == (two, None)
    assert desk.next_open("small", one) == two
    desk.save("small", two, 0, {}, "Ada", "rejected")
    assert desk.next_open("small", one) == three
    assert desk.next_open("small", three) == one
    assert ids(desk, verdict="rejected") == [two]
    desk.save("small", one, 0, {}, "Ada", "held")
    assert desk.next_open("small", three) is None


def test_what_people_wrote_is_parallel_text_for_training(desk, out):
    desk.save("small", "a1", 0, {SUMMARY: "It sits today."}, "Ada")
    desk.save("small", "a2", 0, {SUMMARY: "Rain falls."}, "Bo")
    path = out / ".depesche" / "edited.jsonl"
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert rows[0]["de"] == "Der Rat tagt heute."
    assert (rows[1]["name"], rows[1]["segment"]) == ("Bo", SUMMARY)
    assert [(p.de, p.en) for p in read_corpus(path)] == [
        ("Der Rat tagt heute.", "It sits today."),
        ("Es regnet.", "Rain falls."),
    ]
    assert "".join(desk.pair_lines()) == path.read_text("utf-8")
    desk.save("small", "a2", 1, {}, "Bo", "rejected")
    desk.undo("small", "a1", 1, "Ada")
    assert path.read_text("utf-8") == ""


def test_a_repeated_run_keeps_edits_and_opens_what_changed(desk, out):
    desk.save("small", "a1", 0, {SUMMARY: "It sits today."}, "Ada", "accepted")
    desk.save("small", "a2", 0, {SUMMARY: "Rain falls."}, "Ada", "accepted")
    other = full(1, de="Der Rat tagt morgen.", en="The council meets tomorrow.")
    retitled = full(2, "Es regnet.", "It is raining.").model_copy(update={"byline": "Bo Berg"})
    write_pairs(out / "small" / "pairs.jsonl", [other, retitled, full(9)])
    desk.refresh()
    one, two = desk.open("small", "a1"), desk.open("small", "a2")
    assert (one.verdict, one.text(SUMMARY)) == ("open", "The council meets tomorrow.")
    assert (two.verdict, two.text(SUMMARY)) == ("open", "Rain falls.")
    assert desk.history("small", "a1")[0].name == MACHINE
    with pytest.raises(NotFoundError):
        desk.open("small", "a3")
    assert not desk.search("Ende")
    # A form that was open meanwhile cannot put the old English over the new German.
    with pytest.raises(ConflictError):
        desk.save("small", "a1", 1, {SUMMARY: "It sits today."}, "Bo")


def test_an_article_that_comes_back_brings_its_edits(desk, out):
    desk.save("small", "a2", 0, {SUMMARY: "Rain falls."}, "Ada")
    path = out / "small" / "pairs.jsonl"
    whole = path.read_bytes()
    write_pairs(path, [full(1)])
    desk.refresh()
    assert not desk.search("falls")
    assert len(desk.pair_lines()) == 1
    path.write_bytes(whole)
    desk.refresh()
    [hit] = desk.search("falls")
    assert (hit.article.id, hit.article.version) == ("a2", 1)


def test_a_run_that_is_the_same_changes_nothing(desk, out):
    desk.save("small", "a1", 0, {}, "Ada", "accepted")
    path = out / "small" / "pairs.jsonl"
    path.write_bytes(path.read_bytes())
    desk.refresh()
    assert desk.open("small", "a1").verdict == "accepted"


def repeat_run(out, tmp_path, records=None, run="small"):
    """The run again, which takes over what was edited; `records` are what its models say."""
    path = out / run / "pairs.jsonl"
    with RunDatabase(tmp_path / "elsewhere") as database:
        corrections = Corrections(database, edited_on_desk(out))
        said = records or list(read_pairs(path))
        write_pairs(path, [corrections.over(one) for one in said])


@pytest.fixture
def doubted(out):
    """The desk with one more run, and its record, in which a model's English is degraded."""
    said = [record(degraded=True)]
    write_pairs(out / "doubted" / "pairs.jsonl", said)
    desk = Desk(out, Clock())
    desk.refresh()
    return desk, said


def test_what_is_undone_after_the_run_was_repeated_is_the_models_again(doubted, out, tmp_path):
    desk, said = doubted
    machine = said[0].summary[0].en
    desk.save("doubted", "a1", 0, {SUMMARY: "It sits today."}, "Ada")
    repeat_run(out, tmp_path, said, "doubted")
    desk.refresh()
    assert desk.open("doubted", "a1").segment(SUMMARY).machine == machine
    undone = desk.undo("doubted", "a1", 1, "Ada")
    assert undone.segment(SUMMARY) == machine_segments(said[0])[2]
    assert undone.record.summary == said[0].summary
    assert edited_on_desk(out) == {}
    # An editor vouches for what is seen now, not for what the run took over.
    desk.save("doubted", "a1", undone.version, {}, "Ada", "accepted")
    [one] = approved(out, ["doubted"]).records
    assert one.summary[0].en == machine
    repeat_run(out, tmp_path, said, "doubted")
    desk.refresh()
    assert list(read_pairs(out / "doubted" / "pairs.jsonl")) == said
    assert desk.open("doubted", "a1").verdict == "accepted"


def test_what_is_undone_while_a_run_takes_it_over_counts_no_more(doubted, out, tmp_path):
    desk, said = doubted
    desk.save("doubted", "a1", 0, {SUMMARY: "It sits today."}, "Ada")
    repeat_run(out, tmp_path, said, "doubted")
    desk.undo("doubted", "a1", 1, "Ada")
    desk.refresh()
    assert desk.open("doubted", "a1").record.summary == said[0].summary


def test_an_older_edit_that_undo_brings_back_is_still_an_edit(doubted, out, tmp_path):
    desk, said = doubted
    desk.save("doubted", "a1", 0, {SUMMARY: "It sits today."}, "Ada")
    repeat_run(out, tmp_path, said, "doubted")
    desk.refresh()
    desk.save("doubted", "a1", 1, {SUMMARY: "It convenes today."}, "Bo")
    assert desk.undo("doubted", "a1", 2, "Bo").text(SUMMARY) == "It sits today."
    [line] = map(json.loads, desk.pair_lines())
    assert (line["en"], line["name"]) == ("It sits today.", "Ada")
    assert edited_on_desk(out) == {"Der Rat tagt heute.": "It sits today."}


def test_what_an_editor_writes_as_another_wrote_it_is_kept_on_its_own(doubted, out, tmp_path):
    desk, said = doubted
    desk.save("doubted", "a1", 0, {SUMMARY: "It sits today."}, "Ada")
    repeat_run(out, tmp_path, said, "later")
    desk.refresh()
    desk.save("later", "a1", 0, {SUMMARY: "It convenes today."}, "Bo")
    desk.save("later", "a1", 1, {SUMMARY: "It sits today."}, "Bo")
    desk.undo("doubted", "a1", 1, "Ada")
    assert edited_on_desk(out) == {"Der Rat tagt heute.": "It sits today."}
    for version in (2, 3):
        desk.undo("later", "a1", version, "Bo")
    assert edited_on_desk(out) == {}


def test_a_desk_of_before_knows_whose_text_an_undo_brings_back(doubted, out):
    desk, _ = doubted
    desk.save("doubted", "a1", 0, {SUMMARY: "It sits today."}, "Ada")
    desk.save("doubted", "a1", 1, {SUMMARY: "It convenes today."}, "Bo")
    with sqlite3.connect(desk.database.path) as db:
        db.executescript("ALTER TABLE changes DROP COLUMN before_by; PRAGMA user_version = 3;")
    desk = Desk(out, Clock())
    desk.undo("doubted", "a1", 2, "Cy")
    assert [json.loads(line)["name"] for line in desk.pair_lines()] == ["Ada"]
    desk.undo("doubted", "a1", 3, "Cy")
    assert desk.pair_lines() == []


def test_a_repeated_run_that_changes_more_than_was_edited_asks_again(desk, out, tmp_path):
    desk.save("small", "a1", 0, {SUMMARY: "It sits today."}, "Ada", "accepted")
    repeat_run(out, tmp_path)  # the whole article has that sentence too
    with pytest.raises(DepescheError, match="nothing of small is accepted"):
        approved(out, ["small"])
    desk.refresh()
    assert desk.open("small", "a1").text("article.s2") == "It sits today."
    assert desk.open("small", "a1").verdict == "open"


def test_a_repeated_run_that_takes_over_what_was_edited_asks_nobody_again(desk, out, tmp_path):
    texts = {SUMMARY: "It sits today.", "article.s2": "It sits today."}
    desk.save("small", "a1", 0, texts, "Ada", "accepted")
    repeat_run(out, tmp_path)
    assert [one.id for one in approved(out, ["small"]).records] == ["a1"]
    desk.refresh()
    assert desk.open("small", "a1").verdict == "accepted"
    [a1] = approved(out, ["small"]).records
    assert a1.summary[0].en == "It sits today."


def test_undo_goes_back_to_no_verdict_on_what_the_article_was(desk, out):
    desk.save("small", "a2", 0, {}, "Ada", "accepted")
    desk.save("small", "a2", 1, {SUMMARY: "Rain falls."}, "Ada", "held")
    write_pairs(out / "small" / "pairs.jsonl", [full(2, "Es regnet.", "Rain is coming.")])
    desk.refresh()
    assert desk.open("small", "a2").verdict == "open"
    undone = desk.undo("small", "a2", 4, "Bo")
    # The German is the same: the edit can still be undone, and then the run's new words stand.
    assert (undone.verdict, undone.text(SUMMARY)) == ("open", "Rain is coming.")
    assert desk.pair_lines() == []
    assert desk.undo("small", "a2", 5, "Bo") == undone


def test_undo_puts_no_english_under_other_german(desk, out):
    desk.save("small", "a1", 0, {SUMMARY: "It sits today."}, "Ada")
    desk.save("small", "a1", 1, {SUMMARY: "It convenes today."}, "Ada")
    other = full(1, de="Der Rat tagt morgen.", en="The council meets tomorrow.")
    write_pairs(out / "small" / "pairs.jsonl", [other])
    desk.refresh()
    renewed = desk.open("small", "a1")
    assert desk.undo("small", "a1", renewed.version, "Bo") == renewed
    assert renewed.text(SUMMARY) == "The council meets tomorrow."


def test_a_desk_of_before_undoes_nothing_from_before_a_repeated_run(desk, out):
    desk.save("small", "a1", 0, {SUMMARY: "It sits today."}, "Ada", "accepted")
    desk.save("small", "a2", 0, {SUMMARY: "Rain falls."}, "Ada")
    changed = [full(1, de="Der Rat tagt morgen."), full(2, "Es regnet.", "It is raining.")]
    write_pairs(out / "small" / "pairs.jsonl", changed)
    desk.refresh()
    with sqlite3.connect(desk.database.path) as db:
        db.executescript(
            "UPDATE changes SET undone = 0 WHERE batch != 0;"
            "ALTER TABLE changes DROP COLUMN before_by; PRAGMA user_version = 3;"
        )
    desk = Desk(out, Clock())
    renewed = desk.open("small", "a1")
    assert desk.undo("small", "a1", renewed.version, "Bo") == renewed
    assert desk.undo("small", "a2", 1, "Bo").text(SUMMARY) == "It is raining."


def told(*pairs):
    """An article whose summary has these (German, English) sentences."""
    base = full(1)
    [one] = base.summary
    summary = [one.model_copy(update={"de": de, "en": en}) for de, en in pairs]
    return base.model_copy(update={"summary": summary, "article": None})


MEETS, RAINS, ENDS = ("Man tagt.", "They met."), ("Es regnet.", "It rains."), ("Aus.", "Off.")


@pytest.fixture
def retold(out):
    """The desk with a run of one article, and the function that repeats it with other sentences."""
    path = out / "told" / "pairs.jsonl"
    write_pairs(path, [told(MEETS, RAINS)])
    desk = Desk(out, Clock())
    desk.refresh()

    def retell(*pairs):
        write_pairs(path, [told(*pairs)])
        desk.refresh()

    return desk, retell


def test_what_was_written_follows_its_german_to_another_place(retold):
    desk, retell = retold
    desk.save("told", "a1", 0, {"summary.0": "A meeting.", "summary.1": "Rain."}, "Ada")
    retell(ENDS, RAINS, MEETS)
    english = [desk.open("told", "a1").text(f"summary.{n}") for n in range(3)]
    assert english == ["Off.", "Rain.", "A meeting."]
    desk.save("told", "a1", desk.open("told", "a1").version, {"summary.0": "Over."}, "Bo")
    retell(RAINS, ENDS)
    assert [desk.open("told", "a1").text(f"summary.{n}") for n in range(2)] == ["Rain.", "Over."]
    written = {(line["de"], line["en"]) for line in map(json.loads, desk.pair_lines())}
    assert written == {("Man tagt.", "A meeting."), ("Es regnet.", "Rain."), ("Aus.", "Over.")}


def test_what_was_written_stays_when_other_german_comes_in_its_place(retold):
    desk, retell = retold
    desk.save("told", "a1", 0, {"summary.1": "Rain."}, "Ada")
    retell(MEETS, ENDS)
    version = desk.open("told", "a1").version
    desk.save("told", "a1", version, {"summary.1": "Over."}, "Bo")
    desk.undo("told", "a1", version + 1, "Bo")
    assert [json.loads(line)["en"] for line in desk.pair_lines()] == ["Rain."]
    retell(MEETS, RAINS)
    assert desk.open("told", "a1").text("summary.1") == "Rain."


def test_who_edits_a_sentence_that_a_repeated_run_took_away_is_told(retold):
    desk, retell = retold
    retell(MEETS)
    with pytest.raises(ConflictError) as caught:
        desk.save("told", "a1", 0, {"summary.0": "They met.", "summary.1": "Rain."}, "Ada")
    assert caught.value.mine == {"summary.1": "Rain."}
    assert desk.history("told", "a1")[0].name == MACHINE


def test_texts_of_a_desk_of_before_are_kept(retold, out):
    desk, _ = retold
    desk.save("told", "a1", 0, {"summary.1": "Rain."}, "Ada")
    lines = desk.pair_lines()
    with sqlite3.connect(desk.database.path) as db:
        db.executescript(
            "CREATE TABLE old (article INTEGER, segment TEXT, de TEXT, en TEXT, checks TEXT,"
            " name TEXT, time TEXT, PRIMARY KEY (article, segment)); INSERT INTO old SELECT * FROM"
            " texts; DROP TABLE texts; ALTER TABLE old RENAME TO texts; PRAGMA user_version = 5;"
        )
    desk = Desk(out, Clock())
    assert desk.pair_lines() == lines
    desk.undo("told", "a1", 1, "Ada")
    assert desk.pair_lines() == []


def test_a_run_that_is_repeated_keeps_the_order_that_was_made_by_hand(desk, out, tmp_path):
    start = ids(desk)
    last = start[-1]
    desk.move("small", last, 0, 0, "Ada")
    desk.save("small", "a1", 0, {SUMMARY: "It sits today.", "article.s2": "It sits today."}, "Ada")
    repeat_run(out, tmp_path)
    desk.refresh()
    assert ids(desk) == [last, *start[:-1]]
    for one in start:
        desk.save("small", one, desk.open("small", one).version, {}, "Ada", "accepted")
    assert approved(out, ["small"]).order == (last, *start[:-1])
    desk.undo_move("small", desk.run("small")[1], "Ada")
    assert ids(desk) == start


def test_new_stories_come_behind_those_that_they_are_ranked_behind(desk, out):
    first, _, third = ids(desk)
    desk.move("small", third, 0, 0, "Ada")
    before = {one.id: one for one in read_pairs(out / "small" / "pairs.jsonl")}
    kept = [before[first], before[third]]
    for summary in ([], full(9, "Es schneit.", "It is snowing.").summary):
        headline = full(9).headline.model_copy(update={"de": "Schnee", "en": "Snow"})
        new = full(9).model_copy(update={"summary": summary, "headline": headline})
        for run in ("small", "ranked"):  # nobody has moved anything in the other one
            write_pairs(out / run / "pairs.jsonl", [*kept, new])
        desk.refresh()
        ranked, expected = ids(desk, "ranked"), [third, first]
        place = ranked.index("a9")
        expected.insert(expected.index(ranked[place - 1]) + 1 if place else 0, "a9")
        assert ids(desk) == expected
        assert [one.place for one in desk.stories("small")] == [0, 1, 2]
        write_pairs(out / "small" / "pairs.jsonl", kept)
        desk.refresh()
    desk.undo_move("small", desk.run("small")[1], "Ada")
    assert ids(desk) == [first, third]


def test_moves_of_a_story_that_is_gone_count_no_more(desk, out):
    start = ids(desk)
    desk.move("small", start[-1], 0, 0, "Ada")
    path = out / "small" / "pairs.jsonl"
    write_pairs(path, [one for one in list(read_pairs(path)) if one.id != start[-1]])
    desk.refresh()
    assert ids(desk) == start[:-1]
    desk.undo_move("small", desk.run("small")[1], "Ada")
    desk.save("small", start[0], 0, {}, "Ada", "accepted")
    assert approved(out, ["small"]).order == ()


def test_while_a_run_is_taken_in_others_work_on(desk, out, monkeypatch):
    write_pairs(out / "large" / "pairs.jsonl", [full(1)])
    reading, go_on = threading.Event(), threading.Event()

    def slow(*args):
        reading.set()
        go_on.wait(10)
        return arrived(*args)

    monkeypatch.setattr("pipeline.review.desk.arrived", slow)
    thread = threading.Thread(target=desk.refresh)
    thread.start()
    assert reading.wait(10)
    assert desk.refresh() == []
    assert desk.save("small", "a1", 0, {SUMMARY: "Meanwhile."}, "Ada").version == 1
    assert "large" not in [run.name for run in desk.runs()]
    go_on.set()
    thread.join()
    assert "large" in [run.name for run in desk.runs()]


def test_search_finds_words_by_their_beginning_in_both_languages(desk):
    assert {hit.article.id for hit in desk.search("regn")} == {"a2"}
    [hit] = desk.search("RAINING")
    assert (True, "raining") in hit.snippet
    for nothing in ("", '"', "* OR", "NEAR(", "xyzzy", "de:Rat AND"):
        assert desk.search(nothing) == () or nothing == "* OR"


def test_search_finds_compounds_by_their_parts(desk):
    [hit] = [one for one in desk.search("streiks") if "Bus" in str(one.snippet)]
    assert (True, "Warnstreiks") in hit.snippet
    assert not desk.search("treiksx")
    assert desk.search("ÜBERSCHÜSSE") == desk.search("überschüsse")
    for hostile in ("'; DROP TABLE", "%", "____", '"a" OR', "nahverkehr) OR (x"):
        desk.search(hostile)


def test_a_desk_of_before_finds_compounds_once_it_is_opened(desk, out):
    with sqlite3.connect(desk.database.path) as db:
        db.executescript(
            "DROP TABLE compounds; DROP TABLE vocabulary; DROP VIEW shelf;"
            "ALTER TABLE articles ADD COLUMN record TEXT NOT NULL DEFAULT '';"
            "UPDATE articles SET record = (SELECT record FROM records WHERE article = key);"
            "DROP TABLE records; ALTER TABLE changes DROP COLUMN before_by;"
            "PRAGMA user_version = 1;"
        )
    assert Desk(out).search("streiks") == desk.search("streiks") != ()
    assert Desk(out).open("small", "a1") == desk.open("small", "a1")


def test_what_is_not_there_is_said(desk):
    for action in (
        lambda: desk.open("small", "zz"),
        lambda: desk.run("zz"),
        lambda: desk.move("small", "zz", 0, 0, "Ada"),
        lambda: desk.move("zz", "a1", 0, 0, "Ada"),
    ):
        with pytest.raises(NotFoundError):
            action()


def test_editors_at_the_same_time_lose_nothing(desk):
    def work(name):
        for _ in range(5):
            while True:
                version = desk.open("small", "a1").version
                try:
                    desk.save("small", "a1", version, {SUMMARY: f"{name} {version}."}, name)
                    break
                except ConflictError:
                    continue

    threads = [threading.Thread(target=work, args=(name,)) for name in "AB"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert desk.open("small", "a1").version == 10
    changes = desk.history("small", "a1")[::-1]
    assert all(a.after == b.before for a, b in pairwise(changes))


def test_the_database_is_its_owners_and_survives(desk, out):
    path = database_of(out)
    assert path.stat().st_mode & 0o077 == 0
    desk.save("small", "a1", 0, {}, "Ada", "accepted")
    assert Desk(out).open("small", "a1").verdict == "accepted"


def test_a_database_of_tomorrow_or_of_noise_is_refused(tmp_path):
    newer = tmp_path / "newer.sqlite3"
    Database(newer)
    with sqlite3.connect(newer) as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(ReviewError, match="update Depesche"):
        Database(newer)
    noise = tmp_path / "noise.sqlite3"
    noise.write_bytes(b"no database at all" * 99)
    with pytest.raises(ReviewError, match="cannot be used"):
        Database(noise)


def test_an_emptied_database_is_not_one_without_decisions(desk, out, monkeypatch):
    monkeypatch.setattr("pipeline.review.database._MAKING_SECONDS", 0)
    desk.save("small", "a1", 0, {}, "Ada", "rejected")
    database_of(out).write_bytes(b"")
    for action in (lambda: Desk(out), lambda: approved(out, ["small"])):
        with pytest.raises(ReviewError, match="delete it to begin anew"):
            action()
    database_of(out).unlink()
    assert Desk(out).runs() == []
