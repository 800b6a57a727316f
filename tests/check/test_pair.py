import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.check.glossary import Term
from pipeline.check.pair import check_pair


def test_errors_come_first():
    findings = check_pair("„Am Montag kamen 20 Gäste.“", "On Monday 30 guests came")
    assert [f.severity for f in findings] == ["error", "warning", "warning"]
    assert findings[0].name == "numbers"


def test_a_copy_is_not_searched_for_finer_faults():
    de = "Am Montag kamen nicht alle zwanzig Gäste nach Köln."
    assert [finding.name for finding in check_pair(de, de)] == ["language"]


def test_missing_english_is_one_error():
    assert [f.name for f in check_pair("Am Montag kamen 20 Gäste nach Köln.", "")] == ["coverage"]


def test_terms_are_checked_where_there_are_any():
    terms = (Term("Ampel", ("coalition",)),)
    (finding,) = check_pair("Die Ampel streitet.", "The lamp quarrels.", terms=terms)
    assert finding.name == "glossary"


@given(st.text(), st.text())
def test_any_pair_can_be_checked(de, en):
    findings = check_pair(de, en)
    assert all(finding.detail and finding.name for finding in findings)


@pytest.mark.parametrize("piece", ["1", "1.", "1 ", "1,5 ", "a", "gab an ", "teilte mir "])
def test_a_page_of_one_thing_costs_no_square_of_its_length(piece):
    start = time.process_time()
    page = piece * (60_000 // len(piece))
    check_pair(page, "x")
    check_pair("Der Rat sei klug, sagte er.", page)
    assert time.process_time() - start < 10  # with a square it was a minute or more
