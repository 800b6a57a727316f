"""A small archive as an agency might send it, written on the spot: JSONL with a few surprises."""

import json
import random
from pathlib import Path

_WHO = (
    "Der Rat von Haldenburg", "Die Feuerwehr", "Ein Sprecher der Polizei", "Die Gewerkschaft",
    "Der Wetterdienst", "Die Bürgermeisterin", "Das Amtsgericht", "Der Verband der Bäcker",
)  # fmt: skip
_WHAT = (
    "hat den Haushalt beschlossen", "warnt vor Stürmen", "rechnet mit {} neuen Stellen",
    "hat die Gespräche abgebrochen", "will die Preise um {} Prozent erhöhen", "sucht {} Helfer",
)  # fmt: skip
_WHEN = ("am Freitag", "nach Angaben des Ministeriums", "trotz der Kritik", "in {} Gemeinden")


def write_archive(path: Path, articles: int, seed: int = 7) -> None:
    """So many articles, a line each; among them one in English, one twice and no JSON once.

    Every fortieth is followed, forty lines later, by a copy of its text under another headline.
    """
    chance = random.Random(seed)
    lines = [json.dumps(_article(number, chance), ensure_ascii=False) for number in range(articles)]
    for number in range(0, articles - 40, 80):
        copy = json.loads(lines[number]) | {"title": f"Bericht {number}", "url": f"x:{number}"}
        lines[number + 40] = json.dumps(copy, ensure_ascii=False)
    english = {"title": "Council meets", "text": "The council meets today. It has much to do."}
    lines[30:30] = ["no JSON at all", json.dumps(english), lines[5]]
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(lines) + "\n", "utf-8")


def _article(number: int, chance: random.Random) -> dict[str, str]:
    def sentence() -> str:
        parts = (chance.choice(part) for part in (_WHO, _WHAT, _WHEN))
        who, what, when = (part.format(chance.randint(2, 999)) for part in parts)
        return f"{who} {what}, {when}."

    body = " ".join(sentence() for _ in range(chance.randint(3, 9)))
    return {
        "title": f"{chance.choice(_WHO)} tagt zum {number}. Mal",
        "text": f"{body}\n\nDas war Meldung {number}.",
        "date": f"2026-11-{1 + number % 28:02d}T08:00:00+01:00",
        "url": f"https://example.org/meldung/{number}",
    }
