"""A made-up news day, and a maker of records."""

from __future__ import annotations

import tomllib
from pathlib import Path

from pipeline.article import Status
from pipeline.record import Bilingual, Check, Record, SummaryPair
from tests.records import record

MORGEN, FUNK, BOTE, BOERSE, KURIER = (
    "www.morgenblatt.example",
    "stadtfunk.example",
    "haldenbote.example",
    "boersenblick.example",
    "abendkurier.example",
)


def article(
    name: str,
    host: str,
    published: str | None,
    kicker: str,
    headline: tuple[str, str],
    *sentences: tuple[str, str],
    byline: str = "",
    degraded: int = 0,
    titles: Status = "ok",
) -> Record:
    """A record; its last `degraded` sentences are degraded, its headline and kicker `titles`."""
    first_bad = len(sentences) - degraded
    summary = [
        SummaryPair(
            de=de,
            en=en,
            evidence=[f"s{number}"],
            status="degraded" if number >= first_bad else "ok",
            checks=[Check(name="numbers", severity="error", detail="12 is lost")]
            if number >= first_bad
            else [],
        )
        for number, (de, en) in enumerate(sentences)
    ]
    return record(url=f"https://{host}/{name}.html").model_copy(
        update={
            "id": name.replace("/", "-"),
            "source": f"{name}.html",
            "published": published,
            "kicker": Bilingual(de=kicker, en="", status=titles),
            "headline": Bilingual(de=headline[0], en=headline[1], status=titles),
            "byline": byline,
            "summary": summary,
        }
    )


def _events() -> dict[str, list[Record]]:
    rows = tomllib.loads(Path(__file__).with_name("day.toml").read_text("utf-8"))["article"]
    events: dict[str, list[Record]] = {}
    for row in rows:
        event = events.setdefault(row.pop("event"), [])
        place = [row.pop(key) for key in ("name", "host", "published", "kicker")]
        headline, summary = tuple(row.pop("headline")), map(tuple, row.pop("summary"))
        event.append(article(*place, headline, *summary, **row))
    return events


EVENTS = _events()
"""The articles that report each event."""

RECORDS = [record for records in EVENTS.values() for record in records]
