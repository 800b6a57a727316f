"""Planted errors: twelve ways in which a translation goes wrong, done to good ones.

Each damage is a function of the German, its good English and a source of chance. It gives the
damaged English, or None where the pair has nothing to damage in this way.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

Damage = Callable[[str, str, Random], str | None]

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
_SCALES = {"million": "billion", "billion": "million", "thousand": "million"}
_UNITS = {
    **{"per cent": "euros", "percent": "euros", "%": " euros", "euros": "dollars"},
    **{"dollars": "euros", "€": "$", "$": "€", "kilometres": "metres", "kilometers": "meters"},
    **{"years": "months", "months": "weeks", "weeks": "days", "days": "weeks", "hours": "days"},
    **{"minutes": "hours", "tonnes": "grams", "tons": "grams"},
}
STRANGERS = ("Mortimer", "Okafor", "Lindqvist", "Castellano", "Nakamura", "Petrov", "Winslow")
_AUXILIARY = r"is|are|was|were|has|have|had|will|would|can|could|should|must|may|might"
# Konjunktiv I beyond doubt, "soll", and words that say that something is not certain.
_HEDGES = re.compile(
    r"\b(?:sei(?:en)?|könne|müsse|gebe|habe(?! ich)(?<!ich habe)|werde(?! ich)(?<!ich werde)|soll"
    r"|angeblich\w*|mutmaßlich\w*|offenbar|vermutlich|möglicherweise|wahrscheinlich|zufolge"
    r"|[Ll]aut (?=[A-ZÄÖÜ]|de[rmns] ))\b"
)
_WORD = re.compile(r"\b[^\W\d_][\w'’-]*")
_END = re.compile(r"[.!?…]?[\"”’'»)]*\s*$")


def number(de: str, en: str, chance: Random) -> str | None:
    """Another digit in a number that the German has too."""
    shared = [m for m in re.finditer(r"\d+", en) if re.search(rf"(?<!\d){m[0]}(?!\d)", de)]
    if not shared:
        return None
    found = chance.choice(shared)
    place = chance.randrange(len(found[0]))
    digit = chance.choice([d for d in "123456789" if d != found[0][place]])
    at = found.start() + place
    return en[:at] + digit + en[at + 1 :]


def unit(de: str, en: str, chance: Random) -> str | None:
    """Another unit, currency or order of magnitude after a number."""
    names = "|".join(map(re.escape, sorted({**_UNITS, **_SCALES}, key=len, reverse=True)))
    found = re.search(rf"(?<=\d)(\.?\d* ?)({names})(?!\w)|()([€$])(?=\d)", en)
    if not found or not re.search(r"\d", de):
        return None
    group = 2 if found[2] else 4
    other = {**_UNITS, **_SCALES}[found[group]]
    return en[: found.start(group)] + other + en[found.end(group) :]


def date(de: str, en: str, chance: Random) -> str | None:
    """The next day of the week or the next month."""
    for names in (_DAYS, _MONTHS):
        found = re.search(rf"\b({'|'.join(names)})\b", en)
        if found:
            following = names[(names.index(found[0]) + 1) % len(names)]
            return en[: found.start()] + following + en[found.end() :]
    return None


def name(de: str, en: str, chance: Random) -> str | None:
    """A stranger in the place of a name that both languages spell alike."""
    spelt = set(_WORD.findall(de))
    shared = [
        m
        for m in re.finditer(r"(?<=[a-z,] )[A-Z][a-zäöüß]{3,}\b", en)
        if m[0] in spelt and m[0] not in _DAYS and m[0] not in _MONTHS
    ]
    if not shared:
        return None
    found = chance.choice(shared)
    return en[: found.start()] + chance.choice(STRANGERS) + en[found.end() :]


def negation(de: str, en: str, chance: Random) -> str | None:
    """A negation dropped where there is one, else one added after an auxiliary."""
    dropped = re.sub(r"\bcannot\b|\bcan['’]t\b", "can", en, count=1)
    if dropped == en:
        dropped = re.sub(r"(?<=\w)n['’]t\b|\b(?:not|never) (?!only)", "", en, count=1)
    if dropped != en:
        return dropped
    if re.search(r"\b(?:no|nothing|nobody|none|neither|nor)\b", en, re.IGNORECASE):
        return None
    added = re.sub(rf"\b({_AUXILIARY})\b(?! not)", r"\1 not", en, count=1)
    return added if added != en else None


def clause(de: str, en: str, chance: Random) -> str | None:
    """The last clause cut, the full stop kept; at least three words and a fifth stay and go."""
    ending = _END.search(en)
    assert ending is not None, "the pattern matches nothing at all"
    body = en[: ending.start()]
    for border in reversed(
        list(
            re.finditer(
                r",? (?=(?:and|but|because|which|who|while|as|after|"
                r"when|that|where|so|since|although|if)\b)|[,;:–—-] ",
                body,
            )
        )
    ):
        kept, cut = body[: border.start()], body[border.end() :]
        if len(_WORD.findall(kept)) >= 4 and len(_WORD.findall(cut)) >= 4:
            return kept + ending[0]
    return None


def sentence(de: str, en: str, chance: Random) -> str | None:
    """The last part of the sentence cut, between a third and two thirds, with or without a stop."""
    spoken = en.split()
    if len(spoken) < 8:
        return None
    kept = spoken[: round(len(spoken) * chance.uniform(0.34, 0.67))]
    return " ".join(kept).rstrip(",;:–-") + chance.choice([".", ""])


def repeat(de: str, en: str, chance: Random) -> str | None:
    """A phrase of three to eight words said again at once, one to five times."""
    spoken = en.split()
    if len(spoken) < 6:
        return None
    size = chance.randint(3, min(8, len(spoken) - 1))
    start = chance.randint(0, len(spoken) - size)
    phrase = spoken[start : start + size]
    return " ".join(
        [*spoken[: start + size], *phrase * chance.randint(1, 5), *spoken[start + size :]]
    )


def german(de: str, en: str, chance: Random) -> str | None:
    """All of the German left as it was, or its second half behind half of the English."""
    if len(de.split()) < 6:
        return None
    if chance.random() < 0.5:
        return de
    left, right = en.split(), de.split()
    return " ".join([*left[: len(left) // 2], *right[len(right) // 2 :]])


def quote(de: str, en: str, chance: Random) -> str | None:
    """All quotation marks gone."""
    marks = re.compile(r"[\"“”„«»]")
    if len(marks.findall(en)) < 2 or len(marks.findall(de)) < 2:
        return None
    return marks.sub("", en)


def speaker(de: str, en: str, chance: Random) -> str | None:
    """Who is quoted, gone: the reporting clause at the end, or "according to …"."""
    said = r"(?:said|says|explained|stressed|added|told|announced|reported|stated)"
    patterns = (
        (rf",([\"”’']?) (?:{said} [^,.;\"“”]{{3,60}}|[^,.;\"“”]{{3,60}} {said})\.", r".\1"),
        (r",? according to [^,.;]{3,60}(?=[,.])|\bAccording to [^,.;]{3,60}, ", ""),
    )
    for pattern, kept in patterns:
        damaged = re.sub(pattern, kept, en, count=1)
        if damaged != en:
            return damaged[:1].upper() + damaged[1:]
    return None


def hedge(de: str, en: str, chance: Random) -> str | None:
    """What the German reports or hedges, stated as fact."""
    if not _HEDGES.search(de):
        return None
    damaged = re.sub(
        r"\b(?:allegedly|apparently|presumably|reportedly|probably|possibly) ?", "", en
    )
    damaged = re.sub(r"\bwould\b", "will", damaged)
    damaged = re.sub(r"\b(?:may|might|could) be\b", "is", damaged)
    damaged = re.sub(
        r"\b(?:is|are) said to\b|\b(?:is|are) (?:reported|believed) to\b", "will", damaged
    )
    damaged = re.sub(r"^(?:[^,.;\"“”]{3,60} (?:said|says|claims?|claimed)(?: that)? )", "", damaged)
    return damaged[:1].upper() + damaged[1:] if damaged != en else None


DAMAGES: dict[str, Damage] = {
    "number changed": number,
    "unit changed": unit,
    "date shifted": date,
    "name swapped": name,
    "negation dropped or added": negation,
    "clause cut": clause,
    "sentence cut": sentence,
    "phrase repeated": repeat,
    "left in German": german,
    "quote lost": quote,
    "speaker lost": speaker,
    "hedge lost": hedge,
}
