"""Working days: Monday to Friday, without Dutch public holidays and without own closing days.

The holidays are those of the library `holidays`, category "public" for the Netherlands, with one
exception: on Good Friday most offices and shops are open, so it is a working day. Liberation Day
is a day off in years that end in 0 or 5. Own closing days are data: whoever calls hands them over.
"""

from collections.abc import Collection
from datetime import date, timedelta
from functools import lru_cache

import holidays

_GOOD_FRIDAY = "Goede vrijdag"
#: So many closing days in a row would be a calendar without work.
_LONGEST_CLOSURE = 366


class NoWorkingDay(ValueError):
    """Within a year of this day nobody works: the closing days cannot be right."""

    def __init__(self, day: date) -> None:
        super().__init__(f"There is no working day within a year of {day}.")


def is_working_day(day: date, closed: Collection[date] = ()) -> bool:
    """Whether people are at work on this local date; `closed` holds the own closing days."""
    return day.weekday() < 5 and day not in closed and day not in _public_holidays(day.year)


def working_day_after(day: date, days: int = 1, closed: Collection[date] = ()) -> date:
    """The working day that comes `days` working days after this date, which need not be one.

    0 is the date itself where it is a working day, else the first one after it. Refuses a
    negative number (ValueError) and a year without working days (NoWorkingDay).
    """
    if days < 0:
        raise ValueError("A number of working days is 0 or more.")
    found = day
    if days == 0 and not is_working_day(day, closed):
        days = 1
    for _ in range(days):
        found = _next(found, closed)
    return found


def working_day_before(day: date, closed: Collection[date] = ()) -> date:
    """The last working day before this date. Refuses a year without any (NoWorkingDay)."""
    for step in range(1, _LONGEST_CLOSURE + 1):
        if is_working_day(day - timedelta(days=step), closed):
            return day - timedelta(days=step)
    raise NoWorkingDay(day)


def working_days_between(first: date, last: date, closed: Collection[date] = ()) -> int:
    """How many working days there are after `first` up to and including `last`; 0 if none."""
    span = range(1, (last - first).days + 1)
    return sum(is_working_day(first + timedelta(days=step), closed) for step in span)


def _next(day: date, closed: Collection[date]) -> date:
    for step in range(1, _LONGEST_CLOSURE + 1):
        if is_working_day(day + timedelta(days=step), closed):
            return day + timedelta(days=step)
    raise NoWorkingDay(day)


@lru_cache(maxsize=64)
def _public_holidays(year: int) -> frozenset[date]:
    calendar = holidays.country_holidays("NL", years=year, language="nl")
    return frozenset(day for day, name in calendar.items() if name != _GOOD_FRIDAY)
