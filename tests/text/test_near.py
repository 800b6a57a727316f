import random
import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.text.near import NearDuplicates, first_alike, shingles, sketch

AGENCY = """
Der Gemeinderat von Ostbevern hat am Dienstagabend den Neubau der Wilsebrücke beschlossen. Das
Bauwerk aus dem Jahr 1931 ist seit dem Hochwasser im Sommer für Lastwagen gesperrt, die Umleitung
führt über zwei Dörfer. Nach Angaben von Bürgermeisterin Hanna Tewes kostet der Neubau 4,2 Millionen
Euro, von denen das Land gut die Hälfte trägt. Die Arbeiten sollen im März beginnen und bis zum
Herbst 2027 dauern. Gegen den Beschluss stimmten drei Abgeordnete der Freien Wähler. Sie hatten eine
Sanierung gefordert, die nach einem Gutachten der Hochschule halb so teuer gewesen wäre. Der
Bauausschuss verwies dagegen auf die kurze Lebensdauer einer solchen Lösung. Anwohner hatten im
Oktober mehr als tausend Unterschriften für eine schnelle Entscheidung übergeben.
"""
OTHER = """
Zum Beginn der Heizperiode hat die Verbraucherzentrale vor überhöhten Abschlägen gewarnt. Viele
Versorger verlangten von ihren Kunden deutlich mehr, als der Verbrauch des Vorjahres erwarten lasse,
sagte eine Sprecherin in Hannover. Betroffene sollten die Berechnung schriftlich anfordern und
notfalls Widerspruch einlegen. Die Branche wies den Vorwurf zurück: Die Abschläge folgten den
Preisen an der Börse, hieß es beim Verband. Im Frühjahr will das Ministerium neue Regeln vorlegen.
"""


def test_a_copy_with_another_top_and_end_is_found():
    near = NearDuplicates()
    assert near.match("a", sketch(AGENCY)) is None
    assert near.match("b", sketch(OTHER)) is None
    copy = "Ostbevern (dpa/lnw) - " + AGENCY.strip() + " Mehr aus der Region lesen Sie morgen."
    assert near.match("c", sketch(copy)) == "a"


def test_a_shortened_copy_repeats_the_long_one_but_not_the_other_way_round():
    short = AGENCY[: AGENCY.index("Gegen den Beschluss")]
    near = NearDuplicates()
    near.match("long", sketch(AGENCY))
    assert near.match("short", sketch(short)) == "long"
    near = NearDuplicates()
    near.match("short", sketch(short[: len(short) * 2 // 3]))
    assert near.match("long", sketch(AGENCY)) is None


def test_the_order_of_sentences_does_not_matter():
    parts = AGENCY.split(". ")
    random.Random(5).shuffle(parts)
    near = NearDuplicates()
    near.match("a", sketch(AGENCY))
    assert near.match("b", sketch(". ".join(parts))) == "a"


def test_a_third_copy_points_to_the_first():
    near = NearDuplicates()
    near.match("a", sketch(AGENCY))
    near.match("b", sketch(AGENCY.replace("Dienstagabend", "Dienstag")))
    assert near.match("c", sketch(AGENCY.replace("Hochwasser", "Unwetter"))) == "a"


@pytest.mark.parametrize(
    "text",
    [
        AGENCY.replace("Dienstagabend", "Dienstag").replace("gut die Hälfte", "die Hälfte"),
        AGENCY.replace("Das\nBauwerk", "Die Brücke").replace("Anwohner", "Bewohner"),
    ],
)
def test_edited_copies_are_found(text):
    near = NearDuplicates()
    near.match("a", sketch(AGENCY))
    assert near.match("b", sketch(text)) == "a"


def test_two_reports_on_one_event_are_two():
    report = (
        "In Ostbevern wird eine neue Brücke gebaut. Dafür gab der Gemeinderat am Dienstag grünes "
        "Licht. Bürgermeisterin Hanna Tewes sprach von einem guten Tag für die Pendler. 4,2 "
        "Millionen Euro sind eingeplant, das Land schießt mehr als zwei Millionen zu. Die Freien "
        "Wähler hätten das alte Bauwerk lieber saniert. Im März rücken die Bagger an, fertig sein "
        "soll alles im Herbst 2027. Bis dahin müssen Lastwagen weiter den Umweg über die Dörfer "
        "nehmen, wie seit dem Hochwasser im Sommer."
    )
    near = NearDuplicates()
    near.match("a", sketch(AGENCY))
    assert near.match("b", sketch(report)) is None


def test_what_two_sketches_share_is_what_their_texts_share():
    chance = random.Random(11)
    words = [f"wort{n}" for n in range(4000)]
    for kept in (0, 100, 200, 300):
        one = chance.choices(words, k=300)
        two = one[:kept] + chance.choices(words, k=300 - kept)
        texts = [" ".join(one), " ".join(two)]
        first, second = map(shingles, texts)
        values = [np.frombuffer(found.values, "<u4") for text in texts if (found := sketch(text))]
        shared = len(first & second) / len(first | second)
        assert abs(float(np.mean(values[0] == values[1])) - shared) < 0.12


def test_short_texts_are_never_compared():
    near = NearDuplicates()
    assert near.match("a", sketch("Der DAX schließt heute fester.")) is None
    assert near.match("b", sketch("Der DAX schließt heute fester.")) is None


@given(st.text())
def test_any_text_can_be_asked_for(text):
    near = NearDuplicates()
    assert near.match("a", sketch(text)) is None
    assert near.match("b", sketch(text)) in (None, "a")
    assert len(shingles(text)) <= max(0, len(text))


@given(
    st.lists(
        st.tuples(st.sampled_from([AGENCY, OTHER]), st.integers(0, 60), st.integers(0, 60)),
        max_size=12,
    )
)
@settings(max_examples=60, deadline=None)
def test_all_at_once_says_the_same_as_one_after_the_other(cuts):
    texts = [" ".join(text.split()[start : len(text.split()) - end]) for text, start, end in cuts]
    texts += ["zu kurz", AGENCY, AGENCY.upper()]
    near = NearDuplicates()
    one_by_one = [near.match(str(n), sketch(text)) for n, text in enumerate(texts)]
    at_once = first_alike([sketch(text) for text in texts])
    assert [None if first is None else str(first) for first in at_once] == one_by_one


@pytest.mark.parametrize("together", [1, 7, 500])
def test_texts_in_lists_are_matched_as_one_by_one(together):
    chance = random.Random(5)
    words = [f"wort{n}" for n in range(400)]
    texts = [chance.choices(words, k=60) for _ in range(450)]
    for number in range(1, len(texts), 3):  # copies of texts near and far
        texts[number] = [*texts[chance.randrange(number)][:50], "Ende", *chance.choices(words, k=3)]
    known = [(n, sketch(" ".join(text))) for n, text in enumerate(texts)]
    one_by_one = NearDuplicates()
    expected = [one_by_one.match(key, text) for key, text in known]
    assert sum(first is not None for first in expected) >= 100
    near = NearDuplicates()
    parts = [known[start : start + together] for start in range(0, len(known), together)]
    assert [first for part in parts for first in near.match_all(part)] == expected


def test_ten_thousand_texts_at_once_take_little_memory():
    chance = random.Random(3)
    words = [f"wort{n}" for n in range(5000)]
    some = [sketch(" ".join(chance.choices(words, k=60))) for _ in range(300)]
    many = [replace(one, values=chance.randbytes(512)) for _ in range(30) for one in some if one]
    tracemalloc.start()
    assert set(first_alike(many)) == {None}
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak / len(many) < 2500
