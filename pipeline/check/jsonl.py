"""Checking pairs from anywhere: JSON Lines with `de` and `en`."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from pipeline.check.glossary import Term
from pipeline.check.pair import check_pair
from pipeline.errors import UsageError


def checked(lines: Iterable[str], terms: Sequence[Term] = ()) -> Iterator[dict[str, Any]]:
    """Each object with its findings as `checks`; whatever else it holds is kept.

    `terms` are a house's own, which the English should use.
    Raises UsageError that names the first line which is no object with `de` and `en`.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        values = _parsed(line, number)
        findings = check_pair(values["de"], values["en"], terms=terms)
        yield values | {"checks": [asdict(finding) for finding in findings]}


def _parsed(line: str, number: int) -> dict[str, Any]:
    try:
        values = json.loads(line, parse_float=_finite, parse_constant=_finite)
    except (ValueError, RecursionError):
        values = None
    texts = (values.get("de"), values.get("en")) if isinstance(values, dict) else (None, None)
    if not all(isinstance(text, str) for text in texts):
        raise UsageError(
            f'line {number} is no JSON object with "de" and "en"',
            'write one pair a line: {"de": "…", "en": "…"}',
        )
    return dict(values)


def _finite(text: str) -> float:
    """A number that JSON can write again: `NaN` is none, and 1e400 would come out as `Infinity`."""
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value
