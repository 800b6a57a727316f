"""Which of the articles that were read a run takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from pipeline.errors import UsageError

BERLIN = ZoneInfo("Europe/Berlin")


@dataclass(frozen=True, slots=True)
class Selection:
    """since, until: aware times, both included. limit: the most articles."""

    since: datetime | None = None
    until: datetime | None = None
    limit: int | None = None

    def __post_init__(self) -> None:
        """Raises UsageError where no date can lie between the two."""
        if self.since and self.until and self.since > self.until:
            raise UsageError(
                f"nothing lies after {self.since:%Y-%m-%d} and before {self.until:%Y-%m-%d}",
                "exchange --since and --until",
            )

    def covers(self, published: datetime | None) -> bool:
        """Whether a date lies between `since` and `until`; none does."""
        if published is None:
            return True
        early = self.since is not None and published < self.since
        late = self.until is not None and published > self.until
        return not (early or late)


def moment(text: str, *, end_of_day: bool = False) -> datetime:
    """The time that `text` (ISO 8601) means; without a zone it is Berlin's.

    A bare date is its first moment, or its last with `end_of_day`. Raises UsageError.
    """
    try:
        value = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(
            f"'{text}' is no date", "write it as 2026-11-14 or 2026-11-14T06:00"
        ) from error
    if end_of_day and _is_bare_date(text):
        value = datetime.combine(value, time.max)
    return value if value.tzinfo else value.replace(tzinfo=BERLIN)


def _is_bare_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
