"""Reads the numbers of a German text: digits, words, times, dates, decades, fractions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from pipeline.check.quantities import Mention, Reading, clock, month, reading, share_scales, year
from pipeline.check.roman import roman
from pipeline.check.spoken_times import spoken_times
from pipeline.check.words import Word, words

_UNITS = ("null", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun")
_TEENS = (
    *("zehn", "elf", "zwölf", "dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn"),
    *("achtzehn", "neunzehn"),
)
_TENS = {
    "zwanzig": 20,
    "dreißig": 30,
    "dreissig": 30,
    "vierzig": 40,
    "fünfzig": 50,
    "sechzig": 60,
    "siebzig": 70,
    "achtzig": 80,
    "neunzig": 90,
}
_SCALES = {
    "tausend": 1e3,
    "tsd": 1e3,
    "million": 1e6,
    "millionen": 1e6,
    "mio": 1e6,
    "mill": 1e6,
    "milliarde": 1e9,
    "milliarden": 1e9,
    "mrd": 1e9,
    "billion": 1e12,
    "billionen": 1e12,
    "bio": 1e12,
    "billiarde": 1e15,
    "billiarden": 1e15,
}
_FRACTIONS = {"drittel": 3, "fünftel": 5, "sechstel": 6, "siebtel": 7, "achtel": 8, "zehntel": 10}
_GLYPHS = {"½": 0.5, "⅓": 1 / 3, "⅔": 2 / 3, "¼": 0.25, "¾": 0.75, "⅛": 0.125}
# Words that a number in the English may render, though they need none.
_LOOSE: dict[str, tuple[float, ...]] = {
    "ein": (1,),
    "eine": (1,),
    "einen": (1,),
    "einem": (1,),
    "einer": (1,),
    "eines": (1,),
    "eins": (1,),
    "einzige": (1,),
    "einzigen": (1,),
    "beide": (2,),
    "beiden": (2,),
    "beider": (2,),
    "beides": (2,),
    "paar": (2,),
    "duo": (2,),
    "doppel": (2,),
    "doppelt": (2,),
    "doppelte": (2,),
    "doppelten": (2,),
    "verdoppelt": (2,),
    "verdoppeln": (2,),
    "zwilling": (2,),
    "zwillinge": (2,),
    "zwo": (2,),
    "trio": (3,),
    "verdreifacht": (3,),
    "verdreifachen": (3,),
    "vervierfacht": (4,),
    "quartett": (4,),
    "halb": (0.5, 30, 6),
    "halbe": (0.5, 30, 6),
    "halben": (0.5, 30, 6),
    "halber": (0.5, 30, 6),
    "halbes": (0.5, 30, 6),
    "hälfte": (0.5, 50),
    "halbiert": (0.5, 2),
    "viertel": (0.25, 4, 15),
    "achtelfinale": (16, 8),
    "viertelfinale": (8, 4),
    "quartal": (0.25, 4),
    "dutzend": (12,),
    "dutzende": (12,),
    "dutzenden": (12,),
    "hundert": (100,),
    "hunderte": (100,),
    "hunderten": (100,),
    "hunderter": (100,),
    "tausende": (1e3,),
    "tausenden": (1e3,),
    "zehntausende": (1e4, 1e3, 10),
    "zehntausenden": (1e4, 1e3, 10),
    "hunderttausende": (1e5, 1e3, 100),
    "hunderttausenden": (1e5, 1e3, 100),
    "zigtausend": (1e4, 1e3, 10),
    "zigtausende": (1e4, 1e3, 10),
    "jahrzehnt": (10,),
    "jahrzehnte": (10,),
    "jahrzehnten": (10,),
    "jahrhundert": (100,),
    "jahrhunderte": (100,),
    "jahrtausend": (1e3,),
    "jahrtausende": (1e3,),
    "elf": (11,),
    "dreiviertel": (0.75, 4),
    "notruf": (911, 999, 112, 110),
    "notrufnummer": (911, 999, 112, 110),
}
# The eleven of a team, "in Acht nehmen", "achten auf".
_AMBIGUOUS = frozenset(("Elf", "Acht", "Achten", "achten", "achte"))
# "Hunderte Millionen" are hundreds of millions, and no number.
_VAGUE = frozenset(("dutzende", "hunderte", "tausende", "zehntausende", "hunderttausende"))
_ENDINGS = ("", "e", "er", "en", "es", "em")
_NOON = 12
_MEASURES = re.compile(
    r"(?:jährig|tägig|stündig|minütig|monatig|wöchig|köpfig|prozentig|stellig|fach|mal)"
)
# "Tabellendritter", "Weltranglistenvierte"; whatever else ends like this does no harm.
_RANKS = re.compile(
    r"\w(?P<rank>dritt|viert|fünft|sechst|siebt|acht|neunt|zehnt)(?:platziert)?e[nrsm]?\b"
)
# "Mittfünfzigerin", "ein Endsechziger": an age that English may put as a decade.
_AGES = re.compile(r"(?P<tens>zwanz|dreiß|vierz|fünfz|sechz|siebz|achtz|neunz)iger")
# Where it is evening, "8 Uhr" may mean 20 o'clock; elsewhere German counts to 24.
_EVENING = re.compile(r"abend|nacht|mittag|\bspät", re.IGNORECASE)
_CENTURY = re.compile(r"\.?(?: (?:und|oder|bis|zum|ins) [\w.]+)? Jahrhundert")
_MIXED = re.compile(r"(\w+?)(?:und)?einhalb(?:fach|mal)?")


def _under_hundred() -> dict[str, int]:
    """Every cardinal from 0 to 99, as it is written."""
    table = {word: value for value, word in enumerate(_UNITS)}
    table |= {word: value for value, word in enumerate(_TEENS, 10)}
    for tens, value in _TENS.items():
        table[tens] = value
        table |= {f"{unit}und{tens}": value + n for n, unit in enumerate(_UNITS) if n}
    return table


def _ordinals(cardinals: dict[str, int]) -> dict[str, int]:
    """Every ordinal from 2 to 100, in all its endings."""
    irregular = {3: "dritt", 7: "siebt", 8: "acht"}
    stems = {100: "hundertst", 1000: "tausendst"}
    table: dict[str, int] = {"siebenten": 7, "siebente": 7}
    for word, value in cardinals.items():
        if value > 1:
            suffix = "t" if value < 20 else "st"
            stems[value] = irregular.get(value, word + suffix)
            table |= {stems[value] + ending: value for ending in _ENDINGS[1:]}
            table |= {word + suffix + ending: value for ending in _ENDINGS[1:]}
    table |= {stems[value] + ending: value for value in (100, 1000) for ending in _ENDINGS[1:]}
    return table


_CARDINALS = _under_hundred()
_ORDINALS = _ordinals(_CARDINALS)
_STARTS = frozenset(
    word[:3] for word in (*_CARDINALS, *_ORDINALS, *_FRACTIONS, *_LOOSE, *_SCALES, "anderthalb")
)
_PREFIX = re.compile(
    "|".join(sorted((w for w in _CARDINALS if _CARDINALS[w] > 1), key=len, reverse=True))
    + "|dritt|siebt"
)
_ORDINAL_PREFIXES = {"dritt": 3, "siebt": 7}  # the others begin as their cardinals do
_SCALE = (
    r"(?:[ -]?(?:[$€£] )?(?P<scale>[Tt]ausend|Tsd|Mio|Mill|Mrd|Bio|[Mm]illion(?:en)?|[Mm]illiarden?"
    r"|Billion(?:en)?|Billiarden?)\b\.?)?"
)
_PLAIN = (
    r"\d{1,3}(?:[.'’]\d{3})+(?!\d)(?:,\d+)?|\d{1,3}(?: \d{3})+(?![.,]?\d{3})(?:,\d+)?(?!\d)"
    r"|\d+[.,]\d+|\d+"
)
_DIGITS = re.compile(
    r"(?=[\d½⅓⅔¼¾⅛])(?:"  # nothing else can begin here: that makes the scan fast
    r"(?P<date>(?<![\d.,])(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})\."
    r"(?: ?(?P<year>\d{4}|\d{2})(?!\d))?)"
    r"|(?P<clock>(?<![\d.,:])(?:(?P<from_hour>\d{1,2})(?:[.:](?P<from_minute>\d{2}))?"
    r" ?(?:bis|und|oder|-|–) ?)?"
    r"(?P<hour>\d{1,2})(?:[.:](?P<minute>\d{2})|\.(?= ?Uhr))?(?:-| ?)Uhr)"
    r"|(?P<pair>(?<![\d.,:])(?P<left>\d{1,3}) ?: ?(?P<right>\d{1,3})(?![\d:]))"
    r"|(?P<season>(?<!\d)(?P<begin>(?:1[5-9]|20)\d{2})[/–-](?P<finish>\d{4}|\d{2})(?!\d))"
    r"|(?P<decade>(?<!\d)(?P<tens>\d0|\d{4})er\b)"
    r"|(?P<fraction>(?:(?P<whole>\d+) )?(?<!\d)(?P<numerator>\d)/(?P<denominator>[1-9])(?![\d/]))"
    rf"|(?P<number>(?<!\d)(?P<value>{_PLAIN})(?P<glyph>[½⅓⅔¼¾⅛])?{_SCALE})"
    r"|(?P<part>[½⅓⅔¼¾⅛]))"
)
_RANGE = re.compile(r" ?(?:bis(?: zu)?|und|oder|auf|-|–) ?")


@lru_cache(maxsize=512)
def read(text: str) -> tuple[Mention, ...]:
    """Every number mentioned in a German text, in order."""
    found = [m for match in _DIGITS.finditer(text) for m in _from_digits(match)]
    found += spoken_times(text)
    found += _from_words(text, found)
    found += roman(text)
    found += [_rank(match) for match in _RANKS.finditer(text)]
    found += [_age(match) for match in _AGES.finditer(text)]
    if "Uhr" in text:
        found = [_maybe_hour(mention) for mention in found]
    if "Jahrh" in text:
        found = [_maybe_century(mention, text) for mention in found]
    found.sort(key=lambda mention: mention.start)
    return tuple(share_scales(text, found, _RANGE))


def value_of(plain: str) -> float:
    """The value of digits in German form: 1.500 · 98’767 · 11 059,50 · 3,4."""
    clean = plain.replace(" ", "").replace("'", "").replace("’", "")
    if "," in clean:
        return reading(float(clean.replace(".", "").replace(",", ".")))
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", clean):
        clean = clean.replace(".", "")
    return reading(float(clean))


def _from_digits(match: re.Match[str]) -> Iterator[Mention]:
    form = match.lastgroup
    if form == "date":
        yield from _date(match)
    elif form == "clock":
        yield from _times(match)
    elif form == "pair":
        yield from _pair(match)
    elif form == "season":
        yield _mention(match, [float(match["begin"])])
        yield _mention(match, year(int(match["finish"])))
    elif form == "decade":
        yield _mention(match, year(int(match["tens"])))
    elif form == "fraction":
        yield _fraction(match)
    elif form == "part":
        yield _mention(match, {reading(_GLYPHS[match["part"]])})
    else:
        yield _number(match)


def _mention(match: re.Match[str], readings: Iterable[Reading]) -> Mention:
    return Mention(match.group(), frozenset(readings), True, True, match.start(), match.end())


def _date(match: re.Match[str]) -> Iterator[Mention]:
    yield _mention(match, {float(match["day"])})
    yield _mention(match, (float(match["month"]), month(int(match["month"]))))
    if match["year"]:
        yield _mention(match, year(int(match["year"])))


def _times(match: re.Match[str]) -> Iterator[Mention]:
    if match["from_hour"]:
        yield _mention(match, _hour(match["from_hour"], match["from_minute"], match.string))
    yield _mention(match, _hour(match["hour"], match["minute"], match.string))


def _hour(hour: str, minute: str | None, text: str) -> set[Reading]:
    """A time as the text means it; of the twelve-hour clock only where it is evening.

    Full hours may be rendered by their number alone: "20 Uhr" as "8 in the evening".
    """
    half = None if int(hour) > _NOON or _EVENING.search(text) else "am"
    if int(hour) == _NOON and half:
        half = "pm"
    times: set[Reading] = set(clock(int(hour), int(minute or 0), half))
    if not int(minute or 0):
        times |= {float(hour), float((int(hour) - 1) % 12 + 1)}
    return times


def _maybe_hour(mention: Mention) -> Mention:
    """A bare number beside a time may be one itself: "um 11, 13 und 15 Uhr"."""
    if not mention.text.isdecimal() or len(mention.text) > 2 or int(mention.text) > 24:
        return mention
    return replace(mention, readings=mention.readings | set(clock(int(mention.text))))


def _maybe_century(mention: Mention, text: str) -> Mention:
    """Das 19. Jahrhundert may be the 1800s."""
    if not _CENTURY.match(text, mention.end):
        return mention
    hundreds = {(v - 1) * 100 for v in mention.readings if not isinstance(v, str) and 1 < v < 40}
    return replace(mention, readings=mention.readings | hundreds)


def _pair(match: re.Match[str]) -> Iterator[Mention]:
    """A score, a ratio or a time; each half stands for itself, or both for the time."""
    times: set[Reading] = set()
    if len(match["right"]) == 2:
        times |= set(clock(int(match["left"]), int(match["right"])))
    yield _mention(match, times | {float(match["left"])})
    yield _mention(match, times | {float(match["right"])})


def _fraction(match: re.Match[str]) -> Mention:
    above, below = int(match["numerator"]), int(match["denominator"])
    value = int(match["whole"] or 0) + above / below
    return _mention(match, {reading(value), float(above), float(below)})


def _number(match: re.Match[str]) -> Mention:
    value = value_of(match["value"]) + _GLYPHS.get(match["glyph"] or "", 0)
    scale = _SCALES[match["scale"].lower()] if match["scale"] else 1.0
    # One digit in a name or formula (CO2, A8) is often put into words; 1 becomes an article.
    loose = match.group() == "1" or (len(match["value"]) == 1 and _in_a_name(match))
    readings: set[Reading] = {reading(value * scale)}
    whole, dot, minutes = match["value"].partition(".")
    if dot and len(minutes) == 2:  # "um 14.00": a time without its "Uhr"
        readings |= set(clock(int(whole), int(minutes)))
    mention = _mention(match, readings)
    return replace(mention, required=not loose, scale=scale)


def _in_a_name(match: re.Match[str]) -> bool:
    before = match.string[match.start() - 1 : match.start()]
    return before.isalpha()


def _rank(match: re.Match[str]) -> Mention:
    value = float(_ORDINALS[match["rank"] + "e"])
    return Mention(match.group(), frozenset({value}), False, False, match.start(), match.end())


def _age(match: re.Match[str]) -> Mention:
    value = float(_TENS[match["tens"] + "ig"])
    readings = frozenset({value, 1900 + value})
    return Mention(match.group(), readings, False, False, match.start(), match.end())


def _from_words(text: str, digits: list[Mention]) -> Iterator[Mention]:
    taken = {position for m in digits for position in range(m.start, m.end)}
    spoken = words(text)
    skip = -1
    for index, word in enumerate(spoken):
        if index <= skip or word.text[:3].lower() not in _STARTS or word.start in taken:
            continue
        mention, used = _phrase(text, spoken, index)
        if mention:
            skip = index + used - 1
            yield mention


def _phrase(text: str, spoken: tuple[Word, ...], index: int) -> tuple[Mention | None, int]:
    """The number that begins at a word: "zwei Drittel", "drei Millionen", "halbe Million"."""
    word = spoken[index]
    readings, required = numeral(word.text)
    if not readings:
        return None, 1
    end = word.start + len(word.text)
    following = spoken[index + 1] if index + 1 < len(spoken) else None
    if following and text[end : following.start] in (" ", "-"):
        if following.text == "Uhr" and max(readings) <= 24:
            hours = {time for value in readings for time in clock(int(value))}
            return Mention(word.text, readings | hours, required, False, word.start, end), 1
        multiplied = _multiplied(readings, following.text.lower())
        if multiplied:
            stop = following.start + len(following.text)
            scale = _SCALES.get(following.text.lower(), 1.0)
            phrase = text[word.start : stop]
            vague = word.text.lower() in _VAGUE
            return Mention(phrase, multiplied, not vague, False, word.start, stop, scale), 2
    if word.text in _AMBIGUOUS:
        required = False
    return Mention(word.text, readings, required, False, word.start, end), 1


def _multiplied(readings: frozenset[float], noun: str) -> frozenset[Reading] | None:
    if noun in _SCALES:
        return frozenset(reading(value * _SCALES[noun]) for value in readings)
    if noun in _FRACTIONS or noun == "viertel":
        parts = _FRACTIONS.get(noun, 4)
        return frozenset({*(reading(value / parts) for value in readings), float(parts)})
    if noun in ("dutzend", "hundert"):
        times = 12 if noun == "dutzend" else 100
        return frozenset(value * times for value in readings)
    return None


@lru_cache(maxsize=4096)
def numeral(word: str) -> tuple[frozenset[float], bool]:
    """What a single German word may count, and whether a translation must count it too."""
    lower = word.lower()
    if lower in _LOOSE:
        return frozenset(float(value) for value in _LOOSE[lower]), False
    if lower in _SCALES:
        return frozenset({_SCALES[lower]}), lower == "tausend"
    if lower in _FRACTIONS:
        return frozenset({reading(1 / _FRACTIONS[lower]), float(_FRACTIONS[lower])}), True
    value = cardinal(lower)
    if value is not None:
        return frozenset({value}), value > 1
    if lower in _ORDINALS:
        ordinal = _ORDINALS[lower]
        return frozenset({float(ordinal)}), ordinal > 2
    return _compound(lower)


def cardinal(word: str) -> float | None:
    """The value of a cardinal written as one word, below a million: "dreiundzwanzig"."""
    if word == "anderthalb":
        return 1.5
    mixed = _MIXED.fullmatch(word)
    if mixed:
        whole = cardinal(mixed[1])
        return None if whole is None else whole + 0.5
    total = 0
    for name, scale in (("tausend", 1000), ("hundert", 100)):
        before, found, after = word.partition(name)
        if found:
            count = cardinal(before) if before else 1
            if count is None:
                return None
            total += int(count) * scale
            word = after.removeprefix("und")
            if not word:
                return float(total)
    return float(total + _CARDINALS[word]) if word in _CARDINALS else None


def _compound(word: str) -> tuple[frozenset[float], bool]:
    """Compounds that begin with a number: "dreitägig" counts, "Viererbande" may."""
    measure = _MEASURES.search(word)
    if measure:
        value = cardinal(word[: measure.start()])
        if value is not None:
            return frozenset({value}), value > 2
    prefix = _PREFIX.match(word)
    if not prefix:
        return frozenset(), False
    value = float((_CARDINALS | _ORDINAL_PREFIXES)[prefix.group()])
    decades = {1900 + value} if value >= 10 and value % 10 == 0 else set()
    return frozenset({value} | decades), False
