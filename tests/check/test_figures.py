"""The tables of docs/checks.md are what the code gives today, on planted errors."""

import re
from functools import cache
from pathlib import Path

import pytest

from pipeline.evaluate.checks import CheckReport, as_markdown, evaluate, halves
from pipeline.evaluate.translation import find_sets
from pipeline.translate.scoring import embedded_scorer

ROOT = Path(__file__).parents[2]
DEV = ROOT.parent / "shared" / "dev"
PAIRS = [
    tuple(line.split("\t"))
    for line in (ROOT / "tests/check/pairs.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
CUTS = ("clause cut", "sentence cut")
# What a figure may differ by from processor to processor: a network's sums are a little different,
# and int8 rounds otherwise.
NEAR, CLOSE = 0.003, 0.006


def own_pairs() -> dict[str, list[tuple[str, ...]]]:
    (news,) = find_sets(ROOT / "tests/data/translation")
    return {"own news": list(zip(news.german, news.reference, strict=True)), "own pairs": PAIRS}


def dev_pairs() -> dict[str, list[tuple[str, str]]]:
    flores, newstest = find_sets(DEV)
    seen, unseen = halves(newstest)
    return {
        "newstest2018, seen half": seen,
        "newstest2018, unseen half": unseen,
        "flores-dev": list(zip(flores.german, flores.reference, strict=True)),
    }


def without_a_model(sets) -> list[CheckReport]:
    return [evaluate(name, pairs) for name, pairs in sets.items()]


@cache
def by_evidence() -> list[CheckReport]:
    scorer = embedded_scorer()
    return [evaluate(name, pairs, scorer, CUTS) for name, pairs in dev_pairs().items()]


def evidence_table() -> str:
    lines = as_markdown(by_evidence()).splitlines(keepends=True)
    return "".join(line for line in lines if "alarms" not in line or "left out" in line)


def documented(name: str) -> str:
    page = (ROOT / "docs/checks.md").read_text(encoding="utf-8")
    return page.partition(f"<!-- {name} -->\n")[2].partition(f"<!-- /{name} -->")[0]


def recall(report: CheckReport, damage: str) -> float:
    return next(row.found for row in report.recall if row.damage == damage)


def alarms(report: CheckReport, checks: str) -> float:
    return next(row.share for row in report.false_alarms if row.checks.startswith(checks))


def test_the_table_of_own_pairs_is_that_of_the_page():
    shown, today = figures(documented("own")), figures(as_markdown(without_a_model(own_pairs())))
    assert len(today) == 2 * 17
    assert shown == pytest.approx(today, abs=NEAR)


@pytest.mark.skipif(not DEV.exists(), reason="needs ../shared/dev beside the clone")
def test_the_table_of_the_dev_sets_is_that_of_the_page_and_above_its_floors():
    reports = without_a_model(dev_pairs())
    shown, today = figures(documented("shared")), figures(as_markdown(reports))
    assert len(today) == 3 * 17
    assert shown == pytest.approx(today, abs=NEAR)
    for report in reports[:2]:
        assert recall(report, "number changed") >= 0.97
        assert recall(report, "name swapped") >= 0.90
        assert recall(report, "negation dropped or added") >= 0.85
        assert recall(report, "phrase repeated") >= 0.95
        assert recall(report, "left in German") >= 0.95
        assert recall(report, "sentence cut") >= 0.95
        assert recall(report, "clause cut") >= 0.85
        assert alarms(report, "numbers") <= 0.03
        assert alarms(report, "names") <= 0.03
        assert alarms(report, "negation") <= 0.03
        assert alarms(report, "left out") <= 0.01


def figures(table: str) -> list[float]:
    rows = "".join(table.splitlines()[2:])
    shares = re.findall(r"(?<=\| )\d\.\d{3}|\d+\.\d(?=%)", rows)
    return [float(share) if len(share) == 5 else float(share) / 100 for share in shares]


@pytest.mark.skipif(not DEV.exists(), reason="needs ../shared/dev beside the clone")
def test_the_table_of_what_a_model_adds_is_that_of_the_page_and_above_its_floors():
    shown, today = figures(documented("evidence")), figures(evidence_table())
    assert len(today) == 3 * 3
    assert shown == pytest.approx(today, abs=CLOSE)
    for report in by_evidence():
        assert recall(report, "clause cut") >= 0.95 - CLOSE
        assert recall(report, "sentence cut") >= 0.98
        assert alarms(report, "left out") <= 0.01


if __name__ == "__main__":  # python -m tests.check.test_figures: writes the tables into the page
    page = ROOT / "docs/checks.md"
    tables = {
        "own": as_markdown(without_a_model(own_pairs())),
        "shared": as_markdown(without_a_model(dev_pairs())),
        "evidence": evidence_table(),
    }
    for part, table in tables.items():
        text = page.read_text(encoding="utf-8")
        before, _, rest = text.partition(f"<!-- {part} -->\n")
        after = rest.partition(f"<!-- /{part} -->")[2]
        page.write_text(
            f"{before}<!-- {part} -->\n{table}<!-- /{part} -->{after}", encoding="utf-8"
        )
