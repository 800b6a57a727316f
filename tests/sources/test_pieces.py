import json
from dataclasses import replace

import fsspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.article import Article, Rejected
from pipeline.errors import UsageError
from pipeline.sources import Network, read
from pipeline.sources.pieces import cut, read_piece
from pipeline.sources.reader import ReadLimits

TEXT = "Der Rat der Stadt tagt am Montag zum {}. Mal. Er berät über den Haushalt."


@pytest.fixture(autouse=True)
def small_files_too(monkeypatch):
    monkeypatch.setattr("pipeline.sources.pieces._SMALL", 10)


def whole(path):
    return list(read([str(path)], network=Network()))


def in_pieces(path, size=3):
    found = list(cut([str(path)], size))
    for piece in found:
        if isinstance(piece, Rejected):
            yield piece
        else:
            yield from read_piece(piece)


def jsonl(path, count, end="\n"):
    rows = [json.dumps({"title": f"Lage {n}", "text": TEXT.format(n)}) for n in range(count)]
    path.write_bytes(end.join([*rows[:2], "", "kein JSON", *rows[2:]]).encode())


@pytest.mark.parametrize("count", [2, 3, 5, 6, 11])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_of_a_large_file_are_the_articles_of_the_whole(tmp_path, count, end):
    path = tmp_path / "a.jsonl"
    jsonl(path, count, end)
    assert len(list(cut([str(path)], 3))) > 1
    assert list(in_pieces(path)) == whole(path)


@given(blocks=st.lists(st.sampled_from(["", "{}", "x", "ä" * 9]), max_size=30), end=st.booleans())
def test_pieces_hold_every_byte_once(tmp_path_factory, blocks, end):
    path = tmp_path_factory.mktemp("cut") / "a.jsonl"
    first = [json.dumps({"text": TEXT.format(n)}) for n in range(2)]
    path.write_text("\n".join([*first, *blocks]) + "\n" * end, "utf-8")
    pieces = list(cut([str(path)], 2))
    assert [p.stop for p in pieces[:-1]] == [p.start for p in pieces[1:]]
    assert (pieces[0].start, pieces[-1].stop) == (0, path.stat().st_size)
    assert list(in_pieces(path, 2)) == [
        item for item in whole(path) if not (isinstance(item, Rejected) and item.duplicate)
    ]


def test_row_groups_of_parquet(tmp_path):
    arrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    path = tmp_path / "a.parquet"
    table = arrow.table({"title": ["Lage"] * 10, "text": [TEXT.format(n) for n in range(10)]})
    parquet.write_table(table, path, row_group_size=2)
    assert [(p.start, p.stop, p.first) for p in cut([str(path)], 3)] == [
        (0, 2, 1),
        (2, 4, 5),
        (4, 5, 9),
    ]
    assert list(in_pieces(path)) == whole(path)


def test_files_and_what_is_none_keep_their_places(tmp_path):
    for number in (1, 2):
        (tmp_path / f"{number}.txt").write_text(f"Lage\n\n{TEXT.format(number)}\n", "utf-8")
    sources = [str(tmp_path / "2.txt"), str(tmp_path / "none"), str(tmp_path / "1.txt")]
    first, second, third = cut(sources, 3)
    assert isinstance(second, Rejected)
    articles = [item for piece in (first, third) for item in read_piece(piece)]
    assert articles == [item for item in read(sources) if isinstance(item, Article)]


def test_a_file_that_is_written_again_is_another_piece(tmp_path):
    path = tmp_path / "a.jsonl"
    jsonl(path, 4)
    before = list(cut([str(path)], 3))
    jsonl(path, 5)
    assert not set(before) & set(cut([str(path)], 3))


@pytest.mark.parametrize("source", ["-", "https://example.org/a", ""])
def test_what_no_second_machine_could_read_is_refused(source):
    with pytest.raises(UsageError, match="save it"):
        list(cut([source], 3))


def test_an_object_store_is_read_as_a_folder_is(tmp_path):
    store = fsspec.filesystem("memory")
    jsonl(tmp_path / "a.jsonl", 7)
    store.pipe("/archive/day/a.jsonl", (tmp_path / "a.jsonl").read_bytes())
    store.pipe("/archive/_SUCCESS", b"")
    for source in ("memory://archive", "memory://archive/*/*.jsonl"):
        found = list(in_pieces(source))
        assert [replace(item, source="") for item in found] == [
            replace(item, source="") for item in whole(tmp_path / "a.jsonl")
        ]
        assert found == whole(source)
        assert found[0].source == "memory:///archive/day/a.jsonl:1"


def test_an_object_store_says_what_is_missing():
    (nothing,) = cut(["memory://nowhere/x"], 3)
    assert nothing.reason == "no such object"
    (no_package,) = cut(["abfs://container/x"], 3)
    assert no_package.remedy == "pip install adlfs"


def test_offline_leaves_object_stores_alone(tmp_path):
    fsspec.filesystem("memory").pipe("/quiet/a.txt", f"Lage\n\n{TEXT.format(1)}\n".encode())
    (item,) = read(["memory://quiet/a.txt"], network=None)
    assert isinstance(item, Rejected)
    assert "--offline" in item.remedy


def test_a_line_beyond_the_limit_costs_that_line_alone(tmp_path, monkeypatch):
    monkeypatch.setattr("pipeline.sources.pieces._LIMITS", ReadLimits(file_bytes=500))
    lines = [json.dumps({"text": TEXT.format(n) * (40 if n == 3 else 1)}) for n in range(8)]
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(lines), "utf-8")
    found = [item for piece in cut([str(path)], 5) for item in read_piece(piece)]
    assert [item.source.rpartition(":")[2] for item in found] == [str(n + 1) for n in range(8)]
    assert [isinstance(item, Article) for item in found] == [n != 3 for n in range(8)]
    assert "larger than the limit" in found[3].reason
