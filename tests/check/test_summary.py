import pytest

from pipeline.check.summary import check_summary

EVIDENCE = [
    "Bürgermeisterin Helga Brandt sagte am Montag, die Brücke in Neustadt koste 3,4 Mio. Euro.",
    "Der Gemeinderat stimmte mit 12 gegen 7 Stimmen zu.",
]


def names(findings):
    return [(finding.name, finding.severity) for finding in findings]


@pytest.mark.parametrize(
    "sentence",
    [
        EVIDENCE[0],
        "Die Brücke in Neustadt kostet laut Brandt 3,4 Millionen Euro.",
        "Helga Brandts Gemeinderat stimmte zu, 12 Stimmen zu sieben.",
    ],
)
def test_what_stands_in_the_evidence_passes(sentence):
    assert check_summary(sentence, EVIDENCE) == ()


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Die Brücke in Neustadt kostet 4,3 Mio. Euro.", "numbers"),
        ("Die Brücke in Altenburg kostet 3,4 Mio. Euro.", "names"),
        ("Der Gemeinderat stimmte am Dienstag zu, sagte Helga Brandt.", "dates"),
        ("Frau Richter sagte, die Brücke in Neustadt koste 3,4 Mio. Euro.", "names"),
    ],
)
def test_what_is_made_up_is_an_error(sentence, name):
    assert (name, "error") in names(check_summary(sentence, EVIDENCE))


def test_a_sentence_needs_evidence():
    assert names(check_summary("Es regnet.", [])) == [("evidence", "error")]


def test_little_support_is_a_warning_and_none_an_error():
    findings = check_summary("Die Brücke in Neustadt bleibt vielleicht noch gesperrt.", EVIDENCE)
    assert ("support", "warning") in names(findings)
    findings = check_summary("Morgen regnet es vielleicht wieder überall stark.", EVIDENCE)
    assert ("support", "error") in names(findings)


def test_english_summaries_of_english_evidence():
    evidence = ["Mayor Helga Brandt said the bridge costs 3.4 million euros."]
    assert check_summary("The bridge costs 3.4 million euros.", evidence, language="en") == ()
    findings = check_summary("The bridge in Altenburg costs 4m euros.", evidence, language="en")
    assert {"numbers", "names"} <= {finding.name for finding in findings}
