"""Stories instead of articles: near-duplicates and follow-ups come together.

Two articles tell one story if their cosine is at least `ALIKE`. If they appeared within `WINDOW`
of each other, each name or number that they share, and that is rare in the collection, lowers
the bar by `BONUS`, down to `RELATED`. docs/newsletter.md says how the numbers were chosen.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from pipeline.newsletter.issue import Item
from pipeline.newsletter.similarity import anchors, cosines, vectors

if TYPE_CHECKING:
    from pipeline.newsletter.meaning import Meaning

ALIKE = 0.32
RELATED = 0.20
BONUS = 0.04
WINDOW = timedelta(days=3)

_LATEST = 32  # articles of a story that another is compared with: those that appeared last
_UNDATED = datetime.max.replace(tzinfo=UTC)


def group(items: Sequence[Item], meaning: Meaning | None = None) -> list[tuple[Item, ...]]:
    """The stories that `items` tell, each as its articles, best first; in order of appearance.

    meaning: adds the cosines of a sentence encoder to those of words.

    Articles are taken in the order they were published. Each joins the story to whose articles it
    is most alike on average, if it tells one story with at least half of them (of the last
    `_LATEST`, where there are more); else it begins its own. The result does not depend on the
    order of `items`, and the time grows with their number, not its square.
    """
    ordered = sorted(items, key=_appearance)
    cosine_of = cosines(vectors(ordered))
    if meaning is not None:
        cosine_of = meaning.added(cosine_of, ordered)
    anchors_of = anchors(ordered)
    stories: list[list[int]] = []
    story_of: list[list[int]] = []
    for new, cosine in enumerate(cosine_of):
        joined = {
            other
            for other, value in cosine.items()
            if value >= RELATED
            and value >= _bar(ordered[new], ordered[other], anchors_of[new] & anchors_of[other])
        }
        near = {id(story_of[other]): story_of[other] for other in sorted(joined)}
        story = _closest(list(near.values()), joined, cosine)
        if story is None:
            story = []
            stories.append(story)
        story.append(new)
        story_of.append(story)
    return [_best_first([ordered[member] for member in story]) for story in stories]


def first_of(items: Sequence[Item]) -> Item:
    """The item that appeared first."""
    return min(items, key=_appearance)


def _closest(
    stories: Sequence[list[int]], joined: set[int], cosine: dict[int, float]
) -> list[int] | None:
    """The story that an article joins, or None."""
    best, highest = None, 0.0
    for story in stories:
        members = story[-_LATEST:]
        average = sum(cosine.get(member, 0.0) for member in members) / len(members)
        if 2 * len(joined.intersection(members)) >= len(members) and average > highest:
            best, highest = story, average
    return best


def _bar(one: Item, other: Item, shared: frozenset[str]) -> float:
    """The cosine from which two articles tell one story."""
    if one.published is None or other.published is None:
        return ALIKE
    if abs(one.published - other.published) > WINDOW:
        return ALIKE
    return max(RELATED, ALIKE - BONUS * len(shared))


def _appearance(item: Item) -> tuple[datetime, str]:
    return (item.published or _UNDATED, item.id)


def _best_first(items: Sequence[Item]) -> tuple[Item, ...]:
    """By weight of the outlet, most complete summary, fewest findings, earliest."""
    return tuple(sorted(items, key=lambda i: (-i.weight, -i.certain, i.findings, *_appearance(i))))
