"""The order of stories: what many outlets report, weighty ones, and lately, comes first."""

from __future__ import annotations

import math
from collections import Counter, deque
from collections.abc import Sequence
from datetime import datetime
from heapq import heapify, heappop, heappush

from pipeline.newsletter.issue import Story

HALF_LIFE = 24.0
"""Hours after which a story counts half as much."""

AGAIN = 0.85
"""What a story counts for each story above it that the same outlet leads."""

LEADS = 5
"""Stories that may open an issue."""

_UNDATED_AGE = 24.0  # hours that a story without a date is taken to be old


def rank(stories: Sequence[Story], date: datetime, limit: int) -> list[Story]:
    """The `limit` most important of `stories` as seen from `date`, in order; ties by their id.

    The score is the weight of the leading outlet, times one plus the binary logarithm of how many
    outlets report the story, halved for every `HALF_LIFE` hours of its newest article's age.
    Stories are then taken one by one, each time the highest after `AGAIN` spreads the outlets.
    """
    scores = {story.id: _score(story, date) for story in stories}
    # An outlet's own stories keep their order whatever was taken: only the first can be next.
    queues: dict[str, deque[Story]] = {}
    for story in sorted(stories, key=lambda story: (-scores[story.id], story.id)):
        queues.setdefault(story.lead.outlet, deque()).append(story)
    taken: Counter[str] = Counter()
    heap = [(-scores[queue[0].id], queue[0].id, outlet) for outlet, queue in queues.items()]
    heapify(heap)
    ranked: list[Story] = []
    while heap and len(ranked) < limit:
        outlet = heappop(heap)[2]
        queue = queues[outlet]
        ranked.append(queue.popleft())
        taken[outlet] += 1
        if queue:
            score = scores[queue[0].id] * AGAIN ** taken[outlet]
            heappush(heap, (-score, queue[0].id, outlet))
    return ranked


def with_sure_lead(ranked: Sequence[Story]) -> list[Story]:
    """The stories with the first of the `LEADS` most important that is certain at the top.

    An issue should not open with English that no repair could make pass the checks.
    """
    sure = next((story for story in ranked[:LEADS] if story.lead.is_certain), None)
    return list(ranked) if sure is None else [sure, *(s for s in ranked if s is not sure)]


def _score(story: Story, date: datetime) -> float:
    outlets = len({item.outlet for item in story.items})
    weight = max(item.weight for item in story.items)
    return weight * (1 + math.log2(outlets)) * math.exp2(-_age(story, date) / HALF_LIFE)


def _age(story: Story, date: datetime) -> float:
    """Hours from the story's newest article to `date`; a time after `date` is wrong, so none."""
    newest = story.newest(date)
    return (date - newest).total_seconds() / 3600 if newest else _UNDATED_AGE
