"""A folder of outputs with a made-up news day, and its desk."""

import shutil
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.record import ArticlePair, Check
from pipeline.review.desk import Desk
from tests.newsletter.samples import RECORDS
from tests.records import record, write_pairs

RUN = "2026-11-14"


def full(number, de="Der Rat tagt heute.", en="The council meets today."):
    """A record with its whole article, a warning, and evidence that points into it."""
    base = record(with_article=True, de=de, en=en, headline=f"Council meets, part {number}")
    warning = Check(name="numbers", severity="warning", detail="12 has no counterpart")
    sentence = ArticlePair(
        id="s2", kind="paragraph", block=1, de=de, en=en, status="ok", checks=[warning]
    )
    summary = [base.summary[0].model_copy(update={"checks": [warning], "evidence": ["s2"]})]
    titles = ["Rat tagt über Haushalt", "Regen in Haldenburg", "Theater spielt Schluss"]
    headline = base.headline.model_copy(update={"de": titles[(number - 1) % 3]})
    kicker = base.kicker.model_copy(update={"de": "", "en": ""})
    changed = {"headline": headline, "kicker": kicker}
    return base.model_copy(
        update=changed
        | {"id": f"a{number}", "article": [*base.article, sentence], "summary": summary}
    )


class Clock:
    """A clock that goes on by a second whenever it is looked at."""

    def __init__(self):
        self.now = datetime(2026, 11, 14, 9, tzinfo=UTC)

    def __call__(self):
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture(scope="session")
def prepared(tmp_path_factory):
    """Two runs, taken in: a news day of twenty articles, and three with their whole articles."""
    folder = tmp_path_factory.mktemp("prepared") / "out"
    write_pairs(folder / RUN / "pairs.jsonl", RECORDS)
    records = [full(1), full(2, "Es regnet.", "It is raining."), full(3, "Ende.", "The end.")]
    write_pairs(folder / "small" / "pairs.jsonl", records)
    Desk(folder, Clock()).refresh()
    return folder


@pytest.fixture
def out(tmp_path, prepared):
    """The two runs, without a desk."""
    return shutil.copytree(prepared, tmp_path / "out", ignore=lambda *_: [".depesche"])


@pytest.fixture
def desk(out, prepared):
    """The desk of the two runs."""
    shutil.copytree(prepared / ".depesche", out / ".depesche")
    return Desk(out, Clock())
