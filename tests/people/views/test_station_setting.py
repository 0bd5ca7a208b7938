"""Shared computers and first PINs, as a lead arranges them."""

import pytest
from django.test import Client
from django.urls import reverse

from people.models import Pin, Station
from people.station_session import COOKIE
from tests.builders import make_person, make_station, make_team
from tests.people.desk import NAMES, colleague, desk_with, enter

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


def test_a_lead_makes_this_browser_a_station_and_is_logged_out(team):
    client, lead = Client(), make_person(team, "team_lead")
    client.force_login(lead)
    answer = client.post(reverse("station_add", args=["balie"]), {"name": "Desk 2"})
    assert answer["Location"] == NAMES
    cookie = answer.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Lax", "")
    assert cookie["max-age"] == 400 * 24 * 3600
    assert "_auth_user_id" not in client.session
    assert client.get(NAMES).context["station"].name == "Desk 2"


def test_where_cookies_are_secure_so_is_that_of_a_station(team, settings):
    settings.SESSION_COOKIE_SECURE = True
    client = Client()
    client.force_login(make_person(team, "team_lead"))
    address = reverse("station_add", args=["balie"])
    assert client.post(address, {"name": "Desk 2"}, secure=True).cookies[COOKIE]["secure"]


def test_a_name_that_is_taken_makes_no_station_and_logs_nobody_out(team):
    make_station(team, name="Desk 2")
    client = Client()
    client.force_login(make_person(team, "team_lead"))
    answer = client.post(reverse("station_add", args=["balie"]), {"name": "desk 2"})
    assert answer["Location"] == reverse("node_detail", args=["balie"])
    assert COOKIE not in answer.cookies
    assert "_auth_user_id" in client.session


def test_a_lead_gives_a_first_pin_which_is_shown_once_and_not_kept(team):
    make_station(team)
    person = make_person(team, name="Anna Wit")
    client = Client()
    client.force_login(make_person(team, "team_lead"))
    page = client.get(reverse("node_detail", args=["balie"]))
    role = person.roles.get()
    assert (page.context["without_pin"], page.context["with_pin"]) == ([role], [])
    shown = client.post(reverse("first_pin", args=[role.pk]))
    assert shown["Cache-Control"] == "private, no-store"
    desk = desk_with(make_station(team)[1])
    assert enter(desk, person, shown.context["pin"])["Location"] == reverse("pin_change")
    page = client.get(reverse("node_detail", args=["balie"]))
    assert (page.context["without_pin"], page.context["with_pin"]) == ([], [role])
    assert shown.context["pin"] not in page.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_of_a_team_costs_as_many_queries_however_many_have_a_pin(
    number, team, django_assert_num_queries
):
    lead = make_person(team, "team_lead")
    for _ in range(number):
        make_station(team, by=lead)
        make_person(team)
        colleague(team)
    client = Client()
    client.force_login(lead)
    with django_assert_num_queries(9):
        page = client.get(reverse("node_detail", args=["balie"]))
    for listed in ("stations", "without_pin", "with_pin"):
        assert len(page.context[listed]) == number


def test_a_lead_gives_no_pin_to_a_colleague_lead_nor_on_another_team(team):
    client = Client()
    client.force_login(make_person(team, "team_lead"))
    for role, status in (
        (make_person(team, "team_lead").roles.get(), 403),
        (make_person(make_team(), "employee").roles.get(), 404),
        (make_person(team, is_active=False).roles.get(), 403),
    ):
        assert client.post(reverse("first_pin", args=[role.pk])).status_code == status
    assert not Pin.objects.exists()


def test_a_lead_ends_a_station_and_that_computer_is_none_any_more(team, station, desk):
    client = Client()
    client.force_login(make_person(team, "team_lead"))
    assert desk.get(NAMES).status_code == 200
    client.post(reverse("station_end", args=[station[0].pk]))
    assert desk.get(NAMES).status_code == 404
