"""Reads: whether a new colleague is asked something now, and which questions wait for an answer."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Min

from coaching.models import ASKED_IN_WEEKS, NotNow, Question
from people.access import EMPLOYEE, OBSERVER, TEAM_LEAD, Scope
from people.models import Role, Team
from periods.local_time import local_date

#: Who is asked, about the team worked in.
WORKING = (EMPLOYEE, OBSERVER, TEAM_LEAD)
#: A question is put in its own week, and once more in the week after.
WEEKS_ASKED = 2
#: Whoever came along in the first days of the organisation here is no new colleague.
SETTLING_DAYS = 28
#: After so many days without an answer the page says that it takes long.
LATE_AFTER_DAYS = 14


def own_week(first: date, today: date) -> int:
    """In which week since the first day somebody is: 1 in the first seven days."""
    return (today - first).days // 7 + 1


def asked_week(first: date, today: date) -> int | None:
    """The week that is asked about today: 2, 6 or 12, each for two weeks; None in between."""
    now = own_week(first, today)
    asked = (week for week in ASKED_IN_WEEKS if week <= now < week + WEEKS_ASKED)
    return next(asked, None)


def later_on(first: date, today: date) -> date:
    """The day on which the next of somebody's own weeks begins."""
    return first + timedelta(weeks=own_week(first, today))


@dataclass(frozen=True)
class FreshEyes:
    """A new colleague who is asked about a week, now."""

    week: int
    #: From when on it is asked again, if not now.
    later_on: date
    #: Whether it is not asked again after this week.
    is_last: bool


def fresh_eyes_due(scope: Scope) -> FreshEyes | None:
    """What this person is asked today, derived from the day the first role began.

    No query for who holds a role for long; at most three for who does not.
    """
    starts = [role.starts_on for role in scope.roles]
    if not starts or not asked_week(min(starts), scope.today):
        return None
    if not scope.teams(*WORKING):
        return None
    first = Role.objects.filter(user=scope.user).aggregate(first=Min("starts_on"))["first"]
    week = asked_week(first, scope.today)
    if week is None or _came_along(scope, first) or _is_done(scope, week):
        return None
    is_last = own_week(first, scope.today) == week + WEEKS_ASKED - 1
    return FreshEyes(week, later_on(first, scope.today), is_last)


def _came_along(scope: Scope, first: date) -> bool:
    root = next(node for node in scope.tree.values() if node.kind == Team.Kind.ORGANISATION)
    return first <= root.started_on + timedelta(days=SETTLING_DAYS)


def _is_done(scope: Scope, week: int) -> bool:
    """Asked and answered, or put off to a later day."""
    put_off = NotNow.objects.filter(user=scope.user, week=week, until__gt=scope.today)
    asked = Question.objects.filter(asked_by=scope.user, week=week)
    return put_off.exists() or asked.exists()


@dataclass(frozen=True)
class Waiting:
    """The questions of one team that have no answer yet."""

    team: Team
    count: int
    oldest_days: int

    @property
    def is_late(self) -> bool:
        """Whether the oldest waits for two weeks or more."""
        return self.oldest_days >= LATE_AFTER_DAYS


def waiting_questions(teams: Collection[Team], today: date) -> list[Waiting]:
    """How many questions wait in each of these teams, and how long; teams with none are left out.

    One query, none for no teams.
    """
    if not teams:
        return []
    rows = Question.objects.open().filter(team__in=teams).values("team_id")
    found = {
        row["team_id"]: (row["count"], row["oldest"])
        for row in rows.annotate(count=Count("pk"), oldest=Min("asked_at"))
    }
    return [
        Waiting(team, found[team.pk][0], days_waiting(found[team.pk][1], today))
        for team in teams
        if team.pk in found
    ]


def days_waiting(asked_at: datetime, today: date) -> int:
    """Whole days since the local date of this moment."""
    return (today - local_date(asked_at)).days
