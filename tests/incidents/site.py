"""How the tests of pages speak of the site: who is in, what is posted, what is shown."""

import re
from typing import Any
from uuid import uuid4

from django.test import Client

from incidents.models import Incident
from people.models import Team, User
from tests.builders import (
    NOW,
    log_contact,
    log_round,
    make_behaviour,
    make_location,
    make_norm,
    make_person,
)

ADD = "/contacts/new/"


LIST = "/contacts/"


SECRETS = ("Nadia Naam", "Olaf Oog", "Iets heel geheims", "10:17", "11:17")


def signed_in(client: Client, user: User, language: str = "en") -> User:
    user.language = language
    user.save()
    client.force_login(user)
    return user


def norm_of(kind: str, sentence: str, **fields: Any):
    behaviour_fields = {
        name: fields.pop(name) for name in ("seen_by", "channels", "title") if name in fields
    }
    return make_norm(make_behaviour(kind=kind, **behaviour_fields), sentence=sentence, **fields)


def address(team: Team, channel: str = "phone", origin: str = "self") -> str:
    return f"{ADD}?team={team.slug}&channel={channel}&for={origin}"


def posted(*norms, **fields: Any) -> dict[str, Any]:
    return {
        "on": "2026-11-16",
        "at": "10:30",
        "customer_kind": "external",
        "submission_key": str(uuid4()),
        "norms": ",".join(str(norm.pk) for norm in norms),
    } | fields


def answered(*norms, **fields: Any) -> dict[str, Any]:
    """A form on which every norm, each of them one to answer yes to, is answered yes."""
    return posted(*norms, **fields) | {choice(norm): "1" for norm in norms}


def choice(norm) -> str:
    return f"b{norm.behaviour_id}"


def number(norm) -> str:
    return f"v{norm.behaviour_id}"


def sentences(response) -> list[str]:
    return [part.norm.sentence for part in response.context["form"].parts]


def errors(response) -> dict[str, list[str]]:
    form = response.context["form"]
    return {name: list(found) for name, found in form.errors.items()}


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def rows(client: Client, query: str = "") -> list[int]:
    """The keys of the contacts listed, in order."""
    return [int(key) for key in re.findall(r'href="/contacts/(\d+)/"', page(client, LIST + query))]


def secret_contact(team: Team, **fields: Any) -> Incident:
    """A contact with everything that a lead may not know."""
    fields = {
        "employee": make_person(team, name="Nadia Naam"),
        "logged_by": make_person(team, "observer", name="Olaf Oog"),
        "private_note": "Iets heel geheims",
        "occurred_at": NOW.replace(hour=9, minute=17),
        "subject": "paspoort",
        "origin": "observed",
    } | fields
    entries: Any = fields.pop("entries", None)
    return log_contact(team, entries, **fields)


def round_keys(team: Team, author: User | None) -> dict[str, int]:
    """A location of the team with one round of this author, by the pages that show them."""
    point = norm_of("do", "Er zit iemand aan de receptie", seen_by=["round"]).behaviour
    location = make_location(team, "Receptie")
    done = log_round(location, {point: 0}, logged_by=author)
    places = ("location_change", "location_end", "location_qr")
    rounds = ("round_detail", "round_correct", "round_withdraw")
    return dict.fromkeys(places, location.pk) | dict.fromkeys(rounds, done.pk)


def correct(client: Client, incident: Incident, **fields: Any) -> Any:
    """Open the correction as it is, change these fields, and post it."""
    return client.post(correction(incident), opened(client, incident) | fields)


def correction(incident: Incident) -> str:
    """Where this contact is corrected."""
    return f"/contacts/{incident.pk}/correct/"


def opened(client: Client, incident: Incident) -> dict[str, Any]:
    """What the form of a correction would post, unchanged."""
    form = client.get(correction(incident)).context["form"]
    shown = {field.html_name: field.value() for field in form}
    shown = {name: "" if value is None else value for name, value in shown.items()}
    return shown | {"at": shown["at"].strftime("%H:%M")}
