"""What a PIN opens at a shared computer, and that it opens nothing else."""

import pytest
from django.test import Client
from django.urls import reverse

from incidents.promises.actions import Keeper
from people.models import Station
from people.pins import choose_pin
from people.station_session import PAGES
from tests.addresses import FOUND
from tests.builders import NOW, give_role, make_station, make_team
from tests.incidents.promises.making import promise
from tests.people.desk import FORM, PIN, colleague, desk_with, enter, is_inside
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return make_team("Balie", slug="balie")


@pytest.fixture
def station(team) -> tuple[Station, str]:
    return make_station(team)


@pytest.fixture
def desk(station) -> Client:
    return desk_with(station[1])


@pytest.mark.parametrize("method", ["get", "post", "put", "delete", "head"])
def test_a_pin_opens_nothing_that_is_not_listed(method):
    """Every address of the site, as somebody who would have all roles."""
    world = World()
    employee = world.people["employee"]
    assert employee is not None
    give_role(employee, world.team.parent.parent, "administrator")
    give_role(employee, world.team, "team_lead")
    choose_pin(user=employee, pin=PIN, at=NOW)
    desk = desk_with(make_station(world.team)[1])
    refused = set()
    for name in FOUND:
        address = world.address(name)
        if not is_inside(desk):
            enter(desk, employee)
        status = getattr(desk, method)(address).status_code
        if status == 403:
            refused.add(name)
        else:
            assert status in {200, 302, 405}, name
    assert refused == set(FOUND) - PAGES
    assert len(refused) > 40


def test_every_page_that_is_listed_is_there():
    assert PAGES - {"incident_undo"} <= set(FOUND)


def test_an_address_that_is_not_there_is_refused_as_any_other(team, desk):
    enter(desk, colleague(team))
    assert desk.get("/nowhere/").status_code == 403


def test_the_menu_shows_only_what_a_pin_opens(team, desk):
    enter(desk, colleague(team, "Anna Wit"))
    page = desk.get(FORM)
    assert [entry.url for entry in page.context["navigation"]] == [FORM, "/promises/"]
    text = page.content.decode()
    for absent in (reverse("privacy"), reverse("account_logout"), reverse("incident_list")):
        assert f'"{absent}"' not in text
    assert "Anna Wit" in text


def test_a_page_that_is_refused_says_so_and_leads_back(team, desk):
    enter(desk, colleague(team))
    page = desk.get("/privacy/")
    assert (page.status_code, page["Cache-Control"]) == (403, "private, no-store")
    assert "Not on a shared computer" in page.content.decode()


def test_who_is_more_than_an_employee_is_not_more_at_a_station(team, desk):
    person = colleague(team)
    for node, kind in ((team, "team_lead"), (team.parent, "administrator")):
        give_role(person, node, kind)
    give_role(person, make_team("Elders", slug="elders"), "employee")
    enter(desk, person)
    scope = desk.get(FORM).wsgi_request.scope
    assert [(role.kind, role.team_id) for role in scope.roles] == [("employee", team.pk)]
    assert desk.get(FORM + "?team=elders").status_code == 404


def test_a_pin_opens_ones_own_promises_and_none_of_the_team(team, desk):
    anna, bart = colleague(team, "Anna Wit"), colleague(team)
    own = promise(team, keeper=Keeper(owner=anna), subject="Over het paspoort")
    theirs = promise(team, keeper=Keeper(owner=bart), subject="Over de kapvergunning")
    enter(desk, anna)
    assert desk.get(f"/promises/{theirs.pk}/").status_code == 404
    listed = desk.get("/promises/?show=team").text
    assert ("Over het paspoort" in listed, "Over de kapvergunning" in listed) == (True, False)
    assert desk.post(f"/promises/{own.pk}/settle/", {"end": "kept"}).status_code != 403
