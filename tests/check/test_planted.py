"""Damages good pairs in ten ways: the good pairs pass, the damage is found."""

import re
from pathlib import Path

import pytest

from pipeline.check.pair import check_pair

PAIRS = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parent / "pairs.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NAMES = (
    *("Altenburg", "Brandt", "Cologne", "Munich", "Hamburg", "Steinfeld", "Lindner", "Austria"),
    *("Zelensky", "Geneva", "Wiesengrund", "Petersen", "Bavaria", "Kurz", "Italy", "Rosenau"),
    *("Neudorf", "Vogt", "Turkey", "Pavlidis", "Egypt", "Vienna", "Huber", "Arndt", "Dorfen"),
)


def number(de, en):
    return re.sub(r"\d(?=\D*$)", lambda m: str((int(m.group()) + 3) % 9 + 1), en, count=1)


def scale(de, en):
    swap = {"million": "billion", "billion": "million"}
    return re.sub("million|billion", lambda m: swap[m.group()], en)


def unit(de, en):
    return en.replace("per cent", "euros") if de.count("Prozent") else en


def date(de, en):
    shifted = dict(zip(DAYS, (*DAYS[1:], DAYS[0]), strict=True))
    return re.sub("|".join(DAYS), lambda m: shifted[m.group()], en)


def name(de, en):
    return re.sub(rf"\b({'|'.join(NAMES)})\b", "Mortimer", en)


def negation(de, en):
    changed = re.sub(r"\bdid not want\b", "wanted", en)
    changed = re.sub(r"\bcannot\b", "can", changed)
    return re.sub(r"\b(not|no|never)\b ?", "", changed, flags=re.IGNORECASE)


def cut(de, en):
    spoken = en.split()
    return " ".join(spoken[: len(spoken) // 2]) + "."


def repeat(de, en):
    return f"{en[:-1]}, {' '.join(en[:-1].split()[-6:])}."


def copy(de, en):
    return de


def quote(de, en):
    return re.sub("[“”]", "", en)


DAMAGES = {
    number: ("numbers", 0.97),
    scale: ("numbers", 1.0),
    unit: ("units", 1.0),
    date: ("dates", 1.0),
    name: ("names", 0.9),
    negation: ("negation", 0.85),
    cut: ("coverage", 0.85),
    repeat: ("repetition", 0.95),
    copy: ("language", 0.95),
    quote: ("quotes", 1.0),
}


@pytest.mark.parametrize(("de", "en"), PAIRS)
def test_good_pairs_pass(de, en):
    assert check_pair(de, en) == ()


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_damage_is_found(damage):
    check, floor = DAMAGES[damage]
    damaged = [(de, damage(de, en)) for de, en in PAIRS if damage(de, en) != en]
    found = [any(f.name == check for f in check_pair(de, en)) for de, en in damaged]
    assert damaged
    assert sum(found) / len(found) >= floor, [
        p for p, ok in zip(damaged, found, strict=True) if not ok
    ]
