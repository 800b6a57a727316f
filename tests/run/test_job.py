import json
import threading
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pipeline.article import Rejected
from pipeline.errors import UsageError
from pipeline.profile import Profile
from pipeline.run.job import Job, run, run_name
from pipeline.run.meter import Meter
from pipeline.run.selection import Selection
from pipeline.run.stages import Stages
from pipeline.run.stop import Stop
from pipeline.sources import read_lazily
from tests.fakes import FakeSummarizer, FakeTranslator, one_chunk
from tests.records import MODELS, article
from tests.run.test_twins import report
from tests.text.test_near import AGENCY, OTHER


class Loader:
    """Loads fake stages and counts how often it was asked to."""

    def __init__(self, translator=None):
        self.translator = translator or FakeTranslator()
        self.loads = 0

    def __call__(self):
        self.loads += 1
        return Stages(FakeSummarizer(), self.translator, one_chunk)


class Told:
    def __init__(self):
        self.last = (0, 0)

    def advance(self, articles, rejected):
        self.last = (articles, rejected)


def do(tmp_path, inputs, loader=None, stop=None, **changes):
    values = {"out": tmp_path, "name": "t", "profile": Profile(window=2), "models": MODELS}
    job = Job(**(values | changes))
    told = Told()
    return run(job, inputs, loader or Loader(), told, Meter(), stop), told


def lines(tmp_path, name="pairs.jsonl"):
    text = (tmp_path / "t" / name).read_text("utf-8")
    return [json.loads(line) for line in text.split("\n") if line]


def test_records_stand_in_input_order_across_windows(tmp_path):
    tally, told = do(tmp_path, [article(n) for n in (3, 1, 2, 5, 4)])
    assert [row["id"] for row in lines(tmp_path)] == ["a3", "a1", "a2", "a5", "a4"]
    assert tally.done == 5
    assert told.last == (5, 0)
    assert (tmp_path / "t" / "articles" / "a5.html").exists()


def test_a_window_is_translated_in_one_call_and_equal_segments_once(tmp_path):
    loader = Loader()
    do(tmp_path, [article(1), article(2)], loader)
    [call] = loader.translator.calls
    assert len(call) == len(set(call))
    assert call.count("Rat tagt") == 1


def test_a_second_run_changes_nothing_and_loads_no_model(tmp_path):
    inputs = [article(1), Rejected("x", "empty", "none"), article(2)]
    do(tmp_path, inputs)
    files = {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in (tmp_path / "t").rglob("*.*")}
    loader = Loader()
    tally, _ = do(tmp_path, inputs, loader)
    assert loader.loads == 0
    assert tally.reused == tally.done == 2
    assert {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in files} == files


def test_only_what_changed_is_computed_again(tmp_path):
    do(tmp_path, [article(1), article(2)])
    loader = Loader()
    changed = article(2, sentences=("Neu ist dies. ", "Und das."))
    tally, _ = do(tmp_path, [article(1), changed], loader)
    assert tally.reused == 1
    assert [row["summary"][0]["de"] for row in lines(tmp_path)][1] == "Neu ist dies."
    assert "Der Rat tagt heute." not in loader.translator.calls[0]


@pytest.mark.parametrize("window", [1, 5])
def test_a_near_duplicate_has_a_record_of_its_own_that_names_the_first(tmp_path, window):
    inputs = [report(1), article(3), report(2, top="Neue Brücke")]
    profile = Profile(window=window)
    do(tmp_path, inputs, profile=profile)
    rows = lines(tmp_path)
    assert [row.get("duplicate_of") for row in rows] == [None, None, "a1"]
    assert rows[2]["id"] == "a2"
    assert [s["en"] for s in rows[2]["summary"]] == [s["en"] for s in rows[0]["summary"]]
    loader = Loader()
    tally, _ = do(tmp_path, inputs, loader, profile=profile)
    assert loader.loads == 0
    assert tally.reused == 3


def test_a_copy_is_summarized_anew_when_the_first_has_changed(tmp_path):
    copy = report(2, text=f"Das sei vorab gesagt. {AGENCY}")
    do(tmp_path, [report(1), copy])
    changed = report(1, text=AGENCY.split(". ", 1)[1])
    do(tmp_path, [changed, copy])
    do(tmp_path / "calm", [changed, copy])
    assert lines(tmp_path) == lines(tmp_path / "calm")
    assert lines(tmp_path)[1]["duplicate_of"] == "a1"


def test_a_copy_whose_first_failed_shares_its_summary_the_next_time(tmp_path):
    copy = report(2, text=f"Das sei vorab gesagt. {AGENCY}")
    inputs = [replace(report(1), headline="Gift"), copy]
    poisoned = Loader(FakeTranslator(poison="Gift"))
    tally, _ = do(tmp_path, inputs, poisoned, profile=Profile(window=1))
    assert (tally.done, len(tally.failures)) == (1, 1)
    tally, _ = do(tmp_path, inputs, profile=Profile(window=1))
    assert (tally.done, tally.reused) == (2, 0)
    first, second = lines(tmp_path)
    assert [s["en"] for s in second["summary"]] == [s["en"] for s in first["summary"]]


def test_without_the_first_a_copy_is_an_article_like_any_other(tmp_path):
    do(tmp_path, [report(1), report(2)])
    do(tmp_path, [report(2)])
    [row] = lines(tmp_path)
    assert "duplicate_of" not in row


@pytest.mark.parametrize(
    "change",
    [
        {"force": True},
        {"full": True},
        {"profile": Profile(window=2, order="translate-summarize")},
        {
            "models": MODELS.model_copy(
                update={"translator": MODELS.translator.model_copy(update={"revision": "new"})}
            )
        },
    ],
)
def test_another_model_order_or_extent_is_computed_again(tmp_path, change):
    do(tmp_path, [article(1)])
    loader = Loader()
    do(tmp_path, [article(1)], loader, **change)
    assert loader.loads == 1


def test_an_article_the_models_fail_on_does_not_take_the_others_with_it(tmp_path):
    bad = article(2, sentences=("Gift hier. ",))
    tally, _ = do(tmp_path, [article(1), bad, article(3)], Loader(FakeTranslator(poison="Gift")))
    assert [row["id"] for row in lines(tmp_path)] == ["a1", "a3"]
    [row] = lines(tmp_path, "quarantine.jsonl")
    assert row["source"] == "a2.txt"
    assert "ValueError" in row["reason"]
    assert tally.done == 2


def test_a_failed_article_is_tried_again_by_the_next_run(tmp_path):
    bad = article(2, sentences=("Gift hier. ",))
    do(tmp_path, [bad], Loader(FakeTranslator(poison="Gift")))
    tally, _ = do(tmp_path, [bad])
    assert tally.done == 1
    assert lines(tmp_path, "quarantine.jsonl") == []


def test_a_run_that_is_killed_between_windows_keeps_what_was_done(tmp_path):
    def inputs():
        yield from (article(1), article(2))
        yield article(3)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        do(tmp_path, inputs())
    assert not (tmp_path / "t" / "pairs.jsonl").exists()
    tally, _ = do(tmp_path, [article(n) for n in (1, 2, 3)])
    assert tally.reused == 2
    assert tally.done == 3


def test_dates_and_limit_select(tmp_path):
    day = [datetime(2026, 11, n, tzinfo=UTC) for n in (10, 12, 14)]
    inputs = [article(n, published=d) for n, d in enumerate([*day, None], start=1)]
    tally, _ = do(tmp_path, inputs, selection=Selection(since=day[1], until=day[1]))
    assert [row["id"] for row in lines(tmp_path)] == ["a2", "a4"]
    assert tally.skipped == 2
    do(tmp_path, inputs, selection=Selection(limit=3))
    assert len(lines(tmp_path)) == 3


def test_two_runs_of_one_name_are_kept_apart(tmp_path):
    def inputs():
        with pytest.raises(UsageError, match="at work"):
            do(tmp_path, [article(2)])
        yield article(1)

    assert do(tmp_path, inputs())[0].done == 1
    assert do(tmp_path, [article(1)])[0].done == 1


def test_full_records_hold_every_sentence_in_both_orders(tmp_path):
    for order in ("summarize-translate", "translate-summarize"):
        do(tmp_path, [article(1)], full=True, profile=Profile(order=order))
        [row] = lines(tmp_path)
        assert [part["id"] for part in row["article"]] == ["s1", "s2", "s3", "s4"]
        assert row["article"][0]["kind"] == "heading"
        assert row["article"][1]["en"] == "EN:Der Rat tagt heute."
        assert row["summary"][0]["en"] == "EN:Der Rat tagt heute."
        assert row["summary"][0]["de"] == "Der Rat tagt heute."
        assert row["accounting"]["translated"] == (7 if order == "summarize-translate" else 6)


def test_a_sentence_of_another_article_or_night_is_not_translated_again(tmp_path):
    first, second = Loader(), Loader()
    do(tmp_path, [article(1)], first, full=True)
    new = article(2, sentences=("Der  Rat tagt heute. ", "Das ist neu."))
    do(tmp_path, [new], second, full=True, name="u")
    [call] = second.translator.calls
    assert call == ["Lage 2", "Das ist neu."]


def test_force_asks_the_model_again(tmp_path):
    do(tmp_path, [article(1)])
    loader = Loader()
    do(tmp_path, [article(1)], loader, force=True)
    assert "Der Rat tagt heute." in loader.translator.calls[0]


def test_after_the_deadline_the_rest_is_left_and_known_articles_are_written(tmp_path):
    inputs = [article(n) for n in (1, 2, 3, 4, 5)]
    do(tmp_path, [article(5)])
    loader = Loader()
    stop = Stop(deadline=15, clock=lambda: 20 * loader.loads)
    tally, _ = do(tmp_path, inputs, loader, stop=stop)
    assert [row["id"] for row in lines(tmp_path)] == ["a1", "a2", "a5"]
    assert tally.left == ["a3.txt", "a4.txt"]
    assert tally.stopped == "deadline"
    tally, _ = do(tmp_path, inputs)
    assert (tally.done, tally.reused, tally.left) == (5, 3, [])


def test_a_stop_that_leaves_nothing_is_none(tmp_path):
    do(tmp_path, [article(1)])
    tally, _ = do(tmp_path, [article(1)], stop=Stop(reason="SIGTERM"))
    assert (tally.done, tally.stopped) == (1, "")


def test_long_after_a_stop_the_rest_is_not_even_read(tmp_path, monkeypatch):
    monkeypatch.setattr("pipeline.run.job._GRACE", -1.0)
    tally, _ = do(tmp_path, (article(n) for n in range(9)), stop=Stop(reason="SIGTERM"))
    assert (len(tally.left), tally.unread, tally.stopped) == (2, True, "SIGTERM")


@pytest.mark.parametrize("stop", [Stop(reason="SIGTERM"), Stop(deadline=0.0)])
def test_a_source_that_hangs_is_not_waited_for_long_after_a_stop(tmp_path, monkeypatch, stop):
    monkeypatch.setattr("pipeline.run.job._GRACE", 0.1)
    do(tmp_path, [article(n) for n in (1, 2)])
    hangs = threading.Event()

    def inputs():
        yield from (article(n) for n in (1, 2, 3))
        hangs.wait(30)

    tally, _ = do(tmp_path, inputs(), stop=stop)
    assert not hangs.is_set()
    assert (tally.done, tally.unread, tally.stopped) == (2, True, stop.reason)
    assert [row["id"] for row in lines(tmp_path)] == ["a1", "a2"]
    hangs.set()


def test_what_a_killed_run_had_half_written_is_removed(tmp_path):
    (tmp_path / "t" / "articles").mkdir(parents=True)
    state = tmp_path / ".depesche"
    state.mkdir()
    half = [tmp_path / "t" / ".pairs.jsonl.ab12", tmp_path / "t" / "articles" / ".a1.md.ab12"]
    half.append(state / ".t.pages.ab12")
    others = state / ".today.pages.ab12"
    for path in (*half, others):
        path.write_text("half")
    do(tmp_path, [article(1)])
    assert not any(path.exists() for path in half)
    assert others.exists()  # another run's


@pytest.mark.parametrize(
    "name", ["", "../x", ".git", "a/b", "a\0", "a\nb", "\x1b[31mx", "\udcff", "x" * 101]
)
def test_a_name_that_is_no_folder_is_refused(name):
    with pytest.raises(UsageError):
        run_name(name)


def test_an_article_that_was_moved_is_no_new_one(tmp_path):
    do(tmp_path, [article(1)])
    loader = Loader()
    tally, _ = do(tmp_path, [replace(article(1), source="moved/a1.txt")], loader)
    assert (loader.loads, tally.reused) == (0, 1)
    assert lines(tmp_path)[0]["source"] == "moved/a1.txt"


def test_a_run_that_finds_nothing_leaves_what_was_there(tmp_path):
    do(tmp_path, [article(1), article(2)])
    do(tmp_path, [Rejected("no.txt", "no such file", "check the path")])
    assert len(lines(tmp_path)) == 2
    assert len(lines(tmp_path, "quarantine.jsonl")) == 1


def test_pages_of_articles_that_are_gone_go_too(tmp_path):
    do(tmp_path, [article(1), article(2)])
    do(tmp_path, [article(2)])
    assert {path.stem for path in (tmp_path / "t" / "articles").iterdir()} == {"a2"}


def test_an_article_read_twice_is_no_failure(tmp_path):
    again = Rejected("b.txt", "same article as a.txt", "pass each once", duplicate=True)
    tally, _ = do(tmp_path, [article(1), again])
    assert (tally.done, tally.duplicates, tally.failures) == (1, 1, [])


def test_a_sentence_that_the_chunker_lost_shows_in_the_accounting(tmp_path):
    def losing(one):
        [whole] = one_chunk(one)
        return [replace(whole, sentences=whole.sentences[:-1])]

    loader = Loader()
    stages = replace(loader(), chunks=losing)
    do(tmp_path, [article(1)], lambda: stages)
    accounting = lines(tmp_path)[0]["accounting"]
    assert accounting["summarized"] == accounting["sentences"] - 1


def as_lines(path, *texts):
    rows = (
        {"title": f"Lage {n}", "text": text, "url": f"https://a.example/{n}"} for n, text in texts
    )
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return read_lazily([str(path)])


def test_an_unchanged_article_is_not_even_read_again(tmp_path, monkeypatch):
    source, out = tmp_path / "in.jsonl", tmp_path / "out"
    do(out, as_lines(source, (1, AGENCY), (2, OTHER)))
    before = (out / "t" / "pairs.jsonl").read_bytes()
    read = []
    monkeypatch.setattr(
        "pipeline.sources.unread.read_record", lambda place, row: read.append(row) or article(9)
    )
    tally, _ = do(out, as_lines(source, (1, AGENCY), (2, OTHER)), loader := Loader())
    assert (tally.reused, loader.loads, read) == (2, 0, [])
    assert (out / "t" / "pairs.jsonl").read_bytes() == before
    tally, _ = do(out, as_lines(source, (1, AGENCY), (2, OTHER + " Ende.")))
    assert (tally.reused, len(read)) == (1, 1)


def test_a_later_night_shares_the_summary_of_an_article_that_it_does_not_read(tmp_path):
    source, out = tmp_path / "in.jsonl", tmp_path / "out"
    copy = AGENCY.replace("Ostbevern hat", "Ostbevern habe")
    do(out, as_lines(source, (1, AGENCY)))
    do(out, as_lines(source, (1, AGENCY), (2, copy)))
    nights = lines(out)
    do(tmp_path / "at once", as_lines(source, (1, AGENCY), (2, copy)))
    assert lines(tmp_path / "at once") == nights
    assert nights[1]["duplicate_of"] == nights[0]["id"]


def test_an_article_that_comes_twice_is_taken_once(tmp_path):
    source = tmp_path / "in.jsonl"
    tally, _ = do(tmp_path, as_lines(source, (1, AGENCY), (2, OTHER), (1, AGENCY)))
    assert (tally.done, tally.duplicates) == (2, 1)
    tally, _ = do(
        tmp_path,
        as_lines(source, (1, AGENCY), (1, AGENCY), (2, OTHER), (3, OTHER)),
        selection=Selection(limit=2),
    )
    assert (tally.done, tally.duplicates) == (2, 1)
