import pytest

from pipeline.check.modality import check_modality
from pipeline.check.speaker import check_speaker
from pipeline.check.units import check_units


@pytest.mark.parametrize(
    ("de", "en", "found"),
    [
        ("„Wir bauen“, sagte Brandt.", "“We are building,” said Brandt.", False),
        ("„Wir bauen“, sagte Brandt.", "Brandt: “We are building.”", False),
        ("Laut Polizei war es laut.", "According to the police it was loud.", False),
        ("„Wir bauen“, so die Ministerin.", "“We are building.”", True),
        ("„Wir bauen“, sagte Brandt.", "“We are building.”", True),
        ("Laut Polizei war es laut.", "It was loud.", True),
        ("Das Haus ist laut.", "The house is loud.", False),
        ("Kern sagte, er habe es gefunden.", "He had found it.", True),
        ("Kern sagte, dass man es zeigen werde.", "It will be shown.", True),
        ("Kern gab an, er habe es gezeigt.", "He showed it.", True),
        (
            "Es gibt Grund zu der Annahme, dass er steigt.",
            "There is reason to fear a flood.",
            False,
        ),
        ("Es gibt zu wenig Personal, dass alle kommen.", "There is too little staff.", False),
        ("Es gab Hinweise an der Wand, dass er da war.", "There were hints on the wall.", False),
        ("Kern sagte, er habe es gefunden.", "Kern said that he had found it.", False),
        ("„Ja“, sagte Kern.", "“Yes,” Kern put it.", False),
    ],
)
def test_a_lost_speaker_is_found(de, en, found):
    assert bool(check_speaker(de, en)) is found


@pytest.mark.parametrize(
    ("de", "en", "found"),
    [
        ("Es kostet 20 Euro und wiegt 3 Kilo.", "It costs €20 and weighs 3 kilos.", False),
        ("Sie ist 26 Jahre alt.", "She is 26.", False),
        ("20 Prozent kamen nach 3 Jahren.", "20 per cent came after three years.", False),
        ("20 Prozent, dann 30 Prozent.", "20 euros, then 30 per cent.", True),
        ("Seit 2014, also 9 Jahre lang.", "Since 2014, for 9 months.", True),
        ("Das kostet 5 Euro und 6 Dollar.", "It costs $5 and $6.", True),
        ("Ein 15-prozentiger Rückgang auf 30 Euro.", "A fall by 15 euros to €30.", True),
        ("Zwischen 8 und 27 Prozent, also 30 Euro.", "Between €8 and 27%, that is €30.", True),
        ("Es gibt $ 300 und USD 40, nicht 5 Euro.", "There is €300 and $40, not €5.", True),
        ("Der Schaden liegt bei 40.000 EUR, gut 5 Prozent.", "It is $40,000, some 5%.", True),
        ("Es fuhr 90 Stundenkilometer, 5 km lang.", "It went 90 hours, for 5 km.", True),
        ("Die 97-Jährige wartete 3 Jahre.", "The 97-month-old waited for 3 years.", True),
        ("Der Dollar kostet 0,88 (0,89) Euro.", "The dollar costs $0.88 (€0.89).", True),
        ("Im 25. der 30 Lebensjahre.", "In the 25th of 30 months of life.", True),
        ("37 % über 50 Jahre (17 % vor 3 Jahren).", "37% over 50 (17% 3 years ago).", False),
        ("18 % über 65 Jahre, 20 % bis 29 Jahre.", "18% over 65 and 20% up to 29 years.", False),
        ("Sie ist acht Jahre alt.", "She is just eight.", False),
        ("Er ist acht Jahre alt.", "He is just a child.", True),
    ],
)
def test_a_number_that_counts_something_else_is_found(de, en, found):
    assert bool(check_units(de, en)) is found


@pytest.mark.parametrize(
    ("de", "en", "found"),
    [
        ("„Wir bauen, sie sagen nichts“, sagte er.", "“We are building, they say nothing.”", True),
        ("Wir bauen“, sagte Brandt.", "We are building,” said Brandt.", False),
        ("„Wir bauen“, sagte Brandt.", "“We are building,” Brandt", True),
    ],
)
def test_what_is_quoted_does_not_say_who_speaks(de, en, found):
    assert bool(check_speaker(de, en)) is found


@pytest.mark.parametrize(
    ("de", "en", "found"),
    [
        ("Der mutmaßliche Täter floh.", "The alleged perpetrator fled.", False),
        ("Der mutmaßliche Täter floh.", "The perpetrator fled.", True),
        ("Er war vermutlich betrunken.", "He was drunk.", True),
        ("Er war vermutlich betrunken.", "He may have been drunk.", False),
        ("Er war laut Polizei vermutlich betrunken.", "Police said that he was drunk.", True),
        ("Die Täter flohen angeblich, so die Polizei.", "The perpetrators fled, police say.", True),
        (
            "Die Täter sollen angeblich geflohen sein.",
            "The perpetrators are said to have fled.",
            False,
        ),
        ("Das wird wahrscheinlich scheitern.", "That will fail.", True),
        ("Das dürfte ein Rekord sein.", "That is a record.", True),
        ("Das dürfte ein Rekord sein.", "That is likely to be a record.", False),
        ("Der Streik könnte bald enden.", "The strike is ending soon.", True),
        ("Der Streik könnte bald enden.", "The strike couldn't last.", False),
        ("Sie hat offenbar gewonnen.", "It seems that she has won.", False),
        ("Sie hat offenbar gewonnen.", "She said that she has won.", True),
    ],
)
def test_a_lost_doubt_is_found(de, en, found):
    assert bool(check_modality(de, en)) is found
