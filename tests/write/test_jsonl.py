import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.article import Rejected
from pipeline.errors import UsageError
from pipeline.write.jsonl import as_line, read_pairs, write_quarantine
from tests.records import record, write_pairs


def test_records_come_back_as_they_were(tmp_path):
    path = tmp_path / "pairs.jsonl"
    records = [record(), record(with_article=True, degraded=True, url="https://example.org/a")]
    write_pairs(path, records)
    assert list(read_pairs(path)) == records


def test_a_record_is_spelled_as_the_contract_says(tmp_path):
    values = record().as_json()
    assert list(values)[:4] == ["schema", "id", "source", "url"]
    assert values["schema"] == "depesche/1"
    assert values["url"] is None
    assert "article" not in values
    assert "article" in record(with_article=True).as_json()


@given(st.dictionaries(st.text(), st.text(st.characters(exclude_categories=["Cs"]))))
def test_any_text_stays_on_one_line(values):
    line = as_line(values)
    assert line.endswith("\n")
    assert line.count("\n") == 1
    assert not {"\u2028", "\u2029"} & set(line)
    assert json.loads(line) == values


def test_a_line_that_is_no_record_is_named(tmp_path):
    path = tmp_path / "pairs.jsonl"
    write_pairs(path, [record()])
    path.write_text(path.read_text("utf-8") + '{"schema": "other"}\n', "utf-8")
    with pytest.raises(UsageError, match="line 2"):
        list(read_pairs(path))


def test_a_file_that_is_no_text_is_named(tmp_path):
    path = tmp_path / "pairs.jsonl"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match="cannot read"):
        list(read_pairs(path))


def test_quarantine_says_where_why_and_what_to_do(tmp_path):
    path = tmp_path / "quarantine.jsonl"
    write_quarantine(path, [Rejected("a.txt", "empty", "give another")])
    assert json.loads(path.read_text("utf-8")) == {
        "source": "a.txt",
        "reason": "empty",
        "remedy": "give another",
    }
