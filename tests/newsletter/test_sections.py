"""The rules on articles of our own; and, where they lie, on those of a corpus."""

import json
import lzma
import re
from pathlib import Path

import pytest

from pipeline.newsletter.issue import Item, Line, Story
from pipeline.newsletter.items import to_item
from pipeline.newsletter.sections import SECTIONS, by_section, section_of
from pipeline.newsletter.settings import Settings
from tests.newsletter.samples import EVENTS

LABELLED = Path(__file__).parents[3] / "shared/articles/10kgnad_test.jsonl.xz"
LABELS = {
    "Wirtschaft": "economy",
    "Sport": "sport",
    "Inland": "politics",
    "International": "world",
    "Wissenschaft": "science",
    "Kultur": "culture",
}


def item(*, kicker="", headline="", text="", link=None):
    line = Line(headline, "")
    return Item("x", Line(kicker, ""), line, (Line(text, ""),), "o", 1.0, None, link, "", (), 0)


@pytest.mark.parametrize(
    ("event", "section"),
    [
        ("strike", "economy"),
        ("budget", "politics"),
        ("flood", "regional"),
        ("bank", "economy"),
        ("match", "sport"),
        ("science", "science"),
        ("culture", "culture"),
    ],
)
def test_events_find_their_section_without_an_address(event, section):
    bare = [record.model_copy(update={"url": None}) for record in EVENTS[event]]
    assert section_of([to_item(record, Settings()) for record in bare]).name == section


def test_the_same_words_belong_to_the_world_where_a_foreign_country_is_named():
    text = "Die Regierung hat die Wahl verloren."
    assert section_of([item(text=text)]).name == "politics"
    assert section_of([item(kicker="Frankreich", text=text)]).name == "world"


def test_the_address_speaks_louder_than_a_word():
    text = "Der Minister sprach im Stadion."
    assert section_of([item(text=text, link="https://example.org/kultur/x.html")]).name == "culture"
    assert section_of([item(text=text, link="https://sport.example.org/x")]).name == "sport"
    assert section_of([item(text="x", link="https://sport.org/x")]).name == "other"


def test_what_fits_nowhere_is_other_news():
    assert section_of([item(text="Nichts davon.")]) == SECTIONS[-1]
    assert SECTIONS[-1].name == "other"


def test_ties_go_to_the_first_section():
    assert section_of([item(headline="Bundestag"), item(headline="Anleger")]).name == "politics"


def test_words_count_from_their_beginning_and_parts_anywhere():
    assert section_of([item(text="Ein Transportunternehmen")]).name == "economy"
    assert section_of([item(text="Wir transportieren nichts")]).name == "other"
    assert section_of([item(text="Der Bundesfinanzminister")]).name == "politics"
    assert section_of([item(text="Die EM")]).name == "sport"
    assert section_of([item(text="Die Emsigen")]).name == "other"


def test_sections_are_named_once_and_in_order():
    names = [section.name for section in SECTIONS]
    assert len(set(names)) == len(names) == 8
    stories = [
        Story(str(n), s, item()) for n, s in enumerate([SECTIONS[2], SECTIONS[0], SECTIONS[2]])
    ]
    assert [(s.name, len(m)) for s, m in by_section(stories)] == [("politics", 1), ("world", 2)]


@pytest.mark.skipif(not LABELLED.exists(), reason="the labelled articles are not here")
def test_the_rules_hold_on_articles_that_they_were_not_written_for():
    with lzma.open(LABELLED, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file][1::2]
    rows = [row for row in rows if row["category"] in LABELS]
    right = sum(
        section_of([item(text=" ".join(re.split(r"(?<=[.!?]) ", row["text"])[:4]))]).name
        == LABELS[row["category"]]
        for row in rows
    )
    share = right / len(rows)
    print(f"sections: {right} of {len(rows)} right ({share:.1%})")
    assert share >= 0.68
