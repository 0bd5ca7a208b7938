"""Reads of team meetings: what was agreed before and now, who was there, and the day's lunch."""

from datetime import date

from django.db.models import Q, QuerySet, Subquery

from coaching.models import Action, Attendance, LunchCover, Meeting
from people.access import EMPLOYEE, TEAM_LEAD
from people.models import Role, Team, User
from periods.week import Week


def team_people(team: Team, day: date) -> QuerySet[User]:
    """Who is expected at the meetings of this team: its employees and its own leads, by name."""
    roles = Role.objects.in_force(day).filter(team=team, kind__in=(EMPLOYEE, TEAM_LEAD))
    return User.objects.filter(roles__in=roles).distinct().order_by("name", "pk")


def agreed_before(team: Team, week: Week) -> list[Action]:
    """What the latest earlier meeting agreed, and what older ones did that is not done yet.

    What is due first stands first; one query.
    """
    latest = Subquery(Meeting.objects.before(team, week).values("pk")[:1])
    earlier = Action.objects.filter(meeting__team=team, meeting__week__lt=week.monday)
    asked = earlier.filter(Q(meeting=latest) | Q(done_at__isnull=True))
    return list(asked.select_related("owner").order_by("due_on", "pk"))


def agreed_in(team: Team, week: Week) -> list[Action]:
    """What the meeting about this week agreed, in the order in which it was; one query."""
    agreed = Action.objects.filter(meeting__team=team, meeting__week=week.monday)
    return list(agreed.select_related("owner").order_by("pk"))


def attendance(team: Team, week: Week) -> dict[int, bool]:
    """Whether each person (by key) was at the meeting about this week; empty until recorded."""
    rows = Attendance.objects.filter(meeting__team=team, meeting__week=week.monday)
    return dict(rows.values_list("user_id", "was_present"))


def lunch_cover(team: Team, day: date) -> LunchCover | None:
    """Who covers the desk at lunch; None while nobody was set. One query."""
    return LunchCover.objects.filter(team=team, day=day).select_related("person").first()
