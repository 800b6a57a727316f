"""Checking pairs from anywhere: JSON Lines with `de` and `en`."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from pipeline.check.evidence import Scorer
from pipeline.check.glossary import Term
from pipeline.check.pair import check_pairs
from pipeline.errors import UsageError

_HALVES = re.compile("[\ud800-\udfff]")
_TOGETHER = 200  # pairs, of which a model is asked for a few dozen at once


def checked(
    lines: Iterable[str], terms: Sequence[Term] = (), scorer: Scorer | None = None
) -> Iterator[dict[str, Any]]:
    """Each object with its findings as `checks`; whatever else it holds is kept.

    `terms` are a house's own, which the English should use; `scorer` gives evidence of omissions.
    Raises UsageError that names the first line which is no object with `de` and `en`, once those
    before it are checked.
    """
    batch: list[dict[str, Any]] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            batch.append(_parsed(line, number))
        except UsageError:
            yield from _checked(batch, terms, scorer)
            raise
        if len(batch) == _TOGETHER:
            yield from _checked(batch, terms, scorer)
            batch = []
    yield from _checked(batch, terms, scorer)


def _checked(
    batch: Sequence[dict[str, Any]], terms: Sequence[Term], scorer: Scorer | None
) -> Iterator[dict[str, Any]]:
    pairs = [(values["de"], values["en"]) for values in batch]
    for values, findings in zip(batch, check_pairs(pairs, scorer, terms=terms), strict=True):
        yield values | {"checks": [asdict(finding) for finding in findings]}


def _parsed(line: str, number: int) -> dict[str, Any]:
    try:
        values = _loaded(line)
    except (ValueError, RecursionError):
        values = None
    texts = (values.get("de"), values.get("en")) if isinstance(values, dict) else (None, None)
    if not all(isinstance(text, str) for text in texts):
        raise UsageError(
            f'line {number} is no JSON object with "de" and "en"',
            'write one pair a line: {"de": "…", "en": "…"}',
        )
    return dict(values)


def _loaded(line: str) -> Any:
    """The line's value, with a replacement character for each half of a surrogate pair."""
    values = json.loads(line, parse_float=_finite, parse_constant=_finite)
    if "\\ud" not in line.lower():
        return values
    return json.loads(_HALVES.sub("\ufffd", json.dumps(values, ensure_ascii=False)))


def _finite(text: str) -> float:
    """A number that JSON can write again: `NaN` is none, and 1e400 would come out as `Infinity`."""
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value
