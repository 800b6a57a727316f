import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.check.names import check_names, is_spelt
from pipeline.check.words import words


@pytest.mark.parametrize(
    ("de", "en"),
    [
        ("In Köln und München regnet es.", "It is raining in Cologne and Munich."),
        ("Die deutsche Regierung schweigt.", "The German government is silent."),
        ("Selenskyj sprach in Kiew.", "Zelensky spoke in Kyiv."),
        ("Der EuGH urteilt über die UNO.", "The ECJ rules on the UN."),
        ("Merkels Nachfolger Scholz kam.", "Merkel's successor Scholz came."),
        ("Die Niederlande und Österreich zahlen.", "The Netherlands and Austria pay."),
        ("Der Bundestag tagt am Montag.", "The Bundestag meets on Monday."),
        ("Das Wetter wird besser.", "The weather is getting better."),
        ("Tschechows Stück läuft in Wien.", "Chekhov's play is on in Vienna."),
        ("Das Verfassungsgericht urteilte.", "The Federal Constitutional Court ruled."),
    ],
)
def test_good_translations_pass(de, en):
    assert check_names(de, en) == []


@pytest.mark.parametrize(
    ("de", "en", "severity"),
    [
        ("Gestern sprach Helga Brandt in Bonn.", "Helga Weber spoke in Bonn.", "warning"),
        ("Das Treffen war in Köln.", "The meeting was in Madrid.", "error"),
        ("Das sagte die Ministerin.", "The minister told Reuters that.", "warning"),
        ("Frankreich stimmte zu.", "They agreed.", "warning"),
    ],
)
def test_exchanged_added_and_lost_names_are_found(de, en, severity):
    (finding,) = check_names(de, en)
    assert finding.severity == severity


@pytest.mark.parametrize(
    ("german", "english"),
    [
        ("Selenskyj", "Zelensky"),
        ("Tschechow", "Chekhov"),
        ("Schoigu", "Shoigu"),
        ("Lwiw", "Lviv"),
        ("Müller", "Mueller"),
        ("Hisbollah", "Hezbollah"),
    ],
)
def test_spellings_of_one_name_are_alike(german, english):
    assert is_spelt(german, f"Then {english} came.", fuzzy=True)


@given(st.text())
def test_every_text_spells_its_own_words(text):
    for word in words(text):
        assert is_spelt(word.text, text, fuzzy=False)
