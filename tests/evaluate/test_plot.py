from dataclasses import dataclass

import pytest

from pipeline.errors import UsageError
from pipeline.evaluate.plot import plot_report
from pipeline.evaluate.translation import Score, TranslationReport

SCORES = [Score("news", "depesche", 9, 30.0, 55.5), Score("news", "google", 9, 40.0, 66.0)]
REPORT = TranslationReport(SCORES, "bleu", "chrf")


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_a_report_is_drawn(tmp_path, ending):
    target = tmp_path / f"scores.{ending}"
    plot_report(REPORT, target)
    assert target.stat().st_size > 1000


def test_every_row_and_measure_is_in_the_picture(tmp_path):
    target = tmp_path / "scores.svg"
    plot_report(REPORT, target)
    drawn = target.read_text()
    for word in ("news depesche", "news google", "bleu", "chrf"):
        assert f"<!-- {word} -->" in drawn
    assert "<!-- comet -->" not in drawn


def test_other_endings_are_refused(tmp_path):
    with pytest.raises(UsageError, match=r"scores\.txt"):
        plot_report(REPORT, tmp_path / "scores.txt")


def test_a_report_without_numbers_is_refused(tmp_path):
    @dataclass
    class Words:
        name: str

    with pytest.raises(UsageError, match="no numbers"):
        plot_report(Words("x"), tmp_path / "x.png")
