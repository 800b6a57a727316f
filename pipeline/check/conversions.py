"""Conversions: a number whose unit the translator changed too: 15 Meter, 50 feet."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.check.quantities import Mention

_CLOSE = 0.12  # of the value; translators round


@dataclass(frozen=True, slots=True)
class _Conversion:
    """A metric unit, another that the English may have, and how many of these make one.

    zero: what the other unit says where the metric one says 0.
    """

    german: re.Pattern[str]
    english: re.Pattern[str]
    factor: float
    zero: float


def _conversion(german: str, english: str, factor: float, zero: float = 0.0) -> _Conversion:
    return _Conversion(
        re.compile(rf"[ -]?(?:{german})"), re.compile(rf"[ -]?(?:{english})"), factor, zero
    )


_CONVERSIONS = (
    _conversion(r"Metern?\b|m\b", r"f(?:ee|oo)?t\b|['’]", 3.2808),
    _conversion(r"Metern?\b|m\b", r"yards?\b|yds?\b", 1.0936),
    _conversion(r"Zentimetern?\b|cm\b", r"inch|in\b|\"", 0.3937),
    _conversion(r"Kilometern?\b|km", r"miles?\b|mph\b|mi\b", 0.6214),
    _conversion(r"Stundenkilometern?\b|Tempo\b", r"miles?\b|mph\b", 0.6214),
    _conversion(r"Kilo|kg\b", r"pounds?\b|lbs?\b", 2.2046),
    _conversion(r"Litern?\b|l\b", r"gallons?\b", 0.2642),
    _conversion(r"Hektar\b|ha\b", r"acres?\b", 2.4711),
    _conversion(r"Quadratmetern?\b|m²|m2\b", r"square[ -]f(?:ee|oo)t\b|sq", 10.764),
    _conversion(r"Quadratmetern?\b|m²|m2\b", r"acres?\b", 0.000247),
    _conversion(r"Quadratkilometern?\b|km²|km2\b", r"square[ -]miles?\b", 0.3861),
    _conversion(r"Kilometern?\b|km\b", r"met(?:er|re)s?\b|m\b", 1000),
    _conversion(r"Metern?\b|m\b", r"kilomet(?:er|re)s?\b|km\b", 0.001),
    _conversion(r"Grad\b|°", r"degrees?\b|°|F\b", 1.8, 32),
)


def is_converted(mention: Mention, de: str, other: Mention, en: str) -> bool:
    """Whether the English number is the German one in another unit, about an eighth at most off."""
    return any(
        conversion.german.match(de, mention.end)
        and conversion.english.match(en, other.end)
        and _is_close(mention, other, conversion)
        for conversion in _CONVERSIONS
    )


def _is_close(mention: Mention, other: Mention, conversion: _Conversion) -> bool:
    return any(
        abs(metric * conversion.factor + conversion.zero - imperial)
        <= _CLOSE * abs(imperial - conversion.zero) + 1
        for metric in mention.readings
        for imperial in other.readings
        if not isinstance(metric, str) and not isinstance(imperial, str)
    )
