from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pipeline.article import Block, Rejected, Sentence
from pipeline.run.cluster.commits import Commits
from pipeline.run.cluster.linking import Linker, Place
from pipeline.run.cluster.reading import _packed, article_of, entries_of, read_shard, read_shards
from pipeline.run.cluster.store import open_store
from pipeline.run.fingerprint import content_hash
from pipeline.run.job import Tally
from pipeline.run.selection import Selection
from pipeline.run.twins import Twins, sketch_of
from pipeline.sources import read
from pipeline.sources.pieces import cut
from tests.records import article

LONG = tuple(f"Der Rat hat am {n}. Tag über Punkt {n} und {n + 1} beraten. " for n in range(30))


def marker(*items):
    """A read shard's marker with articles by number, and rejected inputs by their name."""
    entries = []
    for item in items:
        if isinstance(item, str):
            entries.append({"source": item, "reason": "empty", "remedy": "none"})
        else:
            published = item.published and item.published.isoformat()
            base = {"id": item.id, "source": item.source, "published": published}
            entries.append(base | {"sketch": _packed(sketch_of(item))})
    return {"entries": entries}


def test_places_count_articles_only_and_keep_their_order():
    tally = Tally()
    linker = Linker(Selection(), tally)
    linker.add("x", marker(article(1), "bad.txt", article(2)))
    linker.add("y", marker(article(3)))
    first, second = linker.shards(2, "s")
    assert first.places == (Place("x", 0), Place("x", 1))
    assert second.places == (Place("y", 0),)
    assert [failure.source for failure in tally.failures] == ["bad.txt"]


def test_an_article_in_two_shards_is_taken_once():
    tally = Tally()
    linker = Linker(Selection(), tally)
    linker.add("x", marker(article(1), article(1)))
    changed = replace(article(1, sentences=LONG), source="b.txt")
    linker.add("y", marker(article(1), article(2), changed))
    [shard] = linker.shards(9, "s")
    assert shard.places == (Place("x", 0), Place("y", 1))
    assert (tally.duplicates, tally.others) == (2, ["b.txt"])


def test_dates_and_the_limit_choose_as_in_a_run_on_one_machine():
    day = [datetime(2026, 11, n, tzinfo=UTC) for n in (10, 12, 14)]
    tally = Tally()
    linker = Linker(Selection(since=day[1], limit=2), tally)
    linker.add("x", marker(*(article(n, published=d) for n, d in enumerate([*day, None]))))
    [shard] = linker.shards(9, "s")
    assert [place.line for place in shard.places] == [1, 2]
    assert (tally.skipped, linker.full) == (1, True)


def test_the_key_names_articles_and_settings():
    def key(*numbers, settings="s"):
        linker = Linker(Selection(), Tally())
        linker.add("x", marker(*map(article, numbers)))
        return next(linker.shards(9, settings)).key

    assert key(1, 2) == key(1, 2)
    assert len({key(1, 2), key(1), key(1, 2, settings="t")}) == 3


@pytest.fixture
def archive(tmp_path):
    """Files whose second repeats the first, in shards of one."""
    body = "".join(LONG)
    for name, text in {"a": body, "b": "Etwas anderes steht hier.", "c": body + "Ende."}.items():
        (tmp_path / f"{name}.txt").write_text(f"Titel {name}\n\n{text}\n", "utf-8")
    commits = Commits(open_store(str(tmp_path / "store")), "read")
    shards = list(read_shards(cut([str(tmp_path / f"{n}.txt") for n in "abc"], 1), 1))
    for shard in shards:
        read_shard(shard, commits)
    return [shard.key for shard in shards], commits


def test_an_article_that_repeats_one_of_another_shard_brings_it_along(archive):
    keys, commits = archive
    linker = Linker(Selection(), Tally())
    for key in keys:
        linker.add(key, commits.values(key))
    first, _, third = linker.shards(1, "s")
    assert first.firsts == ()
    assert third.firsts == first.places
    original = article_of(commits.lines(keys[0])[0])
    assert third.places[0].duplicate_of == original.id


def test_what_is_read_back_is_what_was_read(archive, tmp_path):
    keys, commits = archive
    expected = list(read([str(tmp_path / f"{n}.txt") for n in "abc"]))
    assert [article_of(line) for key in keys for line in commits.lines(key)] == expected
    twins = Twins()
    for one, key in zip(expected, keys, strict=True):
        [entry] = entries_of(commits.values(key))
        assert entry.sketch == sketch_of(one)
        [first] = twins.firsts([(entry.id, content_hash(one), entry.sketch)])
        assert (first.id if first else None) == (expected[0].id if one == expected[2] else None)


def test_every_field_of_an_article_is_kept(tmp_path):
    from pipeline.run.cluster.reading import _ARTICLE

    odd = replace(
        article(1, published=datetime.fromisoformat("2026-11-14T08:15:00+01:00")),
        blocks=(Block("quote", (Sentence("s1", "„Ja“\u2028 \x00"),), speaker="Ada"),),
        duplicate_of="a0",
    )
    assert _ARTICLE.validate_json(_ARTICLE.dump_json(odd)) == odd


def test_shards_are_cut_by_articles(tmp_path):
    pieces = [Rejected(f"{n}.txt", "empty", "none") for n in range(5)]
    assert [len(shard.pieces) for shard in read_shards(pieces, 2)] == [2, 2, 1]
