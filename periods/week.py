"""The ISO week in Amsterdam: the unit in which everything is counted and shown."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Self, overload

from periods.local_time import midnight
from periods.span import Span

_WRITTEN = re.compile(r"([0-9]{4})-W([0-9]{2})")

# A typed year outside these is a slip of the hand. It also keeps the weeks around a page's
# own week within what a date can hold.
FIRST_YEAR = 1900
LAST_YEAR = 2199


@dataclass(frozen=True, order=True)
class Week:
    """One ISO week, known by its Monday: from Monday 00:00 in Amsterdam to the next.

    It lasts 167 or 169 hours when the clock changes. Refuses any other day than a Monday,
    and a datetime, whose date depends on its zone.
    """

    monday: date

    def __post_init__(self) -> None:
        _refuse_datetime(self.monday)
        if self.monday.weekday() != 0:
            raise ValueError(f"A week starts on a Monday, {self.monday} is none.")

    @classmethod
    def of(cls, day: date) -> Self:
        """The week this local date lies in. Refuses a datetime (ValueError)."""
        _refuse_datetime(day)
        return cls(day - timedelta(days=day.weekday()))

    @classmethod
    def parse(cls, text: str) -> Self:
        """The week written as "2021-W01"; ValueError for anything else, 2021-W53 included."""
        written = _WRITTEN.fullmatch(text)
        if written is None:
            raise ValueError(f"{text!r} is not a week such as 2021-W01.")
        iso_year, number = int(written[1]), int(written[2])
        if not FIRST_YEAR <= iso_year <= LAST_YEAR:
            raise ValueError(f"The year of {text} is not between {FIRST_YEAR} and {LAST_YEAR}.")
        return cls(date.fromisocalendar(iso_year, number, 1))

    def __str__(self) -> str:
        return f"{self.iso_year:04d}-W{self.number:02d}"

    @property
    def iso_year(self) -> int:
        """The year the week counts in, which is that of its Thursday."""
        return self.monday.isocalendar().year

    @property
    def number(self) -> int:
        """1 to 52 or 53."""
        return self.monday.isocalendar().week

    @property
    def sunday(self) -> date:
        """The last date of the week."""
        return self.monday + timedelta(days=6)

    @property
    def days(self) -> tuple[date, ...]:
        """Its seven dates, Monday first."""
        return tuple(self.monday + timedelta(days=offset) for offset in range(7))

    @property
    def next(self) -> Self:
        """The week after."""
        return self + 1

    @property
    def previous(self) -> Self:
        """The week before."""
        return self - 1

    @property
    def starts_at(self) -> datetime:
        """The first instant of the week, in UTC."""
        return midnight(self.monday)

    @property
    def ends_at(self) -> datetime:
        """The first instant of the next week, in UTC: not part of this one."""
        return midnight(self.monday + timedelta(weeks=1))

    @property
    def span(self) -> Span[datetime]:
        """Its instants, half-open."""
        return Span(self.starts_at, self.ends_at)

    def __add__(self, weeks: int) -> Self:
        if not isinstance(weeks, int):
            return NotImplemented
        return type(self)(self.monday + timedelta(weeks=weeks))

    @overload
    def __sub__(self, other: int) -> Self: ...

    @overload
    def __sub__(self, other: "Week") -> int: ...

    def __sub__(self, other: "int | Week") -> "Self | int":
        if isinstance(other, Week):
            return (self.monday - other.monday).days // 7
        if not isinstance(other, int):
            return NotImplemented
        return self + -other


def weeks_ending(last: Week, count: int) -> list[Week]:
    """The `count` weeks up to and including `last`, oldest first; none for 0.

    Refuses a negative count (ValueError).
    """
    if count < 0:
        raise ValueError("A number of weeks is 0 or more.")
    return [last - back for back in reversed(range(count))]


def _refuse_datetime(day: date) -> None:
    if isinstance(day, datetime):
        raise ValueError("A week is made of local dates: convert the datetime first.")
