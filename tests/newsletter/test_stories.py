import random

from pipeline.newsletter.items import to_item
from pipeline.newsletter.settings import OutletChoice, Settings
from pipeline.newsletter.similarity import anchors, cosines, vectors
from pipeline.newsletter.stories import RELATED, first_of, group
from tests.newsletter.render.issues import many
from tests.newsletter.samples import EVENTS, FUNK, MORGEN, RECORDS, article

ITEMS = [to_item(record, Settings()) for record in RECORDS]


def names(stories):
    return {frozenset(item.id for item in story) for story in stories}


def test_articles_about_one_event_come_together_and_no_others():
    assert names(group(ITEMS)) == {frozenset(r.id for r in records) for records in EVENTS.values()}


def test_the_order_of_the_articles_does_not_matter():
    shuffled = list(ITEMS)
    random.Random(1).shuffle(shuffled)
    assert group(shuffled) == group(ITEMS)


def test_the_most_complete_summary_with_the_fewest_findings_leads():
    [strike] = [story for story in group(ITEMS) if "wirtschaft-warnstreik" in {i.id for i in story}]
    assert [item.id for item in strike] == [
        "wirtschaft-warnstreik",  # three sentences
        "politik-streik-folgen",  # two that passed the checks
        "region-streik-busse",  # one that did
    ]


def test_a_weighty_outlet_leads():
    heavy = Settings(outlets={FUNK: OutletChoice(weight=3)})
    items = [to_item(record, heavy) for record in EVENTS["strike"]]
    [story] = group(items)
    assert story[0].outlet == FUNK
    assert first_of(story).outlet == MORGEN.removeprefix("www.")


def test_a_follow_up_needs_to_be_near_in_time():
    late = [
        EVENTS["strike"][1],
        EVENTS["strike"][0].model_copy(update={"published": "2026-12-24T08:00:00+01:00"}),
    ]
    assert len(group([to_item(record, Settings()) for record in late])) == 2


def test_same_text_is_one_story_whatever_its_date():
    text = ("Der Rat von Haldenburg tagt.", "The council of Haldenburg meets.")
    one = article("a", FUNK, None, "", ("Rat tagt", "Council meets"), text)
    other = article("b", MORGEN, "2020-01-01", "", ("Rat tagt", "Council meets"), text)
    assert len(group([to_item(record, Settings()) for record in (one, other)])) == 1


def test_articles_without_words_stay_apart():
    empty = [article(name, FUNK, None, "", ("", ""), ("12 %", "12 %")) for name in ("a", "b")]
    blank = [to_item(record, Settings()) for record in empty]
    assert vectors(blank[:1]) != [{}] or len(group(blank)) == 2
    assert group([]) == []


def test_every_pair_that_could_be_one_story_is_found_in_a_small_collection():
    found, all_vectors = cosines(vectors(ITEMS)), vectors(ITEMS)
    for new, vector in enumerate(all_vectors):
        for earlier in range(new):
            cosine = sum(
                value * all_vectors[earlier].get(term, 0) for term, value in vector.items()
            )
            if cosine >= RELATED:
                assert abs(found[new][earlier] - cosine) < 1e-9


def test_an_article_is_compared_with_few_others_however_many_there_are():
    compared = [
        len(found) for found in cosines(vectors([to_item(r, Settings()) for r in many(600)]))
    ]
    assert max(compared) < 64


def test_a_story_of_hundreds_of_articles_stays_one_though_no_term_remembers_them_all():
    copies = [
        EVENTS["strike"][0].model_copy(
            update={"id": f"copy-{n}", "published": f"2026-11-14T{n // 60:02}:{n % 60:02}:00+01:00"}
        )
        for n in range(300)
    ]
    stories = group([to_item(one, Settings()) for one in [*copies, *EVENTS["budget"]]])
    assert sorted(len(story) for story in stories) == [len(EVENTS["budget"]), 300]


def test_cosines_are_symmetric_and_at_most_one():
    found = vectors([ITEMS[0], ITEMS[0], ITEMS[-1]])
    [first, second, third] = cosines(found)
    assert first == {}
    assert abs(second[0] - 1) < 1e-9
    assert 0 <= third.get(0, 0) < 0.5


def test_anchors_are_rare_names_and_numbers():
    strike = anchors(ITEMS)[0]
    assert {"vario", "6,5"} <= strike
    assert "lohn" not in strike
