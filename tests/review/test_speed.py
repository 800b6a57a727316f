"""The desk at 10,000 stored articles: every page in under 100 ms of one core."""

import statistics
import time
from datetime import UTC, datetime

import pytest
from starlette.testclient import TestClient

from pipeline.record import Bilingual
from pipeline.review.desk import Desk
from pipeline.review.intake import Arrived, stamp_of, take_in
from pipeline.review.web.access import plan_access
from pipeline.review.web.app import create_app
from tests.records import write_pairs
from tests.review.conftest import full

STORED = 10_000
PAGES = ["/", "/runs/big", "/runs/big?page=300", "/runs/big?show=open&page=300"]
PAGES += ["/runs/big/articles/b5000", "/search?q=Haushalt", "/search?q=council", "/search?q=Nr5000"]


def stored(number):
    headline = Bilingual(de=f"Nr{number} tagt über den Haushalt", en=f"Council meets, {number}")
    return full(1).model_copy(update={"id": f"b{number}", "headline": headline})


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A desk to which the articles came without being grouped: that takes longer."""
    out = tmp_path_factory.mktemp("big") / "out"
    records = [stored(number) for number in range(STORED)]
    write_pairs(out / "big" / "pairs.jsonl", records)
    new = Arrived({one.id: one for one in records}, [(one.id,) for one in records])
    desk = Desk(out)
    with desk.database.writing() as db:
        stamp = stamp_of(out / "big" / "pairs.jsonl")
        take_in(db, "big", stamp, new, datetime(2026, 11, 14, tzinfo=UTC))
    return desk


@pytest.fixture(scope="module")
def visitor(desk):
    app = create_app(desk, plan_access("127.0.0.1", 8017, "Ada"))
    return TestClient(app, base_url="http://127.0.0.1:8017")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_takes_under_a_tenth_of_a_second(visitor, page):
    taken = []
    for _ in range(5):
        before = time.process_time()
        assert visitor.get(page).status_code == 200
        taken.append(time.process_time() - before)
    assert statistics.median(taken) < 0.1


def test_saving_and_moving_take_no_longer(desk):
    def seconds(work, *values):
        before = time.process_time()
        work(*values)
        return time.process_time() - before

    desk.save("big", "b1", 0, {"summary.0": "Loads the word lists."}, "Ada")
    saved = [
        seconds(desk.save, "big", f"b{n}", 0, {"summary.0": f"New, {n}."}, "Ada", "accepted")
        for n in range(2, 7)
    ]
    moved = [seconds(desk.move, "big", f"b{n}", 0, n - 3000, "Ada") for n in range(3000, 3005)]
    assert statistics.median(saved) < 0.1
    assert statistics.median(moved) < 0.1
    print(f"saved in {statistics.median(saved):.3f} s, moved in {statistics.median(moved):.3f} s")
