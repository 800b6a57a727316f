import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.check import numerals_de, numerals_en


def required(mentions):
    return [m.readings for m in mentions if m.required]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.500 Menschen", 1500),
        ("3,4 Prozent", 3.4),
        ("11 059,50 Punkte", 11059.5),
        ("98’767 Franken", 98767),
        ("3,4 Mrd. Euro", 3.4e9),
        ("2 Mio. Euro", 2e6),
        ("12 Milliarden Euro", 12e9),
        ("dreiundzwanzig Gäste", 23),
        ("zweihundertfünfzig Gäste", 250),
        ("zwölftausend Gäste", 12000),
        ("zwei Drittel der Sitze", 0.666667),
        ("anderthalb Jahre", 1.5),
        ("zweieinhalb Millionen Euro", 2.5e6),
        ("eine halbe Million Euro", 500_000),
        ("am 3. Oktober", 3),
        ("der dritte Mann", 3),
        ("ein 28-jähriger Mann", 28),
        ("ein dreitägiges Fest", 3),
        ("2½ Stunden", 2.5),
        ("die 90er-Jahre", 1990),
    ],
)
def test_german_forms(text, value):
    assert any(value in readings for readings in required(numerals_de.read(text)))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,500 people", 1500),
        ("3.4 per cent", 3.4),
        ("11,059.50 points", 11059.5),
        ("€3.4bn", 3.4e9),
        ("twenty-three guests", 23),
        ("two hundred and fifty guests", 250),
        ("two hundred and fifty thousand guests", 250_000),
        ("two-thirds of the seats", 0.666667),
        ("one and a half years", 1.5),
        ("two and a half million euros", 2.5e6),
        ("half a million euros", 500_000),
        ("the 3rd of October", 3),
        ("the third man", 3),
        ("the 1990s", 1990),
        ("the nineties", 1990),
        ("the twenty-first century", 21),
    ],
)
def test_english_forms(text, value):
    assert any(value in readings for readings in required(numerals_en.read(text)))


@pytest.mark.parametrize(
    ("german", "english"),
    [
        ("um 21.30 Uhr", "at 9:30 p.m."),
        ("um 20 Uhr", "at 8pm"),
        ("um 9 Uhr", "at nine"),
        ("um 0 Uhr", "at midnight"),
        ("von 10 bis 15 Uhr", "from 10 a.m. to 3 p.m."),
        ("am 9.11.2022", "on November 9, 2022"),
        ("um 14.00", "at 2 p.m."),
        ("am 11. September", "on 9/11"),
        ("den Notruf wählen", "to dial 911"),
        ("Dreiviertel", "three-quarters"),
        ("2019/20", "2019-2020"),
        ("3:1", "3-1"),
        ("10 bis 15 Millionen", "10 million to 15 million"),
    ],
)
def test_forms_that_only_mean_the_same(german, english):
    others = numerals_en.read(english)
    for mention in numerals_de.read(german):
        assert any(mention.matches(other) for other in others), mention


def test_morning_is_not_evening():
    evening = numerals_de.read("um 21.30 Uhr")[0]
    assert not evening.matches(numerals_en.read("at 9:30 a.m.")[0])


def test_articles_and_team_names_call_for_nothing():
    assert not required(numerals_de.read("Ein Spieler der deutschen Elf nahm sich in Acht"))
    assert not required(numerals_en.read("One of both players had a second chance"))


@given(st.integers(2, 999_999))
def test_written_out_german_numbers_come_back(number):
    assert numerals_de.cardinal(_spell(number)) == number


def _spell(number: int) -> str:
    units = "ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn"
    names = ["", *f"{units} fünfzehn sechzehn siebzehn achtzehn neunzehn".split()]
    tens = ["", "", "zwanzig", "dreißig", "vierzig", "fünfzig"]
    tens += ["sechzig", "siebzig", "achtzig", "neunzig"]
    if number >= 1000:
        return _spell(number // 1000) + "tausend" + _spell(number % 1000)
    if number >= 100:
        return _spell(number // 100) + "hundert" + _spell(number % 100)
    if number < 20:
        return names[number]
    unit = names[number % 10]
    return (f"{unit}und" if unit else "") + tens[number // 10]


@given(st.integers(0, 10**12), st.integers(0, 99))
def test_digits_mean_the_same_in_both_notations(whole, cents):
    english = f"{whole:,}.{cents:02}"
    german = english.replace(",", " ").replace(".", ",").replace(" ", ".")
    assert numerals_de.read(german)[0].matches(numerals_en.read(english)[0])


@given(st.text())
def test_any_text_can_be_read(text):
    for mention in (*numerals_de.read(text), *numerals_en.read(text)):
        assert 0 <= mention.start < mention.end <= len(text)
