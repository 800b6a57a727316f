from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.sources.kicker import split_kicker

PAIRS = [
    ("Stadtwerke-Bilanz", "Warum der Strom teurer wird"),
    ("Krieg am Musterfluss", "Präsident ordnet Rückzug an"),
    ("Kritik an Gastgeber Musterland", '"Ein Bild aus einer anderen Zeit"'),
    ("Leichte Kursgewinne", "Zu viel Hoffnung"),
    ("Geplante Schulreform", "Ministerin will Noten abschaffen"),
    ("Europäische Musterbehörde", "Lärm gefährdet Gesundheit"),
    ("Städtetag fordert Hilfe", "Kommunen warten auf Geld"),
    ("Höhere Steuern gefordert", "Rat verschiebt Entscheidung"),
    ("Fußball-Oberliga", "St. Muster dreht das Spiel"),
    ("Mustertal", "Nach langem Streit: Wieder Züge bis Musterstadt"),
    ("Folgen der Dürre", "Neue Brunnen für Musterstadt"),
    ("Streit um Radwege", "Gericht stoppt Umbau der Innenstadt"),
    ("Baden-Württemberg", "Landesweite Studie: Polizei macht mit"),
    ("Hamburg", "Hamburg Wasser erhöht Preise"),
    ("Sachsen-Anhalt, Sachsen, Thüringen", "Neuer Tarif füllt die Kassen"),
    ("Niedersachsen", "So wird das Wetter am Wochenende"),
]


@pytest.mark.parametrize(("kicker", "headline"), PAIRS)
def test_kicker_and_headline_are_told_apart(kicker, headline):
    assert split_kicker(f"{kicker} {headline}") == (kicker, headline)


def test_the_marks_of_a_liveblog_begin_the_headline():
    line = "Wahl im Musterland ++ Erste Ergebnisse am Abend ++"
    assert split_kicker(line) == ("Wahl im Musterland", "++ Erste Ergebnisse am Abend ++")


@pytest.mark.parametrize("line", ["", "Hochwasser", "alles klein geschrieben hier"])
def test_a_line_with_no_place_to_split_is_all_headline(line):
    assert split_kicker(line) == ("", line)


words = st.sampled_from(["Der", "Streit", "um", '"Ruhe"', "geht", "+", "3,", "weiter:", "Neue"])


@settings(deadline=None)  # the first example may load a model
@given(st.one_of(st.text(), st.lists(words).map(" ".join)))
def test_no_word_is_lost(line):
    kicker, headline = split_kicker(line)
    assert f"{kicker} {headline}".split() == line.split()
