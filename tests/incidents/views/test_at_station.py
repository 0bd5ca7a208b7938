"""Noting a contact at a shared computer: afterwards it is everybody's again."""

import pytest
import time_machine

from incidents.models import Incident
from tests.builders import NOW, make_station
from tests.incidents.site import ADD, address, answered, norm_of
from tests.people.desk import NAMES, colleague, desk_with, enter, is_inside

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(team):
    return desk_with(make_station(team)[1])


def test_after_saving_the_names_come_back_and_tell_nothing_of_the_contact(team, desk):
    norm, person = norm_of("do", "Groet"), colleague(team, "Anna Wit", language="nl")
    enter(desk, person)
    answer = desk.post(address(team), answered(norm, subject="paspoort"))
    assert answer["Location"] == NAMES
    incident = Incident.objects.get()
    assert (incident.employee, incident.logged_by, incident.subject) == (person, person, "paspoort")
    assert not is_inside(desk)
    page = desk.get(NAMES)
    assert [str(message) for message in page.context["messages"]] == ["Genoteerd."]
    assert "paspoort" not in page.content.decode()
    assert f"/contacts/{incident.pk}" not in page.content.decode()


def test_who_asked_to_go_on_stays_inside(team, desk):
    norm = norm_of("do", "Groet")
    enter(desk, colleague(team))
    answer = desk.post(address(team), answered(norm, go_on="1"))
    assert answer["Location"].startswith(ADD)
    assert is_inside(desk)
    assert Incident.objects.count() == 1


def test_a_form_that_is_refused_comes_back_and_is_sent_once_more(team, desk):
    norm = norm_of("do", "Groet")
    enter(desk, colleague(team))
    refused = desk.post(address(team), answered(norm, at="25:99"))
    assert refused.status_code == 200
    assert desk.post(address(team), answered(norm))["Location"] == NAMES
    assert Incident.objects.count() == 1


def test_the_same_form_sent_by_the_next_colleague_notes_nothing_for_the_former(team, desk):
    """What a browser that goes back would do."""
    norm = norm_of("do", "Groet")
    enter(desk, colleague(team))
    form = answered(norm)
    desk.post(address(team), form)
    assert desk.post(address(team), form)["Location"] == NAMES
    enter(desk, colleague(team))
    desk.post(address(team), form)
    assert Incident.objects.count() == 2
    assert Incident.objects.values("logged_by").distinct().count() == 2
