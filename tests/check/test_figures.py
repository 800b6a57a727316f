"""The tables of docs/checks.md are what the code gives today, on planted errors."""

from pathlib import Path

import pytest

from pipeline.evaluate.checks import CheckReport, as_markdown, evaluate, halves
from pipeline.evaluate.translation import find_sets

ROOT = Path(__file__).parents[2]
DEV = ROOT.parent / "shared" / "dev"
PAIRS = [
    tuple(line.split("\t"))
    for line in (ROOT / "tests/check/pairs.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def own() -> list[CheckReport]:
    (news,) = find_sets(ROOT / "tests/data/translation")
    pairs = list(zip(news.german, news.reference, strict=True))
    return [evaluate("own news", pairs), evaluate("own pairs", PAIRS)]


def shared() -> list[CheckReport]:
    flores, newstest = find_sets(DEV)
    seen, unseen = halves(newstest)
    return [
        evaluate("newstest2018, seen half", seen),
        evaluate("newstest2018, unseen half", unseen),
        evaluate("flores-dev", list(zip(flores.german, flores.reference, strict=True))),
    ]


def documented(name: str) -> str:
    page = (ROOT / "docs/checks.md").read_text(encoding="utf-8")
    return page.partition(f"<!-- {name} -->\n")[2].partition(f"<!-- /{name} -->")[0]


def recall(report: CheckReport, damage: str) -> float:
    return next(row.found for row in report.recall if row.damage == damage)


def alarms(report: CheckReport, checks: str) -> float:
    return next(row.share for row in report.false_alarms if row.checks.startswith(checks))


def test_the_table_of_own_pairs_is_that_of_the_page():
    assert documented("own") == as_markdown(own())


@pytest.mark.skipif(not DEV.exists(), reason="needs ../shared/dev beside the clone")
def test_the_table_of_the_dev_sets_is_that_of_the_page_and_above_its_floors():
    reports = shared()
    assert documented("shared") == as_markdown(reports)
    for report in reports[:2]:
        assert recall(report, "number changed") >= 0.97
        assert recall(report, "name swapped") >= 0.90
        assert recall(report, "negation dropped or added") >= 0.85
        assert recall(report, "phrase repeated") >= 0.95
        assert recall(report, "left in German") >= 0.95
        assert recall(report, "sentence cut") >= 0.95
        assert recall(report, "clause cut") >= 0.78
        assert alarms(report, "numbers") <= 0.03
        assert alarms(report, "names") <= 0.03
        assert alarms(report, "negation") <= 0.03
        assert alarms(report, "left out") <= 0.01


if __name__ == "__main__":  # python -m tests.check.test_figures: writes the tables into the page
    page = ROOT / "docs/checks.md"
    for part, reports in (("own", own()), ("shared", shared())):
        text = page.read_text(encoding="utf-8")
        before, _, rest = text.partition(f"<!-- {part} -->\n")
        after = rest.partition(f"<!-- /{part} -->")[2]
        table = as_markdown(reports)
        page.write_text(
            f"{before}<!-- {part} -->\n{table}<!-- /{part} -->{after}", encoding="utf-8"
        )
