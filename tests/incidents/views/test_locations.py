"""Keeping the locations of a team, and where they are shown."""

import re
from datetime import timedelta

import pytest
import time_machine

from behaviours.models import Behaviour
from incidents.models import Location
from people.models import Team, User
from tests.builders import (
    NOW,
    log_round,
    make_behaviour,
    make_location,
    make_norm,
    make_person,
    make_team,
    make_user,
)
from tests.incidents.site import errors, page, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def staffed() -> Behaviour:
    behaviour = make_behaviour("REC-01", "do", seen_by=["round"])
    make_norm(behaviour, sentence="Er zit iemand aan de receptie")
    return behaviour


@pytest.fixture
def tidy() -> Behaviour:
    behaviour = make_behaviour("REC-02", "rating", seen_by=["round"])
    make_norm(behaviour, sentence="De balie is leeg: een 4 of hoger")
    return behaviour


@pytest.fixture
def reception(team: Team, staffed: Behaviour, tidy: Behaviour) -> Location:
    return make_location(team, "Receptie", look_at="Kom binnen door de voordeur")


class TestLocations:
    @pytest.fixture
    def lead(self, client, team: Team) -> User:
        return signed_in(client, make_person(team, "team_lead"))

    @pytest.mark.parametrize("count", [0, 1, 3])
    def test_the_list_asks_nine_queries_however_many(
        self, client, lead, team, staffed, count, django_assert_num_queries
    ):
        for _ in range(count):
            log_round(make_location(team, behaviours=[staffed]), {staffed: 0})
        with django_assert_num_queries(9 if count else 6):
            text = page(client, f"/teams/{team.slug}/locations/")
        assert text.count("Do the round<") == count
        assert ("No locations yet" in text) is (count == 0)

    def test_a_manager_keeps_them_and_does_no_rounds(self, client, team, reception):
        signed_in(client, make_person(team, "manager"))
        text = page(client, f"/teams/{team.slug}/locations/")
        assert "QR code to print" in text
        assert "Do the round" not in text

    def test_an_employee_does_rounds_and_keeps_nothing(self, client, employee, reception):
        text = page(client, f"/teams/{reception.team.slug}/locations/")
        assert "Do the round" in text
        assert "QR code to print" not in text

    def test_one_is_made_changed_and_ended(self, client, lead, team, staffed, tidy):
        new = f"/teams/{team.slug}/locations/new/"
        assert client.post(new, {"name": "Magazijn"}).status_code == 302
        location = Location.objects.get()
        assert (location.name, location.behaviours.count()) == ("Magazijn", 0)
        again = client.post(new, {"name": "magazijn"})
        assert errors(again) == {"__all__": ["magazijn is here already."]}

        sent = {"name": "Hal", "look_at": "Links om", "behaviours": [tidy.pk]}
        assert client.post(f"/locations/{location.pk}/change/", sent).status_code == 302
        location = Location.objects.get()
        assert (location.name, location.look_at) == ("Hal", "Links om")
        assert list(location.behaviours.all()) == [tidy]

        sent = {"on": "2026-11-20"}
        assert client.post(f"/locations/{location.pk}/end/", sent).status_code == 302
        assert str(Location.objects.get().ended_on) == "2026-11-20"

    def test_only_points_of_rounds_are_offered(self, client, lead, team, staffed):
        make_norm(make_behaviour("A-1", "do"))
        response = client.get(f"/teams/{team.slug}/locations/new/")
        assert list(response.context["form"].fields["behaviours"].queryset) == [staffed]

    def test_the_sheet_holds_the_code_and_the_address(self, client, lead, reception):
        text = page(client, f"/locations/{reception.pk}/qr/")
        assert f"http://testserver/rounds/{reception.team.slug}/receptie/" in text
        assert re.search(r'<svg [^>]*class="qr-code"', text)
        assert "style=" not in text


class TestStart:
    def test_names_the_teams_with_locations_and_their_last_round(
        self, client, employee, reception, staffed
    ):
        make_location(make_team("Elders"))
        log_round(reception, {staffed: 1}, occurred_at=NOW - timedelta(days=3))
        text = " ".join(page(client, "/").split())
        assert "1 location · last round Fri 13 Nov 2026" in text
        assert text.count("/locations/") == 1

    def test_says_nothing_of_rounds_where_there_are_none(self, client, employee):
        assert "Rounds" not in page(client, "/")

    def test_who_has_no_role_sees_none(self, client, reception):
        signed_in(client, make_user())
        assert "Rounds" not in page(client, "/")
