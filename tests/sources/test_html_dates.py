from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.sources.html.dates import BERLIN, parse_date

SUMMER = timezone(timedelta(hours=2))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-04-22T15:26:46.863186+00:00", datetime(2024, 4, 22, 15, 26, 46, 863186, UTC)),
        ("2024-04-22T17:26+0200", datetime(2024, 4, 22, 17, 26, tzinfo=SUMMER)),
        ("2024-04-22 17:26:00 +02:00", datetime(2024, 4, 22, 17, 26, tzinfo=SUMMER)),
        ("2024-04-22T10:00:00Z", datetime(2024, 4, 22, 10, tzinfo=UTC)),
        ("2024-04-22", datetime(2024, 4, 22, tzinfo=BERLIN)),
        ("2024-07-01 08:15", datetime(2024, 7, 1, 8, 15, tzinfo=BERLIN)),
        ("Mon, 22 Apr 2024 10:00:00 +0200", datetime(2024, 4, 22, 10, tzinfo=SUMMER)),
        ("Stand: 22.04.2024, 17:26 Uhr", datetime(2024, 4, 22, 17, 26, tzinfo=BERLIN)),
        ("22. April 2024 um 9.05 Uhr", datetime(2024, 4, 22, 9, 5, tzinfo=BERLIN)),
        ("3. Jänner 2019", datetime(2019, 1, 3, tzinfo=BERLIN)),
        ("Montag, 1. Sept. 2025", datetime(2025, 9, 1, tzinfo=BERLIN)),
        ("Do 25.04.24 | 13:47 Uhr", datetime(2024, 4, 25, 13, 47, tzinfo=BERLIN)),
        ("31.02.2024", None),
        ("3. Stock 2019", None),
        ("vor drei Stunden", None),
        ("27.6.205", None),
        ("", None),
    ],
)
def test_parse_date(text: str, expected: datetime | None) -> None:
    assert parse_date(text) == expected


@given(st.text(max_size=60))
def test_any_text_gives_an_aware_date_or_none(text: str) -> None:
    found = parse_date(text)
    assert found is None or found.tzinfo is not None
