from random import Random

import pytest

from pipeline.evaluate.checks import as_markdown, evaluate
from pipeline.evaluate.damage import DAMAGES

DE = (
    "„Wir werden bis Montag 25 Prozent der Stellen in Köln nicht streichen, weil der Umsatz"
    " steigt“, sagte Sprecherin Hedwig Brandt, die laut Behörde im Amt bleiben werde."
)
EN = (
    '"By Monday we will not cut 25 per cent of the jobs in Cologne because revenue is rising," said'
    " spokeswoman Hedwig Brandt, who would remain in office according to the authority."
)


@pytest.mark.parametrize("name", DAMAGES)
def test_each_damage_changes_the_english_and_nothing_if_there_is_nothing_to_change(name):
    damaged = DAMAGES[name](DE, EN, Random(1))
    assert damaged
    assert damaged != EN
    assert DAMAGES[name]("Ja.", "Yes.", Random(1)) is None


def test_the_same_seed_gives_the_same_damage():
    for damage in DAMAGES.values():
        assert damage(DE, EN, Random(7)) == damage(DE, EN, Random(7))


def test_a_report_counts_only_pairs_that_could_be_damaged():
    report = evaluate("two", [(DE, EN), ("Ja.", "Yes.")])
    assert [row.pairs for row in report.recall] == [1] * len(DAMAGES)
    alarms = {row.checks: row.pairs for row in report.false_alarms}
    assert alarms["numbers, of lines with digits"] == 1
    assert alarms["any check"] == 2


def test_a_good_pair_that_is_objected_to_is_a_false_alarm():
    report = evaluate("bad", [("Es kamen 20 Gäste.", "There came 30 guests.")])
    assert report.false_alarms[0].share == 1.0


def test_the_table_has_a_line_for_each_damage_and_a_column_for_each_set():
    lines = as_markdown([evaluate("one", [(DE, EN)])] * 2).splitlines()
    assert lines[0] == "|  | one (1) | one (1) |"
    assert [line.split(" | ")[0] for line in lines[2 : 2 + len(DAMAGES)]] == [
        f"| {name}" for name in DAMAGES
    ]
