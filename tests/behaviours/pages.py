"""What the tests of these pages share: who is signed in, and what is filled in at least."""

from datetime import date
from typing import Any

from django.test import Client
from django.utils import timezone

from people.models import Role, Team
from periods.local_time import local_date
from periods.week import Week
from tests.builders import make_person

LIST, ADD, GOALS, GOAL_ADD = "/behaviours/", "/behaviours/new/", "/goals/", "/goals/new/"
NORM_ADD = "/behaviours/TEL-01/norms/new/"


def today() -> date:
    return local_date(timezone.now())


def next_monday() -> date:
    return Week.of(today()).next.monday


def client_of(team: Team, kind: str = Role.Kind.MANAGER) -> Client:
    client = Client()
    client.force_login(make_person(team, kind, language="nl"))
    return client


def text(response: Any) -> str:
    """What the page says, without line breaks."""
    return " ".join(response.content.decode().split())


def new_behaviour(**changes: Any) -> dict[str, Any]:
    """What a manager fills in at least, for a time limit."""
    return {
        "sentence": "We nemen de telefoon binnen 20 seconden op",
        "kind": "time_limit",
        "time_limit-threshold": "20",
        "time_limit-zero_point": "60",
        "good_example": "Neemt op na drie keer overgaan",
        "bad_example": "Laat de telefoon rinkelen",
        "channels": ["phone"],
        "seen_by": ["self", "observer"],
        "customer_kind": "external",
        "team": "publiekszaken",
        "starts_on": today().isoformat(),
        "weight": "1",
    } | changes


def new_version(**changes: Any) -> dict[str, Any]:
    return {
        "outcome": "norm",
        "sentence": "Binnen 30 seconden",
        "time_limit-threshold": "30",
        "time_limit-zero_point": "",
        "weight": "2",
        "starts_on": next_monday().isoformat(),
        "reason": "De wachtrij is langer",
    } | changes
