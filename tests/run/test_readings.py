import json
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.article import Article, Rejected
from pipeline.run import readings
from pipeline.run.database import open_database
from pipeline.run.readings import Readings, entry_of
from pipeline.sources import read_lazily
from pipeline.sources.unread import Unread
from tests.records import article

LINES = [
    {"title": "Brücke", "text": "Die Brücke wird im März gesperrt.", "date": "2026-11-14"},
    {"title": "Rat", "text": "Der Rat hat den Haushalt beschlossen.", "url": "https://a.example/2"},
    {"title": "Bridge", "text": "The bridge will be closed in March, and nobody knows why."},
]


@pytest.fixture
def database(tmp_path):
    with open_database(tmp_path) as opened:
        yield opened


def written(tmp_path, *records):
    path = tmp_path / "in.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in records), "utf-8")
    return list(read_lazily([str(path)]))


def told(entry):
    """What an entry says without the article being read."""
    return replace(entry, read=None, known=False) if not isinstance(entry, Rejected) else entry


def dumb(item):
    """The item, which may not be read."""

    def fail():
        raise AssertionError("read again")

    return replace(item, read=fail)


def test_what_was_read_before_is_known_without_being_read(tmp_path, database):
    items = written(tmp_path, *LINES)
    first, new = Readings(database).entries(items)
    assert isinstance(first[2], Rejected)
    assert len(new) == 2  # an input without an article is looked at again
    Readings(database).save(new)
    again, nothing = Readings(database).entries([*map(dumb, items[:2]), items[2]])
    assert list(map(told, again)) == list(map(told, first))
    assert nothing == []


@pytest.mark.parametrize(
    "damage",
    [
        "content = 'xyz'",
        "content = ''",
        "published = '2026-13-99'",
        "sketch = x'01'",
        "article = ''",
    ],
)
def test_a_damaged_row_is_as_good_as_none(tmp_path, database, damage):
    items = written(tmp_path, *LINES[:2])
    first, new = Readings(database).entries(items)
    Readings(database).save(new)
    database.change(f"UPDATE readings SET shingles = 3, {damage}")
    again, _ = Readings(database).entries(items)
    assert list(map(told, again)) == list(map(told, first))


def test_an_entry_of_an_unread_article_gives_it_when_asked(tmp_path, database):
    items = written(tmp_path, *LINES[:2])
    first, new = Readings(database).entries(items)
    Readings(database).save(new)
    again, _ = Readings(database).entries(items)
    assert [one.article for one in again] == [one.article for one in first]
    assert replace(again[0], duplicate_of="a9", source="moved").article.duplicate_of == "a9"


def test_where_an_article_lies_does_not_matter_but_what_is_in_it_does(tmp_path, database):
    _, new = Readings(database).entries(written(tmp_path, LINES[0]))
    Readings(database).save(new)
    changed = LINES[0] | {"text": "Die Brücke wird im Mai gesperrt."}
    items = written(tmp_path, changed, LINES[0])
    entries, new = Readings(database).entries([items[0], dumb(items[1])])
    assert len(new) == 1
    assert entries[1].source.endswith(":2")
    assert entries[0].content != entries[1].content


@pytest.mark.parametrize("how", ["force", "other code"])
def test_what_was_read_in_another_way_is_read_again(tmp_path, database, monkeypatch, how):
    items = written(tmp_path, LINES[0])
    Readings(database).save(Readings(database).entries(items)[1])
    if how == "other code":
        monkeypatch.setattr(readings, "reading_version", lambda: "2")
    _, new = Readings(database, forgetful=how == "force").entries(items)
    assert len(new) == 1
    Readings(database).save(new)


def test_articles_that_are_read_already_are_entered_as_they_are(database):
    refused = Rejected("x", "empty", "pass a text")
    entries, new = Readings(database).entries([article(1), refused])
    assert (entries[0].article, entries[1], new) == (article(1), refused, [])
    assert told(entries[0]) == told(entry_of(article(1)))


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.eml", "a.json"])
def test_files_of_one_article_come_unread(tmp_path, database, name):
    text = "Die Brücke über die Wilse wird im März gesperrt. Der Rat hat das beschlossen."
    body = {
        "a.txt": text,
        "a.html": f"<!doctype html><html><body><article><p>{text}</p></article></body></html>",
        "a.eml": f"From: a@b.example\nTo: c@d.example\nSubject: Brücke\nDate: x\n\n{text}\n",
        "a.json": json.dumps({"text": text}, ensure_ascii=False),
    }[name]
    path = Path(tmp_path / name)
    path.write_text(body, "utf-8")
    (item,) = read_lazily([str(path)])
    assert isinstance(item, Unread)
    assert item.source == str(path)
    (found,) = item.read()
    assert isinstance(found, Article)
    (same,) = read_lazily([str(path)])
    assert same.key == item.key
    path.write_text(body.replace("März", "Mai"), "utf-8")
    (other,) = read_lazily([str(path)])
    assert other.key != item.key
