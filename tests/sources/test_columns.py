import json

import pytest

from pipeline.errors import SourceError, UsageError
from pipeline.sources import Columns, read
from pipeline.sources.pieces import cut, read_piece
from tests.sources.inputs import TEXT

NAMED = Columns.parse(["text=Langtext", "headline = Zeile", "published=Erschienen"])


def test_fields_are_found_by_the_names_that_are_given():
    record = {"Langtext": "a", "zeile": "b", "text": "kurz", "Erschienen": 1, "autor": "Ada"}
    found = NAMED.applied(record)
    assert (found["text"], found["headline"], found["published"]) == ("a", "b", 1)
    assert found["autor"] == "Ada"


def test_a_field_within_an_object_is_named_with_dots():
    columns = Columns.of({"text": "content.body", "url": "a.b"})
    record = {"content": {"body": "x"}, "a.b": "https://news.example/1"}
    assert columns.applied(record)["text"] == "x"
    assert columns.applied(record)["url"] == "https://news.example/1"
    assert columns.applied({"content": "x"})["text"] is None


@pytest.mark.parametrize("pair", ["body=x", "text", "text=", "=x"])
def test_what_maps_no_column_is_wrong_use(pair):
    with pytest.raises(UsageError, match="maps no column"):
        Columns.parse([pair])


def test_known_columns_of_a_table():
    assert NAMED.known(["Zeile", "Langtext", "erschienen", "Autor", "x"]) == [
        *["Zeile", "Langtext", "erschienen", "Autor"]
    ]
    with pytest.raises(SourceError, match="no column 'Langtext' among a, b"):
        NAMED.known(["a", "b"])
    with pytest.raises(SourceError, match="no column with articles"):
        Columns().known(["a", "b"])


def write_csv(path, rows):
    lines = ["Zeile;Langtext;Erschienen"] + [";".join(row) for row in rows]
    path.write_text("\n".join(lines), "utf-8")


def write_jsonl(path, rows):
    names = ("Zeile", "Langtext", "Erschienen")
    path.write_text("\n".join(json.dumps(dict(zip(names, r, strict=True))) for r in rows), "utf-8")


def write_parquet(path, rows):
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    names = ("Zeile", "Langtext", "Erschienen")
    table = {name: [row[i] for row in rows] for i, name in enumerate(names)}
    parquet.write_table(arrow.table(table), path)


ROWS = [("Rat tagt", TEXT, "2026-04-25"), ("Bad zu", TEXT + " Das Bad ist zu.", "2026-04-26")]


@pytest.mark.parametrize(
    ("name", "write"),
    [("a.csv", write_csv), ("a.jsonl", write_jsonl), ("a.parquet", write_parquet)],
)
def test_every_kind_of_table(tmp_path, name, write):
    write(tmp_path / name, ROWS)
    first, second = read([str(tmp_path / name)], columns=NAMED)
    assert (first.headline, second.headline) == ("Rat tagt", "Bad zu")
    assert first.published.isoformat() == "2026-04-25T00:00:00+02:00"
    (piece,) = cut([str(tmp_path / name)], 5, NAMED)
    assert [a.headline for a in read_piece(piece)] == ["Rat tagt", "Bad zu"]


def test_a_list_of_records_within_an_answer(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps({"items": [{"Langtext": TEXT, "Zeile": "Rat"}]}))
    (article,) = read([str(tmp_path / "a.json")], columns=Columns.parse(["text=Langtext"]))
    assert article.blocks[0].text == TEXT
