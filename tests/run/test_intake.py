from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pipeline.article import Rejected
from pipeline.run.database import open_database
from pipeline.run.intake import windows
from pipeline.run.meter import Meter
from pipeline.run.readings import Readings
from pipeline.run.selection import Selection
from pipeline.sources.unread import Unread
from tests.records import article


@pytest.fixture
def readings(tmp_path):
    with open_database(tmp_path) as database:
        yield Readings(database)


def unread(*numbers):
    return [Unread(f"a{n}.txt", f"k{n}", lambda n=n: [article(n)]) for n in numbers]


def cut(readings, items, size=2, **selection):
    """The ids in each window; what was read is kept."""
    found = list(windows(items, size, Selection(**selection), readings, Meter()))
    for window in found:
        readings.save(window.new)
    return [[entry.id for entry in window.entries] for window in found]


def test_a_window_has_so_many_new_articles(readings):
    items = [Rejected("x", "empty", "mend it"), *(article(n) for n in range(5))]
    assert cut(readings, items) == [["a0", "a1"], ["a2", "a3"], ["a4"]]
    assert cut(readings, [article(n) for n in range(4)]) == [["a0", "a1"], ["a2", "a3"]]


def test_known_articles_fill_no_window(readings):
    cut(readings, unread(*range(50)))
    mixed = unread(0, 1, 90, 2, 3, 91, 4, 92)
    assert cut(readings, mixed) == [["a0", "a1", "a90", "a2", "a3", "a91"], ["a4", "a92"]]
    assert list(map(len, cut(readings, unread(*range(50))))) == [32, 18]


@pytest.mark.parametrize("limit", [1, 3, 4, 40])
def test_never_more_than_the_limit_known_or_not(readings, limit):
    items = unread(*range(45))
    for _ in range(2):
        found = cut(readings, items, limit=limit)
        assert [id_ for window in found for id_ in window] == [f"a{n}" for n in range(limit)]


def test_what_lies_outside_the_dates_is_counted_and_read_on_from(readings):
    late = Selection(since=datetime(2027, 1, 1, tzinfo=UTC))
    [window] = windows(unread(*range(7)), 2, late, readings, Meter())
    assert (window.entries, window.skipped) == ([], 7)


def test_another_text_with_the_same_id_is_named(readings):
    long = tuple(f"Der Rat tagt am {n}. Tag des Monats im Saal {n + 1}. " for n in range(1, 30))
    late = datetime(2026, 11, 15, tzinfo=UTC)
    items = [article(1), replace(article(1), headline="Neu")]
    items += [replace(article(1, sentences=long), source="b.txt")]
    items += [article(2, sentences=long), article(2, sentences=long, published=late)]
    items += [replace(article(2, sentences=long[:-1]), source="c.txt")]
    [window] = windows(items, 9, Selection(), readings, Meter())
    assert [entry.id for entry in window.entries] == ["a1", "a2"]
    assert (window.duplicates, window.others) == (2, ["b.txt", "c.txt"])


def test_no_input_no_window(readings):
    assert cut(readings, []) == []
