import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.text import sentences
from pipeline.text.sentences import RULES, split

WORDS = ["Er", "kam", "am", "3", "z", "B", "Dr", "II", "usw", "Berlin", "Der", "12.3"]
SIGNS = ["…", ".", "!", "?", "„", "“", '"', "»", "«", "(", ")", "–", ",", ":"]
NEWS_LIKE = st.lists(st.sampled_from([*WORDS, *SIGNS, " ", "  ", "\n", "\n\n"])).map("".join)


def clean(text: str) -> list[str]:
    return [sentence.strip() for sentence in split(text)]


@given(st.text())
def test_sentences_join_to_any_text(text: str) -> None:
    assert "".join(split(text)) == text


@given(NEWS_LIKE)
def test_sentences_join_to_any_news(text: str) -> None:
    assert "".join(split(text)) == text


@given(NEWS_LIKE)
def test_white_space_belongs_to_the_sentence_before(text: str) -> None:
    for sentence in split(text)[1:]:
        assert not sentence[0].isspace()


@given(NEWS_LIKE, NEWS_LIKE)
@example("Er… „", "kam")  # no rule looks behind the blank line
def test_blank_line_is_always_a_boundary(left: str, right: str) -> None:
    left, right = left.strip(), right.strip()
    if left and right:
        assert split(f"{left}\n\n{right}") == [*split(f"{left}\n\n"), *split(right)]


def test_nothing_has_no_sentence() -> None:
    assert split("") == []


def test_white_space_alone_is_kept() -> None:
    assert split(" \n\n \n") == [" \n\n \n"]


def test_leading_white_space_belongs_to_the_first_sentence() -> None:
    assert split("\n\n Er kam. Sie ging.\n\n") == ["\n\n Er kam. ", "Sie ging.\n\n"]


def test_single_line_break_is_white_space() -> None:
    assert split("Er kam am\n3. Mai\nnach Berlin. Sie\nging.") == [
        "Er kam am\n3. Mai\nnach Berlin. ",
        "Sie\nging.",
    ]


@pytest.mark.parametrize("gap", ["\n\n", "\n \n", "\r\n\r\n", "\n\n\n"])
def test_blank_line_ends_a_heading_without_a_stop(gap: str) -> None:
    assert split(f"Was nun kommt{gap}Der Rat tagt.") == [f"Was nun kommt{gap}", "Der Rat tagt."]


@pytest.mark.parametrize(
    "sentence",
    [
        "Das Dorf liegt bei Sat.1 und ver.di, sagt info@haus.example.",
        "Er kam (endlich!) Hand in Hand mit ihr.",
        "Die Rechnung (vgl. S. 3 ff.) Anfang Mai stimmt.",
        "… Und so weiter.",
        "[…] Der Rest bleibt.",
        "Sorge, dt.Spion und Journalist.",
        "Am 24.12. Heiligabend zu feiern ist Brauch.",
        "Vgl. Absatz zwei.",
        "Wr. Neustadt liegt in Niederösterreich.",
        "Am Bhf. Lauf war es ruhig.",
        "Für Keita (75. Hwang) Pause zu machen, war falsch.",
        "Am 3. 10. 2020 war Feiertag.",
        "Der 150. Grand Prix beginnt.",
        "Los Angeles. Ein Feuer bedroht die Stadt.",
        "Neustedt. Ein Feuer bedroht die Stadt.",
        "Er rief „Los! Los!“ und lief.",
        "Das Stück „Und nun?“ Ende Mai war ausverkauft.",
        "„Wer zahlt?“ , fragte Frau Ott.",
    ],
)
def test_one_sentence(sentence: str) -> None:
    assert split(sentence) == [sentence]


@pytest.mark.parametrize(
    "text",
    [
        "Das war teuer.|iPhones sind es immer.",
        "Er wohnt im Bezirk 3.|300 andere auch.",
        "Sie kam auf 2.400 Punkte und 17.|Er kam auf 12.",
        "Das Tempo lag bei 40 Gbit/s.|Das reicht.",
        "Er fährt Lkw.|Nachts ist es ruhig.",
        "Das Haus steht in der Gartenstr.|Es ist alt.",
        "Zuerst a) Anträge prüfen.|b) Bescheide schreiben.",
        "Das Krs.|Es liegt im Süden.",
        "Wir kommen!|Wirklich?|Ja.",
        "Es war still ...|Dann sprach sie.",
        "Er ging (nach Haus!).|Niemand sah ihn.",
        "„Es reicht.“|Meier stand auf.",
        "Das Fest ist am 24.12.|Der Eintritt ist frei.",
        "Stille.|Dann ein Knall.",
        "Der Umbau war 2019.|Damals war Krieg.",
        "Spät traf Said (77.).|Trainer Ott jubelte.",
        "Wer wird 3.?|Experten raten.",
        "Er sagte: „Wir sind 3.“|Trainer Ott schwieg.",
        "Gewonnen hat das Modell-Team 3.|Trainer Ott jubelte.",
    ],
)
def test_more_sentences(text: str) -> None:
    expected = text.split("|")
    assert clean(text.replace("|", " ")) == expected


def test_missing_space_is_a_boundary() -> None:
    assert split("Das Dorf ist erreichbar.Die Straße ist frei.") == [
        "Das Dorf ist erreichbar.",
        "Die Straße ist frei.",
    ]


def test_dateline_holds_only_at_the_beginning_of_a_paragraph() -> None:
    assert clean("Hamburg. Rolf Kurz kam.\n\nEr fuhr nach Hamburg. Rolf Kurz blieb.") == [
        "Hamburg. Rolf Kurz kam.",
        "Er fuhr nach Hamburg.",
        "Rolf Kurz blieb.",
    ]


@pytest.mark.parametrize("unit", [".", '"', "„", "\n", " ", "a.", ".(", '."', "a"])
def test_a_megabyte_of_one_sign_takes_no_time(unit: str) -> None:
    assert seconds(unit * (1_000_000 // len(unit))) < 10


@pytest.mark.parametrize("unit", [". ", "? ", "1. ", "A. ", '." ', "(9.) ", "„A! ", "Str. "])
def test_time_is_linear_in_the_number_of_candidates(unit: str) -> None:
    assert seconds(unit * 10_000) < 40 * (seconds(unit * 1_000) + 0.005)


def seconds(text: str) -> float:
    begin = time.process_time()
    assert "".join(split(text)) == text
    return time.process_time() - begin


def test_rules_have_distinct_names_and_are_described() -> None:
    names = [rule.__name__ for rule in RULES]
    assert len(set(names)) == len(names)
    assert all(hasattr(sentences, name) for name in names)
