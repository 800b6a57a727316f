from __future__ import annotations

import csv
import io
import sys
import time

import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from pipeline.article import Article, Rejected
from pipeline.errors import SourceError
from pipeline.sources.inputs import read
from pipeline.sources.table import CsvReader, ParquetReader, _rows
from tests.sources.inputs import TEXT, articles, given, texts

PLAIN = TEXT.replace(",", "")


def table(separator: str, *rows: list[str]) -> str:
    file = io.StringIO()
    csv.writer(file, delimiter=separator).writerows(rows)
    return file.getvalue()


@pytest.mark.parametrize(
    ("source", "head", "expected"),
    [
        ("x", b"title,text,url\n", True),
        ("x", b"\xef\xbb\xbfTitel;Text;Datum\r\n", True),
        ("x", b'"date"\t"body"\n', True),
        ("a.CSV", b"a,b\n1,2\n", True),
        ("x", b"title,url\n", False),
        ("x", b"Der Text, der Titel und der Rat von Musterstadt\n", False),
        ("x", b"text\n", False),
        ("a.csv", b"<html>", False),
        ("a.csv", b"a\x00b", False),
        ("x", b"", False),
    ],
)
def test_accepts(source, head, expected):
    assert CsvReader().accepts(source, head) is expected


@pytest.mark.parametrize("separator", list(",;\t|"))
def test_rows_are_articles(separator):
    long = f'{TEXT}\n\nEr sagte: "Ja, {separator} nein;" und ging.'
    data = table(
        separator, ["Titel", "Text", "Datum", "x"], ["Rat", long, "25.04.2026", "1"], ["B", TEXT]
    )
    first, second = articles(CsvReader(), given(data, "a.csv"))
    assert (first.headline, first.source, second.source) == ("Rat", "a.csv:4", "a.csv:5")
    assert texts(first) == [TEXT, f'Er sagte: "Ja, {separator} nein;" und ging.']
    assert first.published and first.published.isoformat() == "2026-04-25T00:00:00+02:00"


def test_old_code_pages_and_long_cells():
    data = table(";", ["text", "titel"], [TEXT + " ä" * 100_000, "Größe"]).encode("cp1252")
    (article,) = articles(CsvReader(), given(data, "a.csv"))
    assert article.headline == "Größe" and article.characters > 200_000


def test_rows_without_text_are_named():
    data = table(",", ["text", "title"], ["", "Leer"], [TEXT, "Voll"], [TEXT, "a", "zu viel"])
    empty, full, broken = CsvReader().read(given(data, "a.csv"))
    assert isinstance(empty, Rejected) and empty.source == "a.csv:2"
    assert isinstance(full, Article)
    assert isinstance(broken, Rejected) and "more cells" in broken.reason


def wide(end, *broken):
    """What is read of a table of three columns with some lines in its middle; its headlines."""
    rows = ["title,text,url", f"1,{PLAIN},", *broken, *(f'{n},"{TEXT}",' for n in range(2, 9))]
    rows.append(f'9,{PLAIN} 5" lang,')
    items = list(CsvReader().read(given(end.join(rows), "a.csv")))
    kept = [item.headline for item in items if isinstance(item, Article)]
    return kept, [item for item in items if isinstance(item, Rejected)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("broken", [f'0,"{PLAIN},', f'"0,{PLAIN},', f'0,"{PLAIN} "",'])
def test_a_quotation_mark_that_is_not_closed_costs_its_row_alone(broken, end):
    kept, [named] = wide(end, broken)
    assert kept == [str(n) for n in range(1, 10)]
    assert (named.source, "line 3" in named.reason) == ("a.csv:3", True)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_quotation_mark_within_a_text_costs_nothing(end):
    lines = [f'0,"{PLAIN}', f'{PLAIN} "Ja" sagt er.",']
    kept, named = wide(end, *lines)
    assert (sorted(kept), named) == ([str(n) for n in range(10)], [])


def test_where_rows_and_lines_of_text_look_alike_all_of_them_are_named():
    rows = ["title,text", f'0,"{PLAIN}', TEXT, f'1,"{PLAIN}"', f"2,{PLAIN}"]
    named, article = CsvReader().read(given("\n".join(rows), "a.csv"))
    assert isinstance(named, Rejected) and "line 2 to 4" in named.reason
    assert isinstance(article, Article) and article.headline == "2"


def test_rows_that_lack_their_last_cell_are_rows_too():
    rows = ["title,text,url,x", f'0,"{PLAIN},a', f"1,{PLAIN},b", f"2,{PLAIN},c", '3,"a" b,c']
    items = list(CsvReader().read(given("\n".join(rows), "a.csv")))
    assert [item.headline for item in items if isinstance(item, Article)] == ["1", "2", "3"]
    assert items[0].source == "a.csv:2"


def test_a_table_full_of_stray_marks_costs_no_square_and_its_rest_is_named():
    data = "text,title,url\n" + 'x",y,"z\n' * 20_000
    start = time.process_time()
    rows = list(_rows(data, ","))
    assert time.process_time() - start < 10  # with a square it was minutes
    assert (rows[-1].cells, rows[-1].last) == (None, 20_001)
    assert [row.first for row in rows[1:]] == [1 + row.last for row in rows[:-1]]


@settings(max_examples=200, deadline=None)
@examples(st.lists(st.lists(st.text('ab,"\n\r;ä '), min_size=1, max_size=4), max_size=9))
def test_a_table_that_is_sound_is_read_as_it_is(rows):
    rows = [["text", "title", "x", "y"], *(row for row in rows if row != [""])]
    found = [row.cells for row in _rows(table(",", *rows), ",")]
    assert found == rows


def test_a_broken_first_row_names_the_columns_that_are_missing():
    with pytest.raises(SourceError, match="no column"):
        list(CsvReader().read(given(f'"text,title\n{TEXT},Rat', "a.csv")))


def test_a_table_without_articles_says_which_columns_it_has():
    with pytest.raises(SourceError, match="among name, ort"):
        list(CsvReader().read(given("name,ort\nKim,Nord\n", "a.csv")))
    with pytest.raises(SourceError, match="no column"):
        list(CsvReader().read(given("", "a.csv")))


@settings(max_examples=100, deadline=None)
@examples(st.binary(max_size=200))
def test_no_bytes_break_the_reader(data):
    try:
        list(CsvReader().read(given(b"text,title\n" + data, "a.csv")))
    except SourceError as error:
        assert error.remedy


def test_parquet_needs_its_package(monkeypatch):
    assert ParquetReader().accepts("x", b"PAR1\x15")
    assert not ParquetReader().accepts("a.parquet", b"text,title")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(SourceError, match=r"pip install 'depesche\[parquet\]'"):
        list(ParquetReader().read(given(b"PAR1")))


def test_parquet(tmp_path):
    arrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    path = tmp_path / "a.parquet"
    rows = {"Text": [TEXT, TEXT + " Neu."], "title": ["A", "B"], "vector": [[1.0], [2.0]]}
    parquet.write_table(arrow.table(rows), path)
    first, second = read([str(path)])
    assert isinstance(first, Article) and isinstance(second, Article)
    assert (first.headline, second.source) == ("A", f"{path}#2")
    parquet.write_table(arrow.table({"name": ["x"]}), path)
    (item,) = read([str(path)])
    assert isinstance(item, Rejected) and "no column" in item.reason
    path.write_bytes(b"PAR1" + b"\0" * 50)
    (item,) = read([str(path)])
    assert isinstance(item, Rejected) and item.reason == "no valid Parquet"
