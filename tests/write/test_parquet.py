import os
import re
import tracemalloc

import pytest

from pipeline.errors import UsageError
from pipeline.write.parquet import schema, write_dataset
from tests.records import record

pytest.importorskip("pyarrow")


def on_day(day, number=0, **changes):
    published = f"{day}T00:30:00+01:00" if day else None
    return record(with_article=True, degraded=number == 2).model_copy(
        update={"id": f"a{number}", "published": published} | changes
    )


@pytest.fixture
def folder(tmp_path):
    days = ["2026-11-14", "2026-11-15", "2026-11-14", None]
    records = [on_day(day, number) for number, day in enumerate(days)]
    assert write_dataset(tmp_path / "data", records) == 4
    return tmp_path / "data"


def test_a_folder_a_day(folder):
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*.parquet")}
    days = {name.partition("/")[0] for name in names}
    assert days == {"day=2026-11-14", "day=2026-11-15", "day=unknown"}


def test_the_rows_are_the_records(folder):
    from pyarrow import dataset

    table = dataset.dataset(folder, partitioning="hive").to_table()
    assert set(table.schema.names) == set(schema().names)
    rows = {row["id"]: row for row in table.to_pylist()}
    expected = on_day("2026-11-14", 2).as_json()
    found = rows["a2"]
    assert found["published"].isoformat() == "2026-11-13T23:30:00+00:00"
    assert found["day"] == "2026-11-14"
    for name in ("summary", "article", "accounting", "models", "headline", "profile", "order"):
        assert found[name] == expected[name], name
    assert rows["a3"]["published"] is None


def test_hugging_face_datasets_loads_it_as_it_is(folder, tmp_path):
    datasets = pytest.importorskip("datasets")
    loaded = datasets.load_dataset(str(folder), split="train", cache_dir=str(tmp_path / "cache"))
    assert sorted(loaded["id"]) == ["a0", "a1", "a2", "a3"]
    assert loaded[0]["summary"][0]["evidence"] == ["s2"]


def test_a_data_set_is_replaced_and_anything_else_left_alone(folder, tmp_path):
    write_dataset(folder, [on_day("2027-01-01", number) for number in range(5)])
    assert {path.name for path in folder.iterdir()} == {"day=2027-01-01", "_README.md"}
    assert {path.name for path in tmp_path.iterdir()} == {"data"}
    parts = ("notes.txt", "day=2027-01-01/events.csv", "README.md", "day=x/mine/part-1.parquet")
    for name in parts:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("mine")
        with pytest.raises(UsageError, match=re.escape(name)):
            write_dataset(folder, [on_day("2027-01-01", number) for number in range(5)])
        (folder / name).unlink()
    with pytest.raises(UsageError, match="it is a file"):
        write_dataset(folder / "_README.md", [])


def test_a_data_set_with_articles_that_would_be_lost_is_left_alone(folder):
    with pytest.raises(UsageError, match=r"has 3 articles .* name their runs too"):
        write_dataset(folder, [on_day("2026-11-14", 2), on_day("2026-11-14", 7)])
    assert len(list(folder.rglob("*.parquet"))) == 3
    assert write_dataset(folder, [on_day("2026-11-14", number) for number in range(9)]) == 9


def test_a_broken_part_is_named(folder):
    next(folder.glob("*/*.parquet")).write_bytes(b"PAR1")
    with pytest.raises(UsageError, match="holds a broken part"):
        write_dataset(folder, [on_day("2026-11-14")])


def test_pandas_reads_the_folder(folder):
    pandas = pytest.importorskip("pandas")
    assert sorted(pandas.read_parquet(folder)["id"]) == ["a0", "a1", "a2", "a3"]


def test_a_failure_leaves_the_old_data_set(folder):
    def failing():
        yield on_day("2027-01-01")
        raise UsageError("broken", "mend")

    before = sorted(path.name for path in folder.iterdir())
    with pytest.raises(UsageError, match="broken"):
        write_dataset(folder, failing())
    assert sorted(path.name for path in folder.iterdir()) == before
    assert os.listdir(folder.parent) == ["data"]  # noqa: PTH208


def test_records_are_not_held(tmp_path):
    one = on_day("2026-11-14")
    tracemalloc.start()
    write_dataset(tmp_path / "many", (one for _ in range(12_000)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40e6  # a thousand rows as dictionaries


def test_an_empty_folder_and_no_records_are_a_data_set_too(tmp_path):
    (tmp_path / "data").mkdir()
    assert write_dataset(tmp_path / "data", []) == 0
    assert write_dataset(tmp_path / "data", [on_day("2026-11-14")]) == 1
