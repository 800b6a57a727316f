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
from pipeline.write.jsonl import write_pairs
from tests.review.conftest import full

STORED = 10_000
PAGES = ["/", "/runs/big", "/runs/big?page=300", "/runs/big?show=open&page=300"]
PAGES += ["/runs/big/articles/b5000", "/search?q=Haushalt", "/search?q=council", "/search?q=Nr5000"]


def stored(number):
    headline = Bilingual(de=f"Nr{number} tagt über den Haushalt", en=f"Council meets, {number}")
    return full(1).model_copy(update={"id": f"b{number}", "headline": headline})


@pytest.fixture(scope="module")
def visitor(tmp_path_factory):
    """A visitor of a desk to which the articles came without being grouped: that takes longer."""
    out = tmp_path_factory.mktemp("big") / "out"
    records = [stored(number) for number in range(STORED)]
    write_pairs(out / "big" / "pairs.jsonl", records)
    new = Arrived({one.id: one for one in records}, [(one.id,) for one in records])
    desk = Desk(out)
    with desk.database.writing() as db:
        stamp = stamp_of(out / "big" / "pairs.jsonl")
        take_in(db, "big", stamp, new, datetime(2026, 11, 14, tzinfo=UTC))
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
