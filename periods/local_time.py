"""Amsterdam's clock: from instants to local dates, and from what people type to instants.

Instants are stored in UTC. Python's own arithmetic on two local datetimes of one zone
ignores the change of the clock, so nothing here subtracts before converting to UTC.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

MORNING_FROM_HOUR = 6
AFTERNOON_FROM_HOUR = 12
EVENING_FROM_HOUR = 18

PartOfDay = Literal["morning", "afternoon", "evening", "night"]


class NonexistentMoment(ValueError):
    """A local time that the clock skips in spring, such as 29 March 2026 02:30."""

    code = "nonexistent_moment"


class AmbiguousMoment(ValueError):
    """A local time that happens twice in autumn, such as 25 October 2026 02:30."""

    code = "ambiguous_moment"


def local_date(at: datetime) -> date:
    """The date in Amsterdam at this instant. Refuses a naive datetime (ValueError)."""
    return _local(at).date()


def part_of_day(at: datetime) -> PartOfDay:
    """The part of the day in Amsterdam: night until 6, morning, afternoon from 12, evening from 18.

    Refuses a naive datetime (ValueError).
    """
    hour = _local(at).hour
    if hour < MORNING_FROM_HOUR:
        return "night"
    if hour < AFTERNOON_FROM_HOUR:
        return "morning"
    return "afternoon" if hour < EVENING_FROM_HOUR else "evening"


def as_date(value: date | str) -> date:
    """A date as a raw SQL statement hands it back: SQLite gives text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def midnight(day: date) -> datetime:
    """The instant, in UTC, at which this date begins in Amsterdam."""
    return datetime.combine(day, time.min, AMSTERDAM).astimezone(UTC)


def local_moment(naive: datetime, *, fold: int | None) -> datetime:
    """The instant, in UTC, that someone in Amsterdam means by this date and time.

    `fold` says which of the two doubled autumn hours is meant: 0 the first (summer time),
    1 the second, None unknown. It changes nothing on any other hour.
    Raises NonexistentMoment for the hour skipped in spring, AmbiguousMoment for the doubled
    hour with fold None, and ValueError for an aware datetime or a year out of reach.
    """
    if naive.tzinfo is not None:
        raise ValueError("A local moment is given without a time zone.")
    try:
        first, second = (_read_with(naive, fold=each) for each in (0, 1))
    except OverflowError:
        raise ValueError(f"{naive} is out of reach.") from None
    if first > second:
        raise NonexistentMoment(f"{naive:%Y-%m-%d %H:%M} does not exist: the clock skips it.")
    if first < second and fold is None:
        raise AmbiguousMoment(f"{naive:%Y-%m-%d %H:%M} happens twice: say which one.")
    return second if fold == 1 else first


def elapsed_seconds(start: datetime, end: datetime) -> int:
    """Seconds that really passed, whole ones only, negative when `end` comes first.

    A started second does not count, as on a telephone system's own clock; -0.5 s becomes -1,
    so that an end before the start is never taken for zero. Refuses naive datetimes.
    """
    _refuse_naive(start)
    _refuse_naive(end)
    return (end.astimezone(UTC) - start.astimezone(UTC)) // timedelta(seconds=1)


def _read_with(naive: datetime, *, fold: int) -> datetime:
    return naive.replace(tzinfo=AMSTERDAM, fold=fold).astimezone(UTC)


def _local(at: datetime) -> datetime:
    _refuse_naive(at)
    return at.astimezone(AMSTERDAM)


def _refuse_naive(at: datetime) -> None:
    if at.utcoffset() is None:
        raise ValueError("An instant needs a time zone.")
