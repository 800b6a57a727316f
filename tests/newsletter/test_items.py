from datetime import UTC, timedelta

import pytest

from pipeline.newsletter.items import moment, to_item
from pipeline.newsletter.settings import Settings
from pipeline.record import Bilingual
from tests.newsletter.samples import FUNK, article
from tests.records import record

MARK, OMIT = Settings(), Settings(degraded="omit")
MIXED = article(
    "x", FUNK, None, "", ("Titel", "Title"), ("Eins.", "One."), ("Zwei.", "Two."), degraded=1
)


def test_degraded_sentences_are_marked_or_left_out():
    assert [line.uncertain for line in to_item(MIXED, MARK).sentences] == [False, True]
    assert [line.en for line in to_item(MIXED, OMIT).sentences] == ["One."]
    assert to_item(record(degraded=True), OMIT) is None
    assert to_item(record(degraded=True), MARK).certain == 0


STRIKE = record().model_copy(
    update={
        "kicker": Bilingual(de="Nicht schuldig", en="Guilty", status="degraded"),
        "headline": Bilingual(de="Kein Streik", en="Strike", status="degraded"),
    }
)


def test_a_degraded_headline_is_marked_or_its_german_stands_alone():
    marked, left_out = to_item(STRIKE, MARK), to_item(STRIKE, OMIT)
    for line, de, en in (
        (marked.headline, "Kein Streik", "Strike"),
        (marked.kicker, "Nicht schuldig", "Guilty"),
        (left_out.headline, "Kein Streik", ""),
        (left_out.kicker, "Nicht schuldig", ""),
    ):
        assert (line.de, line.en, line.uncertain) == (de, en, True)
        assert (line.text, line.language) == (de, "de")
    assert not marked.is_certain and not left_out.is_certain


def test_a_headline_made_of_something_degraded_is_uncertain():
    for settings in (MARK, OMIT):
        no_headline = STRIKE.model_copy(update={"headline": Bilingual(de="", en="")})
        assert to_item(no_headline, settings).headline.text == "Nicht schuldig"
    bare = {"headline": Bilingual(de="", en=""), "kicker": Bilingual(de="", en="")}
    assert to_item(record(degraded=True).model_copy(update=bare), MARK).headline.uncertain


def test_paragraphs_keep_the_order_of_the_sentences():
    runs = [
        (certain, [line.en for line in lines]) for certain, lines in to_item(MIXED, MARK).paragraphs
    ]
    assert runs == [(True, ["One."]), (False, ["Two."])]


@pytest.mark.parametrize(
    ("headline", "kicker", "shown"),
    [
        (("Titel", "Title"), ("Dach", "Kicker"), "Title"),
        (("Titel", ""), ("Dach", "Kicker"), "Titel"),
        (("", ""), ("Dach", "Kicker"), "Kicker"),
        (("", ""), ("", ""), "The council meets today."),
    ],
)
def test_every_item_has_a_headline(headline, kicker, shown):
    bare = record().model_copy(
        update={
            "headline": Bilingual(de=headline[0], en=headline[1]),
            "kicker": Bilingual(de=kicker[0], en=kicker[1]),
        }
    )
    assert to_item(bare, MARK).headline.text == shown


def test_a_record_without_a_summary_is_no_item():
    assert to_item(record().model_copy(update={"summary": []}), MARK) is None


def test_moments_have_a_time_zone_in_whole_minutes():
    assert moment("2026-11-14T08:15:00").utcoffset() == timedelta(hours=1)
    assert moment("2026-07-14").utcoffset() == timedelta(hours=2)
    assert moment("2026-11-14T23:30Z").isoformat() == "2026-11-15T00:30:00+01:00"
    assert moment("9999-12-31T23:59:59-05:00") is None
    assert moment("1850-01-01T12:00").tzinfo is UTC
    assert moment("gestern") is moment(None) is None
    assert moment("0001-01-01T00:00:00") is None or moment("0001-01-01T00:00:00").tzinfo
