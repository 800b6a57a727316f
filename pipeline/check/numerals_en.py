"""Reads the numbers of an English text: digits, words, times, decades, fractions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from pipeline.check.quantities import Mention, Reading, clock, month, reading, share_scales, year
from pipeline.check.roman import roman
from pipeline.check.words import Word, words

_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    "nineteen",
)
_CARDINALS = {word: float(value) for value, word in enumerate(_SMALL)}
_TENS = {
    word: float(10 * value)
    for value, word in enumerate(
        ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), 2
    )
}
_SCALES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "k": 1e3,
    "million": 1e6,
    "m": 1e6,
    "mn": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "trillion": 1e12,
    "tn": 1e12,
    "quadrillion": 1e15,
    "dozen": 12.0,
}
_ORDINALS = {
    word: float(value)
    for value, word in enumerate(
        (
            *("third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
            *("eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth"),
            *("seventeenth", "eighteenth", "nineteenth", "twentieth"),
        ),
        3,
    )
}
_ORDINALS |= {"thirtieth": 30.0, "fortieth": 40.0, "fiftieth": 50.0, "sixtieth": 60.0}
_ORDINALS |= {"seventieth": 70.0, "eightieth": 80.0, "ninetieth": 90.0, "hundredth": 100.0}
_GLYPHS = {"½": 0.5, "⅓": 1 / 3, "⅔": 2 / 3, "¼": 0.25, "¾": 0.75, "⅛": 0.125}
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)
# Words that may render a number, though they need none in the German.
_LOOSE: dict[str, tuple[float, ...]] = {
    "a": (1,),
    "an": (1,),
    "one": (1,),
    "once": (1,),
    "single": (1,),
    "sole": (1,),
    "nil": (0,),
    "zero": (0,),
    "both": (2,),
    "couple": (2,),
    "pair": (2,),
    "pairs": (2,),
    "twice": (2,),
    "twin": (2,),
    "twins": (2,),
    "double": (2,),
    "doubled": (2,),
    "doubles": (2,),
    "doubling": (2,),
    "dual": (2,),
    "duo": (2,),
    "either": (2,),
    "neither": (2,),
    "second": (2,),
    "seconds": (2,),
    "secondly": (2,),
    "triple": (3,),
    "tripled": (3,),
    "trio": (3,),
    "treble": (3,),
    "thrice": (3,),
    "thirdly": (3,),
    "quartet": (4,),
    "quadruple": (4,),
    "quadrupled": (4,),
    "fortnight": (14, 2),
    "half": (0.5, 1.5, 2, 30, 50),
    "halves": (0.5, 2, 50),
    "halved": (0.5, 2, 50),
    "quarter": (0.25, 4, 15, 3),
    "quarters": (0.25, 4),
    "dozen": (12,),
    "dozens": (12,),
    "hundreds": (100,),
    "thousands": (1e3,),
    "millions": (1e6,),
    "billions": (1e9,),
    "trillions": (1e12,),
    "decade": (10,),
    "decades": (10,),
    "century": (100,),
    "centuries": (100,),
    "teens": (13,),
}
_DECADES = {
    "twenties": 20,
    "thirties": 30,
    "forties": 40,
    "fifties": 50,
    "sixties": 60,
    "seventies": 70,
    "eighties": 80,
    "nineties": 90,
}
_TIMES: dict[str, tuple[str, ...]] = {
    "midnight": ("00:00",),
    "noon": ("12:00",),
    "midday": ("12:00",),
}
_KNOWN = frozenset(
    (*_CARDINALS, *_TENS, *_SCALES, *_ORDINALS, *_LOOSE, *_DECADES, *_TIMES, *_MONTHS)
) - {"k", "m", "mn", "bn", "tn"}

_HALF = r"(?:[ap]\.?m\b\.?)"
_DIGITS = re.compile(
    r"(?=[\d½⅓⅔¼¾⅛])(?:"  # nothing else can begin here: that makes the scan fast
    r"(?P<clock>(?<![\d.,:])(?:(?P<from_hour>\d{1,2})(?:[.:](?P<from_minute>\d{2}))?"
    r" ?(?:to|and|until|or|-|–) ?)?"
    rf"(?P<hour>\d{{1,2}})(?:[.:](?P<minute>\d{{2}}))? ?(?P<half>{_HALF}))"
    r"|(?P<oclock>(?<!\d)(?P<full>\d{1,2}) ?o['’]clock)"
    r"|(?P<military>(?<!\d)(?P<hours>[01]\d|2[0-3])(?P<minutes>[0-5]\d) ?"
    r"(?:hours|hrs|h\b|UTC|GMT|CET|local time))"
    r"|(?P<pair>(?<![\d.,:])(?P<left>\d{1,3}) ?: ?(?P<right>\d{1,3})(?![\d:]))"
    r"|(?P<attack>(?<![\d/])9/11(?![\d/]))"
    r"|(?P<season>(?<!\d)(?P<begin>(?:1[5-9]|20)\d{2})[/–-](?P<finish>\d{4}|\d{2})(?!\d))"
    r"|(?P<decade>(?<!\d)(?P<tens>\d0|\d{3}0)['’]?s\b)"
    r"|(?P<fraction>(?:(?P<whole>\d+) )?(?<!\d)(?P<numerator>\d)/(?P<denominator>[1-9])(?![\d/]))"
    r"|(?P<number>(?<!\d)(?P<value>\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d{1,3}(?: \d{3})+(?!\d)"
    r"|\d+\.\d+|\d+)(?: ?(?P<glyph>[½⅓⅔¼¾⅛]))?"
    r"(?:(?:[ -](?=\w\w))?"
    r"(?P<scale>hundred|thousand|million|billion|trillion|dozen|bn|mn|tn|m|k)\b)?)"
    r"|(?P<part>[½⅓⅔¼¾⅛]))",
    re.IGNORECASE,
)
_RANGE = re.compile(r"[ -]?(?:to|and|or|through|from|-|–)[ -]?(?:[$€£])?|[-–]")
_JOINT = re.compile(r"[ -]+")
_HALF_MORE = re.compile(r"[ -](?:and[ -])?(?:a|one)[ -]half\b(?:[ -](million|billion|thousand)\b)?")


@lru_cache(maxsize=512)
def read(text: str) -> tuple[Mention, ...]:
    """Every number mentioned in an English text, in order."""
    found = [m for match in _DIGITS.finditer(text) for m in _from_digits(match)]
    found += _from_words(text, found)
    found += roman(text)
    found.sort(key=lambda mention: mention.start)
    return tuple(share_scales(text, found, _RANGE))


def _from_digits(match: re.Match[str]) -> Iterator[Mention]:
    form = match.lastgroup
    if form == "clock":
        yield from _times(match)
    elif form == "oclock":
        yield _mention(match, (*clock(int(match["full"])), float(match["full"])))
    elif form == "military":
        yield _mention(match, {*clock(int(match["hours"]), int(match["minutes"]))})
    elif form == "pair":
        yield from _pair(match)
    elif form == "attack":  # 11 September, of 2001
        yield _mention(match, [11.0])
    elif form == "season":
        yield _mention(match, [float(match["begin"])])
        yield _mention(match, year(int(match["finish"])))
    elif form == "decade":
        yield _mention(match, year(int(match["tens"])))
    elif form == "fraction":
        above, below = int(match["numerator"]), int(match["denominator"])
        value = int(match["whole"] or 0) + above / below
        yield _mention(match, {reading(value), float(above), float(below)})
    elif form == "part":
        yield _mention(match, {reading(_GLYPHS[match["part"]])})
    else:
        yield _number(match)


def _mention(match: re.Match[str], readings: Iterable[Reading]) -> Mention:
    return Mention(match.group(), frozenset(readings), True, True, match.start(), match.end())


def _times(match: re.Match[str]) -> Iterator[Mention]:
    half = match["half"][0].lower() + "m"
    if match["from_hour"]:  # "11 to 3 p.m." begins in the morning or in the afternoon
        minute = int(match["from_minute"] or 0)
        yield _mention(match, (*clock(int(match["from_hour"]), minute), float(match["from_hour"])))
    yield _mention(match, {*clock(int(match["hour"]), int(match["minute"] or 0), half)})


def _pair(match: re.Match[str]) -> Iterator[Mention]:
    """A score, a ratio or a time; each half stands for itself, or both for the time."""
    times: set[Reading] = set()
    if len(match["right"]) == 2:
        times |= set(clock(int(match["left"]), int(match["right"])))
    yield _mention(match, times | {float(match["left"])})
    yield _mention(match, times | {float(match["right"])})


def _number(match: re.Match[str]) -> Mention:
    plain = match["value"].replace(",", "").replace(" ", "")
    value = float(plain) + _GLYPHS.get(match["glyph"] or "", 0)
    scale = _SCALES[match["scale"].lower()] if match["scale"] else 1.0
    readings: set[Reading] = {reading(value * scale)}
    whole, dot, minutes = plain.partition(".")
    if dot and len(minutes) == 2:  # British style: 9.30 may be a time
        readings |= set(clock(int(whole), int(minutes)))
    if match["scale"] in ("m", "M"):  # metres as well as millions, or part of a name: C-295M
        readings.add(reading(value))
    before = match.string[match.start() - 1 : match.start()]
    loose = match.group() == "1" or (len(match["value"]) == 1 and before.isalpha())
    return replace(_mention(match, readings), required=not loose, scale=scale)


@dataclass(slots=True)
class _Phrase:
    """A number in words while it is read: "two hundred and fifty thousand"."""

    total: float = 0.0
    current: float = 0.0
    used: int = 0
    scale: float = 1.0

    @property
    def value(self) -> float:
        return self.total + self.current

    def multiply(self, factor: float) -> None:
        if factor >= 1000:
            self.total += (self.current or 1.0) * factor
            self.current = 0.0
        else:
            self.current = (self.current or 1.0) * factor
        self.scale = factor


def _from_words(text: str, digits: list[Mention]) -> Iterator[Mention]:
    taken = {position for m in digits for position in range(m.start, m.end)}
    spoken = words(text)
    index = 0
    while index < len(spoken):
        word = spoken[index]
        if word.text.lower() not in _KNOWN or word.start in taken:
            index += 1
            continue
        mention, used = _phrase(text, spoken, index)
        if mention:
            yield mention
        index += used


def _phrase(text: str, spoken: tuple[Word, ...], index: int) -> tuple[Mention | None, int]:
    """The number in words that begins here, and how many words it takes."""
    run = _run(text, spoken, index)
    word = spoken[index].text.lower()
    phrase = _cardinal(run)
    if phrase.used:
        return _counted(text, spoken, index, phrase, run)
    if word == "half" and len(run) > 1:
        rest = run[2:] if run[1] == "a" else run[1:]
        if rest and _SCALES.get(rest[0], 0) > 1:
            used = len(run) - len(rest) + 1
            return _spoken(text, spoken, index, used, {_SCALES[rest[0]] / 2}, True), used
    if word in ("tens", "hundreds"):
        return None, 1
    return _spoken(text, spoken, index, 1, *_loose(word, spoken[index])), 1


def _run(text: str, spoken: tuple[Word, ...], index: int) -> list[str]:
    """The words from here that no punctuation parts, ten at most, in lower case."""
    run = [spoken[index].text.lower()]
    for before, word in zip(spoken[index:], spoken[index + 1 : index + 10], strict=False):
        if not _JOINT.fullmatch(text, before.start + len(before.text), word.start):
            break
        run.append(word.text.lower())
    return run


def _cardinal(run: list[str]) -> _Phrase:
    """As many of the words as make one cardinal; none used if they make none."""
    phrase = _Phrase()
    last = ""  # the kind of the word before: unit, tens, scale
    for position, word in enumerate(run):
        if word in _CARDINALS and last in ("", "scale", "tens" if _CARDINALS[word] < 10 else ""):
            phrase.current += _CARDINALS[word]
            last = "unit"
        elif word in _TENS and last in ("", "scale"):
            phrase.current += _TENS[word]
            last = "tens"
        elif word in _SCALES and len(word) > 2 and (position or word != "dozen"):
            if last == "" and position == 0 and word == "dozen":
                break
            phrase.multiply(_SCALES[word])
            last = "scale"
        elif (
            word == "a" and position == 0 and len(run) > 1 and len(run[1]) > 2 and run[1] in _SCALES
        ) or (word == "and" and last == "scale" and _continues(run[position + 1 :], phrase.scale)):
            continue
        else:
            break
        phrase.used = position + 1
    return phrase


def _continues(rest: list[str], scale: float) -> bool:
    """Whether what follows an "and" adds to it, unlike in "three million and five million"."""
    following = next((word for word in rest if word not in _CARDINALS and word not in _TENS), "")
    again = scale >= 1000 and _SCALES.get(following, 0) >= scale
    return bool(rest) and (rest[0] in _CARDINALS or rest[0] in _TENS) and not again


def _counted(
    text: str, spoken: tuple[Word, ...], index: int, phrase: _Phrase, run: list[str]
) -> tuple[Mention | None, int]:
    """A cardinal with what may follow it: an ordinal's end, a fraction, "and a half"."""
    used, value = phrase.used, phrase.value
    readings: set[float] = {reading(value)}
    following = run[used] if used < len(run) else ""
    end = spoken[index + used - 1].start + len(spoken[index + used - 1].text)
    half = _HALF_MORE.match(text, end)
    if half:
        factor = _SCALES[half[1]] if half[1] else 1.0
        extra = len(re.findall(r"[a-z]+", half.group()))
        return _spoken(
            text, spoken, index, used + extra, {(value + 0.5) * factor}, True
        ), used + extra
    parts = following.removesuffix("s")
    if following in ("first", "second"):
        readings = {reading(value + (1 if following == "first" else 2))}
        used += value % 10 == 0 and value > 1
    elif parts in _ORDINALS and value % 10 == 0 and value >= 20 and not following.endswith("s"):
        readings = {reading(value + _ORDINALS[parts])}
        used += 1
    elif parts in _ORDINALS and value < 20:
        readings = {reading(value / _ORDINALS[parts]), _ORDINALS[parts]}
        used += 1
    elif parts == "quarter" and value < 4:
        readings = {reading(value / 4), 4.0, value}
        used += 1
    if used == phrase.used:
        readings = {reading(value)}
    mention = _spoken(text, spoken, index, used, readings, value > 1 and run[0] not in _SCALES)
    return replace(mention, scale=phrase.scale), used


def _spoken(
    text: str,
    spoken: tuple[Word, ...],
    index: int,
    used: int,
    readings: Iterable[Reading],
    required: bool,
) -> Mention:
    start = spoken[index].start
    last = spoken[min(index + used, len(spoken)) - 1]
    end = last.start + len(last.text)
    return Mention(text[start:end], frozenset(readings), required, False, start, end)


def _loose(word: str, place: Word) -> tuple[set[Reading], bool]:
    """A word that counts on its own: an ordinal, a decade, a time, "both"."""
    if word in _ORDINALS:
        value = _ORDINALS[word]
        return {value, reading(1 / value)}, True
    if word in _DECADES:
        return {*year(_DECADES[word])}, True
    if word in _TIMES:
        return {*_TIMES[word]}, False
    if word in _MONTHS and place.capitalized:
        return {month(_MONTHS.index(word) + 1)}, False
    return {float(value) for value in _LOOSE.get(word, ())}, False
