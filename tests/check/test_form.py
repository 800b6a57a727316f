"""Coverage, repetition, language, quotes, modality, endings, likelihood, dates and units."""

import pytest

from pipeline.check.coverage import check_coverage
from pipeline.check.dates import check_dates
from pipeline.check.ending import check_ending
from pipeline.check.language import check_language
from pipeline.check.likelihood import check_likelihood
from pipeline.check.modality import check_modality
from pipeline.check.omission import Omission, omissions
from pipeline.check.quotes import check_quotes
from pipeline.check.repetition import check_repetition
from pipeline.check.units import check_units
from pipeline.models.engine import Hypothesis

LONG = "Die Gemeinde will im Sommer die alte Brücke am Mühlbach sperren und danach neu bauen."


NOTHING = Omission(-9.0, "")


def severities(findings):
    return [finding.severity for finding in findings]


@pytest.mark.parametrize(
    ("de", "en", "expected"),
    [
        (LONG, "In summer the village will close the old bridge at Mühlbach and rebuild it.", []),
        (LONG, "", ["error"]),
        (LONG, "The village will.", ["error"]),
        (LONG, "In summer the village will close the old bridge now.", ["error"]),
        (
            LONG,
            "In summer the village will close the old bridge at Mühlbach for good.",
            ["warning"],
        ),
        (LONG, LONG + " " + LONG, ["error"]),
        ("Ja.", "Yes.", []),
        ("Ja.", "Yes, and moreover the committee has decided otherwise in the end.", ["error"]),
        ("", "", []),
    ],
)
def test_coverage(de, en, expected):
    (omission,) = omissions([(de, en)])
    assert severities(check_coverage(de, en, omission)) == expected


@pytest.mark.parametrize(
    ("de", "en", "expected"),
    [
        ("Er sagt, er kommt.", "He says he comes.", []),
        ("Er lacht.", "He laughs, he laughs, he laughs, he laughs.", ["error"]),
        ("Er lacht laut.", "He is very very very very loud.", ["error"]),
        ("Kämpft! Kämpft! Kämpft! Kämpft!", "Fight! Fight! Fight! Fight!", []),
        (
            "Nach dem Start der Saison hofft er auf Punkte.",
            "After the start of the season he hopes for points after the start of the season.",
            ["error"],
        ),
        ("Das Haus steht.", "The the house stands.", ["warning"]),
        ("Immer wieder.", "Again and again.", []),
    ],
)
def test_repetition(de, en, expected):
    assert severities(check_repetition(de, en)) == expected


@pytest.mark.parametrize(
    ("de", "en", "expected"),
    [
        (LONG, "In summer the village will close the bridge.", []),
        (LONG, LONG, ["error"]),
        ("Regierung verliert Mehrheit", "Regierung verliert Mehrheit", ["error"]),
        ("Angela Merkel in Berlin", "Angela Merkel in Berlin", []),
        (LONG, "In summer the village will sperren und danach neu bauen.", ["error"]),
        (LONG, "The bridge wird closed.", ["warning"]),
        ("Er las „Der Spiegel und ich“.", "In bed she read “Der Spiegel und ich” to them.", []),
        ("Ursula von der Leyen kam.", "Ursula von der Leyen came.", []),
        ("Er kam.", "Он пришёл.", ["error"]),
        ("Die Zeitung „Правда“ schrieb es.", "The paper “Правда” wrote so.", []),
    ],
)
def test_language(de, en, expected):
    assert severities(check_language(de, en)) == expected


@pytest.mark.parametrize(
    ("de", "en", "expected"),
    [
        ("„Ja“, sagte er.", "“Yes,” he said.", []),
        ("„Ja“, sagte er.", "'Yes indeed,' he said.", []),
        ("„Ja“, sagte er.", "Yes, he said.", ["warning"]),
        ("Ja, sagte er.", "“Yes,” he said.", ["warning"]),
        ("„Ja“, sagte er.", "“Yes, he said.", ["warning"]),
        ("Das Brett ist 5 Zoll lang.", 'The board is 5" long.', []),
    ],
)
def test_quotes(de, en, expected):
    assert severities(check_quotes(de, en)) == expected


@pytest.mark.parametrize(
    ("de", "en", "expected"),
    [
        ("Es gebe Gründe für Vorsicht.", "There are reasons for caution.", ["warning"]),
        ("Es gebe Gründe für Vorsicht.", "There were reasons for caution, he said.", []),
        ("Laut Polizei brennt es.", "It burns.", ["warning"]),
        ("Es gibt Gründe.", "There are reasons.", []),
        ("Ich habe Gründe.", "I have reasons.", []),
    ],
)
def test_modality(de, en, expected):
    assert severities(check_modality(de, en)) == expected


@pytest.mark.parametrize(
    ("de", "en", "heading", "expected"),
    [
        ("Er kam.", "He came.", False, []),
        ("Er kam.", "He came", False, ["warning"]),
        ("Er kam.", "He came", True, []),
        ("Er kam und ging.", "He came and", False, ["error"]),
        ("Kommt er?", "He comes.", False, ["warning"]),
        ("„Er kam.“", "“He came.”", False, []),
    ],
)
def test_ending(de, en, heading, expected):
    assert severities(check_ending(de, en, NOTHING, heading=heading)) == expected


def test_an_unfinished_hypothesis_is_an_error():
    hypothesis = Hypothesis("He came.", -0.2, 4, finished=False)
    assert severities(check_ending("Er kam.", "He came.", NOTHING, hypothesis)) == ["error"]


def test_likelihood():
    assert check_likelihood(None) == []
    assert check_likelihood(Hypothesis("Yes.", -0.3, 2, finished=True)) == []
    assert severities(check_likelihood(Hypothesis("Yes.", -1.2, 2, finished=True))) == ["warning"]
    assert severities(check_likelihood(Hypothesis("Yes.", -3.0, 2, finished=True))) == ["error"]


@pytest.mark.parametrize(
    ("de", "en", "expected"),
    [
        ("Am Montag, dem 3. Oktober", "On Monday, October 3", []),
        ("Am Montagabend", "On Monday evening", []),
        ("Am Sonnabend", "On Saturday", []),
        ("Am 9.11.2022", "On November 9, 2022", []),
        ("Am 9. November 2022", "On 11/9/2022", []),
        ("Am Montag", "On Tuesday", ["error"]),
        ("Am 3. Oktober", "On 3 November", ["error"]),
        ("Am Montag", "Later", ["warning"]),
        ("Später", "In June", ["warning"]),
        ("Die Sonne scheint.", "The sun is shining. Sun.", []),
    ],
)
def test_dates(de, en, expected):
    assert severities(check_dates(de, en)) == expected


@pytest.mark.parametrize(
    ("de", "en", "expected"),
    [
        ("20 Prozent", "20 per cent", []),
        ("20 Prozent", "20 euros", ["warning"]),
        ("3,4 Mrd. Euro", "€3.4bn", []),
        ("drei Jahre", "three months", ["warning"]),
        ("5 Kilometer", "5 km", []),
        ("Prozent", "euros", []),
    ],
)
def test_units(de, en, expected):
    assert severities(check_units(de, en)) == expected
