import numpy as np
import pytest

from pipeline.errors import ModelError
from pipeline.newsletter.compose import compose
from pipeline.newsletter.items import to_item
from pipeline.newsletter.meaning import Meaning, centred, usual_cosine
from pipeline.newsletter.settings import Settings
from pipeline.newsletter.stories import group
from tests.newsletter.render.issues import NOW
from tests.newsletter.samples import EVENTS, FUNK, MORGEN, RECORDS, article

ITEMS = [to_item(record, Settings()) for record in RECORDS]


class Knowing:
    """An encoder that knows which event a text is about, as a perfect one would."""

    events = [*([r.headline.de for r in records] for records in EVENTS.values()), ["Brüttelbach"]]

    def embed(self, texts):
        rows = [[any(one in text for one in event) for event in self.events] for text in texts]
        return np.array(rows, dtype=np.float32)


class Blind:
    """An encoder to which all texts are nearly alike."""

    def embed(self, texts):
        noise = np.random.default_rng(1).normal(size=(len(texts), 64)) * 0.05
        rows = (1 + noise).astype(np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture
def encoded(monkeypatch):
    def meaning(encoder):
        monkeypatch.setattr("pipeline.newsletter.meaning._opened", lambda _: encoder)
        return Meaning("any")

    return meaning


def names(stories):
    return {frozenset(item.id for item in story) for story in stories}


def test_articles_in_different_words_come_together_when_their_meaning_does(encoded):
    two = [
        article(name, host, "2026-11-14", "", (title, ""), (text, ""))
        for name, host, title, text in (
            ("a", FUNK, "Brüttelbach: Feuer zerstört Halle", "Die Lagerhalle brannte aus."),
            ("b", MORGEN, "Großbrand in Brüttelbach", "Flammen vernichteten das Gebäude in Eile."),
        )
    ]
    items = [*ITEMS, *(to_item(record, Settings()) for record in two)]
    assert len(names(group(items)) & {frozenset("a"), frozenset("b")}) == 2
    together = names(group(items, encoded(Knowing())))
    assert frozenset("ab") in together
    assert together - {frozenset("ab")} == names(group(ITEMS))


def test_an_encoder_that_sees_no_difference_splits_no_story(encoded):
    found = names(group(ITEMS, encoded(Blind())))
    for records in EVENTS.values():
        assert any({record.id for record in records} <= story for story in found)


def test_of_a_few_articles_nobody_can_say_what_is_usual(encoded):
    few = ITEMS[:5]
    assert group(few, encoded(Blind())) == group(few)


def test_what_all_share_is_taken_away_and_lengths_stay_one():
    vectors = Blind().embed(["x"] * 40)
    assert (vectors @ vectors.T).min() > 0.9
    moved = centred(vectors)
    assert np.allclose(np.linalg.norm(moved, axis=1), 1, atol=1e-5)
    assert abs((moved @ moved.T)[np.triu_indices(40, 1)].mean()) < 0.1
    assert 0 < usual_cosine(moved) < 0.5
    assert usual_cosine(np.ones((30, 4), dtype=np.float32) / 2) < 1
    assert np.all(centred(np.ones((30, 4), dtype=np.float32)) == 0)


def test_the_settings_name_an_encoder(tiny):
    issue = compose(RECORDS, ["x"], Settings(encoder=str(tiny("mbart")), limit=200), NOW)
    assert {item.id for story in issue.stories for item in story.items} == {r.id for r in RECORDS}
    with pytest.raises(ModelError, match="models pull"):
        compose(RECORDS, ["x"], Settings(encoder="example/none"), NOW)
