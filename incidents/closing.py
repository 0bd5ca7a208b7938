"""Closing a week of a team in the journal: what was still to be kept is settled, then it is marked.

Its figures are frozen above, in the same transaction: see `scoring.freezing`, which calls this.
"""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max, Q

from incidents.journal import Closed, TeamWeekKey, raise_revisions
from incidents.models import Latecomer, TeamWeek, WeekClosing
from incidents.promises.actions import settle_unkept
from people.models import Team, User
from periods.local_time import local_date, midnight
from periods.week import Week


class WeekNotOver(Exception):
    """A week that has not ended is not closed."""


_CLOSE = """
INSERT INTO incidents_teamweek (team_id, week, revision, closed_at, closed_by_id, closed_revision)
VALUES (%s, %s, 1, %s, %s, 1)
ON CONFLICT (team_id, week) DO UPDATE SET revision = incidents_teamweek.revision + 1,
    closed_at = excluded.closed_at, closed_by_id = excluded.closed_by_id,
    closed_revision = incidents_teamweek.revision + 1
WHERE incidents_teamweek.closed_at IS NULL
RETURNING id, revision
"""


def close_week(*, team: Team, week: Week, at: datetime, by: User | None) -> bool:
    """Close a week that has ended; `by` is None for the clock. Returns whether it was open.

    What the team still had to keep of it is settled first. Closing twice does nothing more.
    Raises WeekNotOver.
    """
    if at < week.ends_at:
        raise WeekNotOver
    key = (team.pk, week.monday)
    with transaction.atomic():
        # Promises before the week, as everybody locks them. Once more afterwards, for one that
        # was being made meanwhile: its maker is done, and the next one finds the week closed.
        settled = settle_unkept(team=team, week=week, at=at)
        closed = _mark_closed(key, at, by)
        settled += settle_unkept(team=team, week=week, at=at)
        if closed:
            _remember(closed, WeekClosing.Kind.CLOSED, at=at, by=by)
        elif settled:
            raise_revisions([key])
    return closed is not None


def reopen_week(*, team: Team, week: Week, at: datetime, by: User, reason: str) -> bool:
    """Open a closed week again, with a reason. Returns whether it was closed.

    What closing settled stays settled, and what came in late is from now on in its figures.
    """
    with transaction.atomic():
        rows = TeamWeek.objects.select_for_update().filter(team=team, week=week.monday)
        row = rows.filter(closed_at__isnull=False).first()
        if row is None:
            return False
        row.closed_at = row.closed_by = row.closed_revision = None
        row.revision += 1
        row.save()
        reopened = Closed(row.pk, row.revision)
        _remember(reopened, WeekClosing.Kind.REOPENED, at=at, by=by, reason=reason)
    return True


def closes_by_itself_at(week: Week, reopened_at: datetime | None = None) -> datetime:
    """When a week that nobody closes is closed by the clock: so many days after it ended.

    Days later than that after it was reopened, where it was.
    """
    days = timedelta(days=settings.WEEK_CLOSES_AFTER_DAYS)
    after_its_end = midnight(week.next.monday + days)
    return max(after_its_end, reopened_at + days) if reopened_at else after_its_end


def weeks_to_close(at: datetime) -> list[TeamWeek]:
    """The team-weeks that close by themselves by now, the oldest first."""
    reopened_at = Max("closings__at", filter=Q(closings__kind=WeekClosing.Kind.REOPENED))
    rows = TeamWeek.objects.filter(closed_at__isnull=True, week__lt=local_date(at))
    found = rows.annotate(reopened_at=reopened_at).select_related("team").order_by("week", "team")
    return [row for row in found if closes_by_itself_at(Week(row.week), row.reopened_at) <= at]


class ClosingCounts(NamedTuple):
    """Whether a team-week is closed, and what came in after that."""

    #: A datetime, or text from SQLite; None while it is open.
    closed_at: datetime | str | None
    contacts: int
    corrections: int


#: One row of ClosingCounts, to stand in another statement; `closing_counts_parameters` fills it in.
CLOSING_COUNTS = f"""
SELECT MAX(w.closed_at) AS closed_at,
    COUNT(*) FILTER (WHERE l.kind = '{Latecomer.Kind.RECORDED}') AS contacts,
    COUNT(*) FILTER (WHERE l.kind = '{Latecomer.Kind.CHANGED}') AS corrections
FROM incidents_teamweek w
LEFT JOIN incidents_latecomer l
    ON l.team_week_id = w.id AND l.closed_revision = w.closed_revision
WHERE w.team_id = %s AND w.week = %s
"""  # noqa: S608


def closing_counts_parameters(team: Team, week: Week) -> list[Any]:
    """What CLOSING_COUNTS asks."""
    return [team.pk, connection.ops.adapt_datefield_value(week.monday)]


def _mark_closed(key: TeamWeekKey, at: datetime, by: User | None) -> Closed | None:
    adapt = connection.ops.adapt_datetimefield_value
    team_id, monday = key
    day = connection.ops.adapt_datefield_value(monday)
    with connection.cursor() as cursor:
        cursor.execute(_CLOSE, [team_id, day, adapt(at), by.pk if by else None])
        row = cursor.fetchone()
    return Closed(*row) if row else None


def _remember(
    closed: Closed, kind: str, *, at: datetime, by: User | None, reason: str = ""
) -> None:
    """Add a line to the history of closings."""
    WeekClosing.objects.create(
        team_week_id=closed.team_week_id,
        kind=kind,
        by=by,
        at=at,
        reason=reason,
        revision=closed.revision,
    )
