"""From what was said ("this afternoon", "within two working days") to when it is due. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time

from incidents.models import Promise
from periods.local_time import local_date, local_moment
from periods.working_days import working_day_after

Moment = Promise.Moment

#: The working day, where nothing else was said; the afternoon starts at noon.
OPENS_AT, NOON, CLOSES_AT = time(8), time(12), time(17)


class MomentPassed(ValueError):
    """What is promised lies in the past."""


@dataclass(frozen=True)
class Due:
    """When it is due: no later than `due_at`; `due_from` is the early side of a part of a day."""

    moment: str
    due_at: datetime
    due_from: datetime | None = None


def due_for(
    moment: str, *, at: datetime, closed: Collection[date], chosen: datetime | None = None
) -> Due:
    """When a promise made at `at` is due; `chosen` is the time itself where one was agreed.

    "Tomorrow morning" is that of the next working day; with no time agreed it is due at the close
    of the next working day. Raises MomentPassed, ValueError for "at a time" without one.
    """
    due = _due(moment, at, closed, chosen)
    if due.due_at <= at:
        raise MomentPassed(f"{due.due_at} has passed.")
    return due


def possible_moments(at: datetime) -> list[str]:
    """Which of the moments can still be promised at this time of the day."""
    passed = local_moment(datetime.combine(local_date(at), CLOSES_AT), fold=0) <= at
    gone = {Moment.TODAY, Moment.AFTERNOON} if passed else set()
    return [moment for moment in Moment.values if moment not in gone]


def _due(moment: str, at: datetime, closed: Collection[date], chosen: datetime | None) -> Due:
    today = local_date(at)
    if moment == Moment.AT:
        if chosen is None:
            raise ValueError("A promise for a time names the time.")
        return Due(moment, chosen.replace(second=0, microsecond=0))
    if moment == Moment.TODAY:
        return Due(moment, _on(today, CLOSES_AT))
    if moment == Moment.AFTERNOON:
        return Due(moment, _on(today, CLOSES_AT), _on(today, NOON))
    tomorrow = working_day_after(today, 1, closed)
    if moment == Moment.MORNING:
        return Due(moment, _on(tomorrow, NOON), _on(tomorrow, OPENS_AT))
    if moment == Moment.TWO_DAYS:
        return Due(moment, _on(working_day_after(today, 2, closed), CLOSES_AT))
    return Due(moment, _on(tomorrow, CLOSES_AT))


def _on(day: date, clock: time) -> datetime:
    return local_moment(datetime.combine(day, clock), fold=0)
