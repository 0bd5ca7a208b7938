"""Whom a contact is about sees at once what another noted, corrected and withdrew."""

from datetime import timedelta

import pytest
import time_machine

from incidents.models import Incident
from people.models import Notice
from tests.builders import NOW, allow, make_behaviour, make_norm, make_person
from tests.incidents.site import (
    LIST,
    address,
    answered,
    correct,
    opened,
    page,
    rows,
    secret_contact,
    signed_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday_morning():
    with time_machine.travel(NOW + timedelta(hours=3), tick=False):
        yield


@pytest.fixture
def contact(team) -> Incident:
    return secret_contact(team)


def withdraw(client, contact, reason="dubbel"):
    version = Incident.objects.values_list("version", flat=True).get(pk=contact.pk)
    url = f"{LIST}{contact.pk}/withdraw/"
    return client.post(url, {"version": version, "reason": reason})


def told() -> list[tuple[str, str]]:
    return [(notice.user.name, notice.text) for notice in Notice.objects.order_by("pk")]


def test_what_an_observer_notes_by_name_stands_on_the_persons_list_the_same_minute(client, team):
    allow("named_contacts")
    person = make_person(team)
    norm = make_norm(make_behaviour(kind="do"))
    observer = signed_in(client, make_person(team, "observer", name="Olaf Oog"))
    form = answered(norm, employee=person.pk, private_note="stond op")
    assert client.post(address(team, origin="observed"), form).status_code == 302
    signed_in(client, person)
    key = Incident.objects.get().pk
    assert page(client, LIST)  # what the observer was told is gone with it
    assert rows(client) == [key]
    shown = page(client, f"{LIST}{key}/")
    assert [text in shown for text in (observer.name, "stond op")] == [True, True]


def test_every_version_is_there_with_who_and_when(client, contact):
    signed_in(client, contact.logged_by)
    for subject in ("rijbewijs", "verhuizing"):
        assert correct(client, contact, subject=subject).status_code == 302
    assert withdraw(client, contact).status_code == 302
    signed_in(client, contact.employee)
    shown = client.get(f"{LIST}{contact.pk}/")
    history = shown.context["history"]
    assert [change.kind for change in history] == ["withdrawn", "corrected", "corrected"]
    said = [dict(change.before).get("Subject") for change in history]
    assert said == [None, "rijbewijs", "paspoort"]
    assert {change.by for change in history} == {"Olaf Oog"}
    assert {change.on for change in history} == {"Mon 16 Nov 2026 14:00"}
    assert "Reason: dubbel" in " ".join(shown.content.decode().split())


def test_the_person_is_told_of_each_change_on_the_start_page(client, contact):
    signed_in(client, contact.logged_by)
    correct(client, contact, subject="rijbewijs")
    withdraw(client, contact)
    assert told() == [
        ("Nadia Naam", "Een contact over jou is gecorrigeerd."),
        ("Nadia Naam", "Een contact over jou is ingetrokken."),
    ]
    assert {notice.url for notice in Notice.objects.all()} == {f"{LIST}{contact.pk}/"}


def test_nobody_is_told_of_what_was_refused_or_of_the_own_change(client, team, contact):
    signed_in(client, contact.logged_by)
    assert correct(client, contact, version=9, subject="rijbewijs").status_code == 409
    assert opened(client, contact)["subject"] == "paspoort"
    me = make_person(team)
    own = secret_contact(team, employee=me, logged_by=me)
    signed_in(client, me)
    correct(client, own, subject="rijbewijs")
    nameless = secret_contact(team, employee=None, logged_by=me)
    correct(client, nameless, subject="rijbewijs")
    assert told() == []
    assert Incident.objects.filter(subject="rijbewijs").count() == 2
