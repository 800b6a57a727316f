import json

import pytest

from pipeline.check.jsonl import checked
from pipeline.errors import UsageError


def test_pairs_keep_what_they_hold_and_gain_checks():
    lines = [json.dumps({"de": "12 Gäste kamen.", "en": "13 guests came.", "id": 7}), "", "{}"]
    rows = checked(lines)
    first = next(rows)
    assert first["id"] == 7
    assert {"name", "severity", "detail"} == set(first["checks"][0])
    with pytest.raises(UsageError, match="line 3"):
        next(rows)


@pytest.mark.parametrize(
    "line",
    [
        *("no json", "[1]", "[" * 100_000, '{"de": "Ja."}', '{"de": "Ja.", "en": 1}'),
        *('{"de": "Ja.", "en": "Yes.", "x": NaN}', '{"de": "Ja.", "en": "Yes.", "x": 1e400}'),
    ],
)
def test_a_line_that_is_no_pair_is_named(line):
    with pytest.raises(UsageError, match="line 1"):
        list(checked([line]))


def test_half_a_surrogate_pair_is_replaced():
    line = '{"de": "Das \\ud83d Rad dreht sich.", "en": "The \\ud83d\\ude00 wheel turns.", "n": 1}'
    (values,) = checked([line])
    assert values["de"] == "Das \ufffd Rad dreht sich."
    assert values["en"] == "The 😀 wheel turns."
    json.dumps(values, ensure_ascii=False).encode("utf-8")
