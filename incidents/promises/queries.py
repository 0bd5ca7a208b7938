"""Reads of promises: what is to be done today, and how a team's week stands right now."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from incidents.models import Promise
from people.access import EMPLOYEE, TEAM_LEAD, Scope
from people.models import Role, Team
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


def live_counts(team: Team, week: Week, now: datetime) -> LiveCounts:
    """What the team has to keep of this week, as it stands at `now`; one query."""
    due = Promise.objects.filter(kept_by=team, week=week.monday)
    overdue = Count("pk", filter=Q(pk__in=due.overdue(now).values("pk")))
    found = due.aggregate(
        running=Count("pk", filter=Q(settled_at__isnull=True)),
        overdue=overdue,
        late=Count("pk", filter=Q(outcome=Promise.Outcome.LATE)),
        after=Count("pk", filter=Q(after_closing=True)),
    )
    late, after = found["late"], found["after"]
    return LiveCounts(found["running"] - found["overdue"], found["overdue"], late, after)


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
