"""The office these tests read about: a team of six, its week, and who looks at it."""

from datetime import UTC, datetime, timedelta

from django.test import Client

from behaviours.models import Behaviour, Norm
from people.models import Team, User
from periods.week import Week
from tests.builders import (
    NOW,
    fill_team,
    log_contact,
    make_behaviour,
    make_norm,
    make_person,
    make_root,
    make_team,
)

WEEK = Week.of(NOW.date())
ADDRESS = f"/teams/balie/weeks/{WEEK}/"


def make_balie(people: int = 6) -> Team:
    """A team with so many employees."""
    team = make_team("Balie", slug="balie")
    fill_team(team, people)
    return team


def reader(team: Team, kind: str, **fields) -> User:
    """Somebody with this role on the team who reads English."""
    return make_person(team, kind, language="en", **fields)


def as_reader(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def norm_of(code: str = "TEL-01", **fields) -> tuple[Behaviour, Norm]:
    """A time limit of 20 seconds that 80 % should meet."""
    kind = fields.pop("kind", Behaviour.Kind.TIME_LIMIT)
    title = fields.pop("title", "Answer within 20 seconds")
    behaviour = make_behaviour(code, kind, title=title)
    fields = {"share_target": "0.8", "weight": 2} | fields
    return behaviour, make_norm(behaviour, make_root(), **fields)


def log_week(
    team: Team, behaviour: Behaviour, met: int, of: int, *, week: Week = WEEK, **fields
) -> None:
    """So many contacts of which so many met the norm: 10 seconds against 60, yes against no."""
    good, bad = (10, 60) if behaviour.kind == Behaviour.Kind.TIME_LIMIT else (1, 0)
    at = datetime.combine(week.monday, datetime.min.time(), UTC) + timedelta(hours=9)
    for number in range(of):
        log_contact(team, {behaviour: good if number < met else bad}, occurred_at=at, **fields)


def small_team_with_a_week() -> Team:
    """Three people, with 12 of 15 met now and 3 of 15 the week before."""
    team = make_balie(people=3)
    behaviour, _ = norm_of()
    log_week(team, behaviour, 12, 15)
    log_week(team, behaviour, 3, 15, week=WEEK - 1)
    return team
