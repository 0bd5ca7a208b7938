"""The team meetings of the demo: what was agreed, who was away, and who covers the desk today."""

from datetime import datetime, timedelta

from django.urls import reverse

from behaviours.queries import focus_of
from coaching.actions.barriers import finish_action
from coaching.actions.meetings import agree, cover_lunch, note_attendance
from demo.organisation import People
from people.models import Team, User
from periods.local_time import local_date
from periods.week import Week

TEAM = "kcc-telefoon"
#: What was agreed last week: by whom as a place in the team, and what came of it.
AGREED = (
    ("Bij drukte eerst zeggen hoe lang het duurt, dan pas in de wacht", 1, "Gaat goed; houden."),
    ("Lijst met directe nummers van vergunningen bijwerken", 2, ""),
)
AGREED_NOW = "Elke dag één terugbelnotitie samen nalopen"
LUNCH = "12.00-12.45, daarna wisselen"


def meet(nodes: dict[str, Team], people: People, now: datetime) -> None:
    """The meeting about last week with somebody away, an agreement about this one, and lunch."""
    team, staff, today = nodes[TEAM], people.employees[TEAM], local_date(now)
    this_week = Week.of(today)
    _last_meeting(team, staff, this_week.previous, now - timedelta(days=5))
    focus = focus_of(team, today)
    agree(
        team=team,
        week=this_week,
        about=focus.behaviour if focus else None,
        title=AGREED_NOW,
        owner=staff[3],
        due_on=today + timedelta(days=5),
        by=staff[0],
        at=now,
    )
    cover_lunch(team=team, day=today, person=staff[2], line=LUNCH, by=staff[2])


def _last_meeting(team: Team, staff: list[User], week: Week, at: datetime) -> None:
    """Five days ago, which for a Friday is still in the week it is about."""
    for title, place, outcome in AGREED:
        action = agree(
            team=team,
            week=week,
            title=title,
            owner=staff[place],
            due_on=local_date(at) + timedelta(days=4),
            by=staff[0],
            at=at,
        )
        if outcome:
            finish_action(action=action, outcome=outcome, at=at + timedelta(days=3))
    page = reverse("team_meeting", args=[team.slug, week])
    present = [user for user in staff if user != staff[4]]
    note_attendance(team=team, week=week, present=present, page=page, by=staff[0], at=at)
