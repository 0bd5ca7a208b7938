"""Reads of promises: what is to be done today, and how a team's week stands right now."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Count, Q, QuerySet

from incidents.models import Promise
from incidents.promises.rules import JUDGED, State
from people.access import EMPLOYEE, TEAM_LEAD, Scope
from people.models import Role, Team, User
from periods.local_time import local_date, midnight
from periods.week import Week

#: Which roles keep a team's promises.
KEEPING = (EMPLOYEE, TEAM_LEAD)


class LiveCounts(NamedTuple):
    """How the promises of one team stand that are due in one week, beside the share kept."""

    open: int
    overdue: int
    late: int
    kept_after_closing: int


#: One row of LiveCounts, to stand in another statement; `live_counts_parameters` fills it in.
#: Open and overdue as `PromiseQuerySet` has them.
LIVE_COUNTS = """
SELECT
    COUNT(*) FILTER (WHERE due.running AND NOT due.past) AS open,
    COUNT(*) FILTER (WHERE due.running AND due.past) AS overdue,
    COUNT(*) FILTER (WHERE due.outcome = 'late') AS late,
    COUNT(*) FILTER (WHERE due.after_closing) AS kept_after_closing
FROM (
    SELECT outcome, after_closing, settled_at IS NULL AS running,
        overdue_at <= %s AND NOT (attempt_counts AND first_attempt_at < overdue_at) AS past
    FROM incidents_promise WHERE kept_by_id = %s AND week = %s
) due
"""


def live_counts_parameters(team: Team, week: Week, now: datetime) -> list[Any]:
    """What LIVE_COUNTS asks: what `team` has to keep of `week`, as it stands at `now`."""
    adapt = connection.ops
    return [
        adapt.adapt_datetimefield_value(now),
        team.pk,
        adapt.adapt_datefield_value(week.monday),
    ]


class OwnPromises(NamedTuple):
    """The promises of one person: so many kept of those that are over, and those that are not."""

    kept: int
    settled: int
    open: int
    overdue: int


def own_promises(user: User, *, since: Week, now: datetime) -> OwnPromises:
    """What this person has to keep, or had to, of `since` and later weeks; one query."""
    rows = Promise.objects.filter(owner=user, week__gte=since.monday)
    late = Q(pk__in=rows.overdue(now).values("pk"))
    running = Q(settled_at__isnull=True)
    return OwnPromises(
        **rows.aggregate(
            kept=Count("pk", filter=Q(outcome=State.KEPT)),
            settled=Count("pk", filter=Q(outcome__in=JUDGED)),
            open=Count("pk", filter=running & ~late),
            overdue=Count("pk", filter=late),
        )
    )


def to_keep_today(scope: Scope, now: datetime) -> QuerySet[Promise]:
    """What this person has to keep by the end of today, the first due first.

    As owner or stand-in, or as one of the team when nobody in particular keeps it yet.
    """
    tomorrow = midnight(local_date(now) + timedelta(days=1))
    teams = scope.team_ids(*KEEPING) if scope.holds(*KEEPING) else frozenset()
    nobodys = Q(owner=None, stand_in=None, owner_email="", kept_by_id__in=teams)
    mine = Q(owner=scope.user) | Q(stand_in=scope.user) | nobodys
    rows = Promise.objects.running().filter(mine, due_at__lt=tomorrow)
    return rows.select_related("kept_by").order_by("due_at", "pk")


def may_keep(scope: Scope, promise: Promise) -> bool:
    """Whether this person may take it over: one of the team that has to keep it, or its lead."""
    return scope.covers(promise.kept_by, *KEEPING)


def may_settle(scope: Scope, promise: Promise) -> bool:
    """Whether this person may say that it was kept or tried: also whom it was promised to.

    Anybody of the team that made it may say that the customer got in touch, or needs it no more.
    """
    asked_for_it = promise.promised_to is not None and scope.belongs_to(promise.promised_to)
    return may_hand_over(scope, promise) or asked_for_it


def may_hand_over(scope: Scope, promise: Promise) -> bool:
    """Whether this person may give it to somebody else: also who made it or keeps it."""
    return promise.is_open_to(scope.user) or may_keep(scope, promise)


def colleagues(scope: Scope, teams: list[Team]) -> dict[Team, list[Role]]:
    """Who works on each of these teams today, by name; one query."""
    roles = Role.objects.in_force(scope.today).filter(team__in=teams, kind__in=KEEPING)
    found: dict[Team, list[Role]] = {team: [] for team in teams}
    seen = set()
    for role in roles.select_related("user", "team").order_by("user__name", "user_id"):
        if (role.team_id, role.user_id) not in seen:
            seen.add((role.team_id, role.user_id))
            found[role.team].append(role)
    return found
