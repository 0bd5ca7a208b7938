"""A word for a customer where facts belong is asked about, once, and refused never."""

from datetime import timedelta

import pytest
import time_machine

from incidents.models import Incident
from tests.builders import NOW, log_contact, make_behaviour, make_norm, make_person
from tests.incidents.site import address, answered, correct, page, signed_in

pytestmark = pytest.mark.django_db
QUESTION = "Wat deed of zei de klant?"


@pytest.fixture(autouse=True)
def _monday_morning():
    with time_machine.travel(NOW + timedelta(hours=3), tick=False):
        yield


@pytest.fixture
def norm():
    return make_norm(make_behaviour(kind="do"))


@pytest.fixture(autouse=True)
def me(client, team):
    return signed_in(client, make_person(team), "nl")


@pytest.mark.parametrize("field", ["subject", "private_note"])
def test_after_saving_it_asks_for_facts_with_a_way_to_write_them_down(client, team, norm, field):
    client.post(address(team), answered(norm, **{field: "Lastige klant"}))
    incident = Incident.objects.get()
    assert getattr(incident, field) == "Lastige klant"
    shown = page(client, address(team))
    assert f"Je schreef “Lastige”. {QUESTION}" in shown
    assert f'href="/contacts/{incident.pk}/correct/">Schrijf op wat er gebeurde</a>' in shown


def test_it_asks_once(client, team, norm):
    form = answered(norm, subject="Lastige klant")
    client.post(address(team), form)
    assert QUESTION in page(client, address(team))
    assert QUESTION not in page(client, address(team))
    with time_machine.travel(NOW + timedelta(hours=4), tick=False):
        client.post(address(team), form)
        assert QUESTION not in page(client, address(team))
    correct(client, Incident.objects.get(), private_note="Wilde vandaag geholpen worden")
    assert QUESTION not in page(client, address(team))


def test_facts_are_not_asked_about(client, team, norm):
    client.post(address(team), answered(norm, subject="Klant zei drie keer dat het te lang duurde"))
    assert Incident.objects.count() == 1
    assert QUESTION not in page(client, address(team))


def test_a_story_is_asked_about_too(client, team, norm, me):
    contact = log_contact(team, logged_by=me)
    address_of_story = f"/contacts/{contact.pk}/story/"
    client.post(address_of_story, {"line": "Lastige klant", "for_wall": ""})
    assert contact.story.line == "Lastige klant"
    shown = page(client, f"/contacts/{contact.pk}/")
    assert f"Je schreef “Lastige”. {QUESTION}" in shown
    assert f'href="{address_of_story}">Schrijf op wat er gebeurde</a>' in shown
