import pytest

from pipeline.check.protected import (
    check_protected,
    foreign_names,
    protected_terms,
    without_protected,
)

TERMS = [
    "redaktion@beispiel.de",
    "https://www.beispiel.de/a?b=1&c=2",
    "www.beispiel.de",
    "DE89 3704 0044 0532 0130 00",
    "#Tatort",
    "@polizei_bonn",
    "beispiel.de/spenden",
]


@pytest.mark.parametrize("term", TERMS)
def test_a_changed_term_is_an_error(term):
    de = f"Mehr dazu: {term}."
    assert protected_terms(de) == (term,)
    assert check_protected(de, f"More: {term}.") == []
    (finding,) = check_protected(de, f"More: {term[:-2]}x{term[-1]}.")
    assert finding.severity == "error"
    assert term in finding.detail


def test_plain_text_has_no_protected_terms():
    assert (
        protected_terms("Platz #1, 20 % mehr @ 3 Euro, z.B. in Bonn/Köln. Az. 5 L 3799/24.F") == ()
    )


def test_their_digits_are_no_numbers():
    assert "2024" not in without_protected("siehe https://beispiel.de/2024/17 dort")


@pytest.mark.parametrize("name", ["Łódź", "Şükrü", "Çalhanoğlu", "Bērziņš"])
def test_a_name_in_foreign_letters_must_come_out(name):
    de = f"Am Montag sprach {name} in Köln."
    assert foreign_names(de) == (name,)
    assert check_protected(de, f"{name} spoke in Cologne on Monday.") == []
    (finding,) = check_protected(de, "Söükrü spoke in Cologne on Monday.")
    assert finding.severity == "error"
    assert name in finding.detail


@pytest.mark.parametrize(
    ("de", "en"),
    [
        ("Er war in Łódź.", "He was in Lodz."),
        ("Šefčovičs Pläne", "Šefčovič's plans"),
        ("Beşiktaş gewann.", "Besiktas won."),
        ("Die ČTÚ und 5 Kč", "The office and 5 crowns"),
        ("Die Beneš-Dekrete", "The decrees"),
        ("Björk, Citroën, André", "Bjork"),
    ],
)
def test_a_name_may_lose_its_marks_and_acronyms_have_english_of_their_own(de, en):
    assert check_protected(de, en) == []
