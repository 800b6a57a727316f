import pytest

from pipeline.check.glossary import Term, check_glossary, left_in_german, read_glossary
from pipeline.errors import UsageError

TERMS = (
    Term("Ampel", ("traffic-light coalition", "coalition")),
    Term("Mittelstand", ("Mittelstand",)),
    Term("Europäische Kommission", ("European Commission",)),
    Term("AG", ("plc",), exact=True),
)


@pytest.mark.parametrize(
    ("de", "en"),
    [
        ("Die Ampel streitet.", "The coalition is quarrelling."),
        ("Die Ampel streitet.", "Traffic light coalitions quarrel."),
        ("Dem Mittelstand hilft es.", "It helps the Mittelstand."),
        ("Der Europäischen Kommission fehlt Geld.", "The European Commission's money is short."),
        ("Am Ampelmast hing es.", "It hung on the pole."),
        ("ag", "association"),
    ],
)
def test_terms_in_all_their_forms_pass(de, en):
    assert check_glossary(de, en, TERMS) == []


def test_another_word_is_a_warning_that_names_the_term():
    (finding,) = check_glossary("Die Ampeln streiten.", "The lamps quarrel.", TERMS)
    assert finding.severity == "warning"
    assert "traffic-light coalition or coalition" in finding.detail


def test_a_file_is_read(tmp_path):
    path = tmp_path / "glossary.tsv"
    path.write_text("# house style\nAmpel\tcoalition|traffic light\texact\tsince 2021\n\nTafel\n")
    assert read_glossary(path) == (
        Term("Ampel", ("coalition", "traffic light"), exact=True, comment="since 2021"),
        Term("Tafel", ("Tafel",)),
    )


@pytest.mark.parametrize("line", ["\tcoalition", "Ampel\tcoalition\tsometimes"])
def test_a_bad_line_is_named(tmp_path, line):
    path = tmp_path / "glossary.tsv"
    path.write_text(line)
    with pytest.raises(UsageError, match="line 1"):
        read_glossary(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(UsageError, match=r"nowhere\.tsv"):
        read_glossary(tmp_path / "nowhere.tsv")


def test_german_that_was_left_is_counted_unless_it_is_the_term_itself():
    assert left_in_german("The Ampel and the lamps", TERMS) == 1
    assert left_in_german("The Mittelstand", TERMS) == 0
