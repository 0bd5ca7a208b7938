"""How the tests speak of a shared computer: who stands at it, and whether somebody is inside."""

from typing import Any

from django.test import Client
from django.urls import reverse

from people.models import Team, User
from people.pins import choose_pin
from people.station_session import COOKIE
from tests.builders import NOW, make_person

PIN = "4806"
NAMES = "/station/"
FORM = "/contacts/new/"


def desk_with(token: str) -> Client:
    """The browser of a shared computer."""
    client = Client()
    client.cookies[COOKIE] = token
    return client


def colleague(team: Team, name: str = "", kind: str = "employee", **fields: Any) -> User:
    user = make_person(team, kind, name, **({"language": "en"} | fields))
    choose_pin(user=user, pin=PIN, at=NOW)
    return user


def enter(desk: Client, user: User, pin: str = PIN) -> Any:
    return desk.post(reverse("station_person", args=[user.pk]), {"pin": pin})


def is_inside(desk: Client) -> bool:
    return desk.get(FORM).status_code == 200
