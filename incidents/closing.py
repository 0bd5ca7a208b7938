"""Closing a week of a team: what was still to be kept is settled, and the week is marked.

Freezing the figures of a closed week is for `scoring`.
"""

from datetime import datetime, timedelta

from django.db import connection, transaction

from incidents.journal import TeamWeekKey, raise_revisions
from incidents.models import TeamWeek
from incidents.promises.actions import settle_unkept
from people.models import Team, User
from periods.local_time import local_date
from periods.week import Week

#: So long after its end a week that nobody closed closes by itself: time to correct contacts.
CLOSES_AFTER = timedelta(days=7)


class WeekNotOver(Exception):
    """A week that has not ended is not closed."""


_CLOSE = """
INSERT INTO incidents_teamweek (team_id, week, revision, closed_at, closed_by_id, closed_revision)
VALUES (%s, %s, 1, %s, %s, 1)
ON CONFLICT (team_id, week) DO UPDATE SET revision = incidents_teamweek.revision + 1,
    closed_at = excluded.closed_at, closed_by_id = excluded.closed_by_id,
    closed_revision = incidents_teamweek.revision + 1
WHERE incidents_teamweek.closed_at IS NULL
RETURNING team_id
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
        settled = settle_unkept(team=team, week=week, at=at)
        was_open = _mark_closed(key, at, by)
        if settled and not was_open:
            raise_revisions([key])
    return was_open


def weeks_to_close(at: datetime) -> list[TeamWeek]:
    """The team-weeks that close by themselves by now, the oldest first."""
    rows = TeamWeek.objects.filter(closed_at__isnull=True, week__lt=local_date(at))
    found = rows.select_related("team").order_by("week", "team")
    return [row for row in found if Week(row.week).ends_at + CLOSES_AFTER <= at]


def _mark_closed(key: TeamWeekKey, at: datetime, by: User | None) -> bool:
    adapt = connection.ops.adapt_datetimefield_value
    team_id, monday = key
    day = connection.ops.adapt_datefield_value(monday)
    with connection.cursor() as cursor:
        cursor.execute(_CLOSE, [team_id, day, adapt(at), by.pk if by else None])
        return bool(cursor.fetchall())
