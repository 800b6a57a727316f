import pytest

from pipeline.check.places import missing_places
from pipeline.check.protected import check_protected


@pytest.mark.parametrize(
    ("de", "en", "expected"),
    [
        ("In Küssnacht brannte ein Haus.", "A house burned in a kiss night.", ["Küssnacht"]),
        ("In Küssnacht brannte ein Haus.", "A house burned in Küssnacht.", []),
        ("In Küssnacht brannte ein Haus.", "A house burned in Kuessnacht.", []),
        ("Er kommt aus Viernheim.", "He is from Fournheim.", ["Viernheim"]),
        ("„Er kommt aus Viernheim.“", "“He is from Fournheim.”", ["Viernheim"]),
        ("Er fuhr nach Nürnberg und Straßburg.", "He went to Nuremberg and Strasbourg.", []),
        ("Es begann kurz nach Mitternacht.", "It began shortly after midnight.", []),
        ("Sie kamen aus Übersee.", "They came from overseas.", []),
        ("Die Küssnacht war lang.", "The kiss night was long.", []),
        ("Brand in Küssnacht", "Fire in kiss night", []),
        ("Sie lebt in Alten- und Pflegeheimen.", "She lives in homes for the old.", []),
        ("Er war aus Viernheim und in Viernheim.", "He was from Fournheim.", ["Viernheim"]),
        ("Bis Sonntagnacht brannte es.", "It burned until Sunday night.", []),
        ("Der Bund saniert den Bau von Autobahnbrücken.", "It pays for motorway bridges.", []),
        ("Sie wachsen in Mischwald.", "They grow in mixed forest.", []),
        ("Er lebt in Altenheim und Asylheim.", "He lives in homes.", []),
        ("Die Wahl in Laibach verlief ruhig.", "The election in Ljubljana was calm.", []),
        ("", "", []),
    ],
)
def test_a_place_made_of_words_must_be_spelt(de, en, expected):
    assert missing_places(de, en) == expected


def test_it_is_an_error_that_is_repaired_by_prescribing_the_name():
    [finding] = check_protected("Er lebt in Küssnacht.", "He lives in a kiss night.")
    assert (finding.name, finding.severity) == ("protected", "error")
    assert "Küssnacht" in finding.detail
