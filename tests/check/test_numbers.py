import pytest

from pipeline.check.numbers import check_numbers

GOOD = [
    ("Der Umsatz stieg um 3,4 Prozent auf 1.500 Euro.", "Revenue rose 3.4 per cent to €1,500."),
    ("Das kostet 3,4 Mrd. Euro.", "That costs 3.4 billion euros."),
    ("Die Sitzung endete um 21.30 Uhr.", "The session ended at 9:30 p.m."),
    ("Beide Seiten stimmten zu.", "The two sides agreed."),
    ("Zwei Drittel stimmten zu.", "Two-thirds agreed."),
    ("Die beiden gewannen 3:1.", "The two won 3-1."),
    ("Sie ist Tabellendritte.", "She is third in the table."),
    ("Das dauert ein halbes Jahr.", "That takes six months."),
    ("In den 90er-Jahren war das so.", "In the 1990s that was so."),
    ("Ein Dutzend Leute kam.", "A dozen people came."),
    ("Mehr steht auf www.beispiel.de/2024/17.", "See www.beispiel.de/2024/17 for more."),
    ("Er spielt bei „Seven Nine“.", "He plays in “Seven Nine”."),
    ("Das Urteil (Az. 7 K 418/26) liegt vor.", "The ruling (case no. 7 K 418/26) is there."),
    ("Die Nummer lautet 0800/6888000.", "The number is 0800/688 8000."),
    ("Sie siegte 4:0 (12,5,4,4).", "She won 4-0 (12,5,4,4)."),
    ("Sie bewachen das Tor rund um die Uhr.", "They guard the gate 24/7."),
    ("Der Hund saß in 15 Meter Höhe fest.", "The dog was stuck 50ft up."),
    ("Der Kürbis wiegt 921 Kilo.", "The pumpkin weighs 2,032 pounds."),
    ("Der Zug fährt um 6:00 Uhr.", "The train leaves at 6:00 a.m."),
    ("Das Spiel beginnt um 8 Uhr abends.", "The match starts at 8 p.m."),
    ("Es beginnt um 19. Uhr.", "It begins at 7 p.m."),
    ("Beginn ist um 11, 13 und 15 Uhr.", "It starts at 11 a.m., 1:00 p.m. and 3:00 p.m."),
    ("Sie rief um drei Uhr morgens an.", "She rang at 3am."),
    ("Das kostet Hunderte Millionen.", "It costs a fortune."),
    ("Die Mittfünfzigerin lachte.", "The woman in her fifties laughed."),
    ("Es kostet 3 Millionen bzw. 5 Millionen.", "It costs three million and five million."),
    ("Ein Umsatz von 360 $ Millionen.", "Revenue of $360 million."),
    ("Das war im 18. und 19. Jahrhundert so.", "It was so in the 1700s and the 1800s."),
    ("In Kategorie II ist es anders.", "It is different in category 2."),
    ("Ludwig der Vierzehnte regierte.", "Louis XIV reigned."),
    ("Um halb sieben Uhr kam er.", "He came at half past six."),
    ("Um halb elf war Schluss.", "It was over at 10:30."),
    ("Um zwanzig vor neun beginnt es.", "It starts at 8:40."),
    ("Es ist fünf vor zwölf.", "It is five to twelve."),
    ("Bei 9 Grad am Start lief er.", "He ran at 48 degrees at the start."),
    ("Nach 30 Kilometern stieg er aus.", "He dropped out after about 18 ½ miles."),
    ("Das Haus ist 2.300 m2 groß.", "It is a 24,943-square-foot house."),
    ("Das siebtschnellste Ergebnis.", "The seventh-fastest result."),
    ("Die Casa C-295M flog.", "The Casa C-295M flew."),
    ("Er ist 280.000 km weit.", "It is 175,000 miles (280,000 km) wide."),
    ("Eine Meile hat 1,6 Kilometer.", "A mile has 1600 meters."),
    ("Das Coronavirus verbreitet sich.", "COVID-19 is spreading."),
    ("Die Wahl von 1927 war frei.", "The 1927 local election was free."),
]


@pytest.mark.parametrize(("de", "en"), GOOD)
def test_good_translations_pass(de, en):
    assert check_numbers(de, en) == []


@pytest.mark.parametrize(
    ("de", "en", "severity", "words"),
    [
        ("3,4 Mrd. Euro", "3.4 million euros", "error", "3,4 Mrd.", ),
        ("455.000 Vorbestellungen", "45,000 orders", "error", "455.000"),
        ("um 20.30 Uhr", "at 8.30 a.m.", "error", "20.30 Uhr"),
        ("7.380 Euro", "7.380 euros", "error", "7.380"),
        ("um 6:00 Uhr", "at 6:00 p.m.", "error", "6:00 p.m."),
        ("Rufen Sie 06181/100123 an", "Call 06181/100 124", "error", "100123"),
        ("Die Strecke HS2 wird gebaut", "The HS4 line is built", "error", "HS2"),
        ("in den 1990er Jahren", "in the 1590s", "error", "1590s"),
        ("12,500 Prozent", "12,500 per cent", "error", "12,500"),
        ("in 15 Meter Höhe", "80ft up", "error", "80"),
        ("in Kategorie II", "in category 3", "warning", "3"),
        ("um halb elf", "at 9:30", "warning", "halb elf"),
        ("vor zwanzig Jahren", "ten years ago", "warning", "zwanzig"),
        ("bei 25 Grad", "at 85 degrees", "error", "85"),
        ("im 19. Jahrhundert", "in the 1700s", "error", "19"),
        ("seit 2014", "for years", "warning", "2014"),
        ("seit Jahren", "since 2014", "warning", "2014"),
        ("sieben Profis", "nine players", "warning", "nine"),
    ],
)  # fmt: skip
def test_changed_numbers_are_found(de, en, severity, words):
    finding = check_numbers(de, en)[0]
    assert finding.severity == severity
    assert words in finding.detail


def test_a_score_is_one_finding():
    findings = check_numbers("Sie gewannen 4:2.", "They won 5-3.")
    assert len(findings) == 2  # one that is missing, one besides
    assert "4:2 has no counterpart" in findings[0].detail
