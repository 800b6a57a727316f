import pytest

from pipeline.check.negation import check_negation


@pytest.mark.parametrize(
    ("de", "en"),
    [
        ("Er kommt nicht.", "He is not coming."),
        ("Niemand kam.", "Nobody came."),
        ("Das ist nicht möglich.", "That is impossible."),
        ("Sie konnten sich nicht einigen.", "They failed to agree."),
        ("Er kam ohne Mantel.", "He had no coat."),
        ("Nicht nur Bonn, auch Köln.", "Not only Bonn but Cologne too."),
        ("Weder er noch sie kam.", "Neither he nor she came."),
        ("Er kommt.", "He is coming."),
    ],
)
def test_what_is_denied_in_both_passes(de, en):
    assert check_negation(de, en) == []


@pytest.mark.parametrize(
    ("de", "en", "severity"),
    [
        ("Er kommt nicht.", "He is coming.", "error"),
        ("Sie hat keine Zeit.", "She has a lot of time.", "error"),
        ("Er kommt.", "He isn't coming.", "warning"),
        ("Er kommt nicht, und sie hat nie Zeit.", "He is coming, and she never has.", "warning"),
        ("Nicht nur Bonn, sondern Köln verliert.", "Only Bonn but Cologne loses.", "warning"),
        ("Sie weigerte sich, denn er kommt nicht.", "She refused, as he comes.", "error"),
    ],
)
def test_lost_and_added_negations_are_found(de, en, severity):
    (finding,) = check_negation(de, en)
    assert (finding.name, finding.severity) == ("negation", severity)
