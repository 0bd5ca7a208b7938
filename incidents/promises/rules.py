"""Where a promise stands at a moment, and what it is worth once it is over. Pure.

Moments count by the whole minute, as people read them off a clock: 14:15:59 is 14:15. Tolerances
are minutes or working days, as the norm says; a started working day counts as one, measured from
the agreed time of day.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from fractions import Fraction

from behaviours.measures import Promise, Verdict
from periods.local_time import AMSTERDAM, elapsed_seconds, local_date
from periods.working_days import is_working_day, working_day_after, working_days_between

MINUTE = timedelta(minutes=1)
WORKING_DAYS = "working_days"


class State(StrEnum):
    """How a promise stands; exactly one at any moment."""

    OPEN = "open"
    OVERDUE = "overdue"
    KEPT = "kept"
    LATE = "late"
    EARLY = "early"
    MISSED = "missed"
    CANCELLED = "cancelled"


#: What a promise ends as.
OUTCOMES = (State.KEPT, State.LATE, State.EARLY, State.MISSED, State.CANCELLED)
#: What the share kept is taken of; cancelled, open and overdue are out.
JUDGED = (State.KEPT, State.LATE, State.EARLY, State.MISSED)


@dataclass(frozen=True)
class Agreed:
    """What was agreed: no later than `due_at`, where `due_from` is the early side of a window.

    Early is fine unless the customer said "not before". The tolerances are those of the norm of
    the day it was made, 0 without a norm; `early_tolerance` None is a norm without an early side.
    """

    due_at: datetime
    due_from: datetime | None = None
    not_before: bool = False
    early_tolerance: int | None = 0
    late_tolerance: int = 0
    unit: str = "minutes"
    #: Own closing days of the organisation.
    closed: Collection[date] = ()

    @property
    def overdue_at(self) -> datetime:
        """The first instant at which it is overdue, in UTC: one minute past the tolerance."""
        if self.unit == WORKING_DAYS:
            return _days_later(self.due_at, self.late_tolerance, self.closed) + MINUTE
        return _minute(self.due_at) + (self.late_tolerance + 1) * MINUTE

    def deviation(self, contact_at: datetime) -> int:
        """Kept minus promised in minutes or working days; 0 within the window.

        Below 0 is early, and only where early is not fine.
        """
        if contact_at > self.due_at:
            return self._apart(self.due_at, contact_at)
        earliest = self.due_from or self.due_at
        if not self.not_before or self.early_tolerance is None or contact_at >= earliest:
            return 0
        return -self._apart(contact_at, earliest)

    def _apart(self, first: datetime, last: datetime) -> int:
        if self.unit == WORKING_DAYS:
            return _started_days(first, last, self.closed)
        return elapsed_seconds(_minute(first), _minute(last)) // 60


def state_at(
    now: datetime,
    agreed: Agreed,
    *,
    contact_at: datetime | None = None,
    dropped_at: datetime | None = None,
    closed_at: datetime | None = None,
) -> State:
    """How the promise stands at `now`.

    `contact_at` is the first attempt that counts, or when it was kept; `dropped_at` is when the
    customer rang herself or took it back; `closed_at` when it was closed without contact.
    """
    if contact_at is not None:
        return _of_contact(agreed, contact_at)
    if dropped_at is not None:
        return State.CANCELLED if dropped_at < agreed.overdue_at else State.MISSED
    if closed_at is not None:
        return State.MISSED
    return State.OPEN if now < agreed.overdue_at else State.OVERDUE


def verdict(
    state: State, agreed: Agreed, measure: Promise | None, contact_at: datetime | None
) -> Verdict:
    """Met and score of a promise that ended as `state`; neither without a norm or when cancelled.

    Refuses a state that is no end (ValueError).
    """
    if state not in OUTCOMES:
        raise ValueError(f"{state} is not how a promise ends.")
    if measure is None or state == State.CANCELLED:
        return Verdict(None, None)
    if contact_at is None:
        return Verdict(False, Fraction(0))
    return measure.judge(agreed.deviation(contact_at))


def kept_share(counts: Mapping[State, int]) -> Fraction | None:
    """Kept of all that were kept, late, early or missed (0..1); None of nothing."""
    of = sum(counts.get(state, 0) for state in JUDGED)
    return Fraction(counts.get(State.KEPT, 0), of) if of else None


def _of_contact(agreed: Agreed, contact_at: datetime) -> State:
    apart = agreed.deviation(contact_at)
    if apart > agreed.late_tolerance:
        return State.LATE
    return State.EARLY if apart < -(agreed.early_tolerance or 0) else State.KEPT


def _minute(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(second=0, microsecond=0)


def _days_later(at: datetime, days: int, closed: Collection[date]) -> datetime:
    """The same time of day so many working days later; 0 is the moment itself."""
    if not days:
        return _minute(at)
    local = _minute(at).astimezone(AMSTERDAM)
    day = working_day_after(local.date(), days, closed)
    return datetime.combine(day, local.time(), AMSTERDAM).astimezone(UTC)


def _started_days(first: datetime, last: datetime, closed: Collection[date]) -> int:
    """The fewest working days after which `last` is not past the same time of day; 0 and up."""
    if _minute(last) <= _minute(first):
        return 0
    start, end = local_date(first), local_date(last)
    days = working_days_between(start, end, closed)
    is_past = not is_working_day(end, closed) or _clock(last) > _clock(first)
    return days + 1 if is_past else days


def _clock(at: datetime) -> time:
    return _minute(at).astimezone(AMSTERDAM).time()
