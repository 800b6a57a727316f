import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.translate.segments import finish, is_translatable, prepare


@pytest.mark.parametrize(
    ("source", "output", "wanted"),
    [
        ("Rat tagt", "Council meets.", "Council meets"),
        ('"Kosmetik mit dem Rotstift"', '"Cosmetics in red."', '"Cosmetics in red"'),
        ("Er kommt.", "He is coming", "He is coming."),
        ('Er sagte: "Nein."', 'He said: "No."', 'He said: "No."'),
        ("Wer kommt?", "Who is coming?", "Who is coming?"),
        ("Es geht weiter …", "It goes on...", "It goes on..."),
        ("Der Minister sagte:", "The minister said:", "The minister said:"),
        ("Rat tagt", "", ""),
        ('"Kampf um Macht"', "&quot;A fight for power.&quot;", '"A fight for power"'),
        ("Das reicht.", "That&#39;s enough &amp;amp; more", "That's enough & more."),
        ("Er schreibt &quot; für den Strich.", "He writes &quot;.", "He writes &quot;."),
        ("Nein.", "No&#8238;&#27;.", "No&#8238;&#27;."),
    ],
)
def test_english_ends_as_its_german(source, output, wanted):
    assert finish(source, output) == wanted


@pytest.mark.parametrize(
    ("source", "output", "wanted"),
    [
        ("Klimaforschung", "climate research", "Climate research"),
        ('"Leere Innenstädte"', '"void towns"', '"Void towns"'),
        ("Ältere zahlen weniger", "élite pays less", "Élite pays less"),
        ("Apple zeigt Neues", "iPhone and news", "iPhone and news"),
        ("iPhone wird teurer", "iPhone gets dearer", "iPhone gets dearer"),
        ("die Lage", "the situation", "the situation"),
        ("620 Stellen weg", "620 jobs gone", "620 jobs gone"),
        ("Stellen: 620", "620 jobs", "620 jobs"),
    ],
)
def test_english_begins_as_its_german(source, output, wanted):
    assert finish(source, output) == wanted


@pytest.mark.parametrize(
    "text", ["3:1 (2:0)", "12,5 %", "https://a.de/b", "a@b.de", "#Haushalt", "–", ""]
)
def test_what_has_no_words_is_copied(text):
    assert not is_translatable(text)


@pytest.mark.parametrize("text", ["Ja", "3:1 in Köln", "Mehr unter www.a.de"])
def test_what_has_words_is_translated(text):
    assert is_translatable(text)


def test_quotation_marks_become_plain():
    assert prepare("„Nein“, sagte »sie«\n‚so‘.") == '"Nein", sagte "sie" \'so\'.'


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Ende: " + "-" * 3000 + " so.", "Ende: - so."),
        ("„" * 400 + "Nein", '"""Nein'),
        ("Und" + " ." * 1500, "Und . ."),
        ("Das ist " + "a" * 5000 + ".", "Das ist " + "a" * 100 + "…"),
        ("e" + "\u0301" * 50_000, "e" + "\u0301" * 3),
        ("Donaudampfschifffahrtsgesellschaft ... (s. o.)!", None),
        ("Siehe https://a.example/" + "a" * 200 + " dort.", None),
    ],
)
def test_what_no_language_has_is_cut_short(text, wanted):
    assert prepare(text) == (wanted or text)


@given(st.text())
def test_a_prepared_text_is_one_line_and_stays_as_it_is(text):
    once = prepare(text)
    assert len(once.splitlines()) <= 1 or "\n" not in once
    assert prepare(once) == once
