"""Doing a round, reading it back, and keeping the locations."""

import re
from datetime import timedelta
from urllib.parse import urlencode
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from behaviours.models import Behaviour
from incidents.actions import correct_contact
from incidents.judging import Entry, NewContact
from incidents.models import Incident, Location, Origin
from incidents.queries import channels_used
from people.models import Team, User
from tests.builders import (
    NOW,
    TODAY,
    log_contact,
    log_round,
    make_behaviour,
    make_location,
    make_norm,
    make_person,
)
from tests.incidents.site import LIST, errors, page, rows, signed_in
from tests.incidents.writes import close

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


def address(location: Location) -> str:
    return f"/rounds/{location.team.slug}/{location.slug}/"


def filled(*behaviours: Behaviour, **fields) -> dict:
    """The form of a round as a browser sends it."""
    keys = ",".join(str(each.norms.get().pk) for each in behaviours)
    return {"norms": keys, "submission_key": str(uuid4())} | fields


def send(client: Client, location: Location, *behaviours: Behaviour, **fields):
    return client.post(address(location), filled(*behaviours, **fields))


class TestDoing:
    def test_notes_what_was_seen_and_what_is_needed(
        self, client, employee: User, reception, staffed, tidy
    ):
        response = send(
            client,
            reception,
            staffed,
            tidy,
            **{f"b{staffed.pk}": "0", f"n{staffed.pk}": "Een vervanger", f"b{tidy.pk}": "4"},
        )
        assert response.headers["Location"] == f"/teams/{reception.team.slug}/locations/"
        done = Incident.objects.get()
        assert (done.origin, done.location, done.channel) == ("round", reception, "")
        assert (done.logged_by, done.employee, done.occurred_at) == (employee, None, NOW)
        seen = done.observations.order_by("behaviour__code").values_list("value", "met", "needed")
        assert list(seen) == [(0, False, "Een vervanger"), (4, True, "")]

    def test_shows_the_last_round_and_the_open_points_first(
        self, client, employee: User, reception, staffed, tidy
    ):
        log_round(
            reception,
            {staffed: Entry(value=0, needed="Een vervanger"), tidy: 4},
            occurred_at=NOW - timedelta(days=3),
            logged_by=make_person(reception.team, name="Nadia Naam"),
        )
        text = page(client, address(reception))
        assert "Last round Fri 13 Nov 2026, morning" in " ".join(text.split())
        found = [
            text.index(words) for words in ("1 open point", "Needed: Een vervanger", "tap round")
        ]
        assert found == sorted(found)
        assert "Nadia Naam" not in text
        assert 'value="Een vervanger"' in text

    def test_tells_who_did_the_last_round_to_that_person_only(
        self, client, employee: User, reception, staffed
    ):
        log_round(reception, {staffed: 1}, logged_by=employee)
        assert "by you" in page(client, address(reception))
        signed_in(client, make_person(reception.team, "team_lead"))
        assert "by you" not in page(client, address(reception))

    def test_needs_an_answer_to_one_point(self, client, employee, reception, staffed, tidy):
        response = send(client, reception, staffed, tidy)
        assert errors(response) == {"__all__": ["Answer at least one point."]}
        assert not Incident.objects.exists()

    def test_what_is_in_order_needs_nothing(self, client, employee, reception, staffed, tidy):
        send(client, reception, staffed, tidy, **{f"b{tidy.pk}": "5", f"n{tidy.pk}": "Een kast"})
        row = Incident.objects.get().observations.get(behaviour=tidy)
        assert (row.met, row.needed) == (True, "")

    def test_is_shown_again_when_other_norms_hold_by_now(
        self, client, employee, reception, staffed, tidy
    ):
        response = send(client, reception, staffed, **{f"b{staffed.pk}": "1"})
        (said,) = errors(response)["__all__"]
        assert said.startswith("Other norms hold today")
        assert response.context["form"][f"b{staffed.pk}"].value() == "1"
        again = {field.html_name: field.value() for field in response.context["form"]}
        answers = {name: value for name, value in again.items() if value not in (None, "")}
        assert client.post(address(reception), answers).status_code == 302

    @pytest.mark.parametrize(
        "strange",
        [
            {"submission_key": "nonsense"},
            {"norms": "1,2,x"},
            {"submission_key": ""},
        ],
    )
    def test_nonsense_breaks_nothing(self, client, employee, reception, staffed, tidy, strange):
        sent = filled(staffed, tidy, **{f"b{staffed.pk}": "9", f"n{staffed.pk}": "x" * 400})
        assert client.post(address(reception), sent | strange).status_code == 200
        assert not Incident.objects.exists()

    def test_what_is_needed_holds_no_data_of_customers(
        self, client, employee, reception, staffed, tidy
    ):
        sent = {f"b{staffed.pk}": "0", f"n{staffed.pk}": "Bel 06 12345678"}
        response = send(client, reception, staffed, tidy, **sent)
        assert list(errors(response)) == [f"n{staffed.pk}"]
        assert not Incident.objects.exists()

    def test_sent_twice_is_one_round(self, client, employee, reception, staffed, tidy):
        sent = filled(staffed, tidy, **{f"b{staffed.pk}": "1"})
        assert [client.post(address(reception), sent).status_code for _ in range(2)] == [302, 302]
        assert Incident.objects.count() == 1

    def test_asks_only_what_the_location_chose(self, client, employee, team, staffed, tidy):
        location = make_location(team, behaviours=[tidy])
        response = client.get(address(location))
        assert [part.norm.behaviour for part in response.context["form"].parts] == [tidy]

    def test_a_measured_norm_takes_a_number(self, client, employee, team):
        boxes = make_behaviour("A-1", "count_limit", seen_by=["round"])
        make_norm(boxes)
        location = make_location(team)
        send(client, location, boxes, **{f"v{boxes.pk}": "3", f"n{boxes.pk}": "Een kast"})
        row = Incident.objects.get().observations.get()
        assert (row.value, row.met, row.needed) == (3, False, "Een kast")

    def test_an_ended_location_has_no_rounds(self, client, employee, reception):
        Location.objects.update(ended_on=TODAY)
        assert client.get(address(reception)).status_code == 404

    def test_nine_queries(self, client, employee, reception, staffed, django_assert_num_queries):
        log_round(reception, {staffed: 0})
        with django_assert_num_queries(9):
            assert client.get(address(reception)).status_code == 200

    def test_the_code_on_the_wall_leads_past_the_log_in_page(self, client, reception):
        response = client.get(address(reception))
        assert response.headers["Location"] == "/account/login/?" + urlencode(
            {"next": address(reception)}, safe="/"
        )


class TestReading:
    def test_the_author_reads_everything_and_the_lead_no_name(self, client, reception, staffed):
        author = make_person(reception.team, name="Nadia Naam")
        done = log_round(reception, {staffed: 0}, logged_by=author)
        signed_in(client, make_person(reception.team, "team_lead"))
        text = page(client, f"/rounds/{done.pk}/")
        assert "Er zit iemand aan de receptie" in text
        assert "Nadia Naam" not in text
        assert "11:00" not in text
        signed_in(client, author)
        text = page(client, f"/rounds/{done.pk}/")
        assert "Nadia Naam" in text
        assert "11:00" in text

    def test_a_round_is_no_contact_to_any_page_of_contacts(self, client, employee, reception):
        done = log_round(reception, logged_by=employee)
        for suffix in ("", "correct/", "withdraw/"):
            assert client.get(f"/contacts/{done.pk}/{suffix}").status_code == 404
        assert rows(client) == []
        assert page(client, "/").count(f"/contacts/{done.pk}/") == 0

    def test_a_round_says_nothing_of_where_the_next_contact_is_noted(
        self, client, employee, reception
    ):
        for channel in ("desk", ""):
            more = {"location": reception, "origin": "round"} if not channel else {}
            log_contact(reception.team, channel=channel, logged_by=employee, **more)
        place = client.get("/contacts/new/").context["place"]
        assert (place.channel, place.origin) == ("desk", "self")
        assert channels_used(reception.team, since=TODAY) == ["desk"]

    def test_a_contact_is_no_round(self, client, employee, team):
        contact = log_contact(team, logged_by=employee)
        assert client.get(f"/rounds/{contact.pk}/").status_code == 404

    def test_the_list_of_contacts_shows_rounds_where_they_are_asked_for(
        self, client, employee, reception, staffed
    ):
        done = log_round(reception, {staffed: 0}, logged_by=employee)
        log_contact(reception.team, logged_by=employee)
        norm = staffed.norms.get()
        for query in ("?origin=round", f"?norm={norm.pk}&result=not_met"):
            text = page(client, LIST + query)
            assert re.findall(r'href="/rounds/(\d+)/"', text) == [str(done.pk)]
            assert "1 contact or round" in text
            assert "round: Receptie" in text
            assert rows(client, query) == []


class TestChanging:
    @pytest.fixture
    def done(self, employee, reception, staffed, tidy) -> Incident:
        missed = Entry(value=0, needed="Een vervanger")
        return log_round(reception, {staffed: missed, tidy: 4}, logged_by=employee)

    def opened(self, client: Client, done: Incident) -> dict:
        form = client.get(f"/rounds/{done.pk}/correct/").context["form"]
        shown = {field.html_name: field.value() for field in form}
        return {name: "" if value is None else value for name, value in shown.items()}

    def test_a_correction_keeps_what_it_said(self, client, done, staffed):
        sent = self.opened(client, done) | {f"b{staffed.pk}": "1"}
        assert sent[f"n{staffed.pk}"] == "Een vervanger"
        assert client.post(f"/rounds/{done.pk}/correct/", sent).status_code == 302
        row = done.observations.get(behaviour=staffed)
        assert (row.met, row.needed) == (True, "")
        text = " ".join(page(client, f"/rounds/{done.pk}/").split())
        assert "<dd> no; Een vervanger </dd>" in text

    def test_moment_location_and_author_stay(self, client, done, staffed):
        with time_machine.travel(NOW + timedelta(hours=1), tick=False):
            sent = self.opened(client, done) | {f"b{staffed.pk}": "1"}
            client.post(f"/rounds/{done.pk}/correct/", sent)
        now = Incident.objects.get()
        assert now.version == 2
        for name in ("occurred_at", "location", "logged_by", "origin", "channel", "team"):
            assert getattr(now, name) == getattr(done, name)

    def test_whoever_was_second_looks_once_more(self, client, done, staffed, employee):
        sent = self.opened(client, done)
        corrected = NewContact(
            team=done.team,
            location=done.location,
            occurred_at=NOW,
            origin=Origin.ROUND,
            entries={staffed.pk: Entry(value=1)},
        )
        correct_contact(incident=done, version=1, corrected=corrected, by=employee, at=NOW)
        response = client.post(f"/rounds/{done.pk}/correct/", sent)
        assert response.status_code == 409
        again = sent | {"version": response.context["form"]["version"].value()}
        assert client.post(f"/rounds/{done.pk}/correct/", again).status_code == 302

    def test_withdrawn_it_is_in_no_figure(self, client, done):
        sent = {"version": "1", "reason": "verkeerde plek"}
        assert client.post(f"/rounds/{done.pk}/withdraw/", sent).status_code == 302
        assert not Incident.objects.counting().exists()
        assert not done.observations.filter(counts=True).exists()
        text = page(client, f"/rounds/{done.pk}/")
        assert "verkeerde plek" in text
        assert f"/rounds/{done.pk}/correct/" not in text
        assert client.post(f"/rounds/{done.pk}/withdraw/", sent).status_code == 409

    def test_a_closed_week_stands(self, client, done, staffed):
        close(done.team, done.week)
        sent = self.opened(client, done) | {f"b{staffed.pk}": "1"}
        response = client.post(f"/rounds/{done.pk}/correct/", sent)
        assert response.status_code == 409
        assert errors(response) == {"__all__": ["This week is closed: what its rounds say stands."]}
        sent = {"version": "1", "reason": "verkeerde plek"}
        assert client.post(f"/rounds/{done.pk}/withdraw/", sent).status_code == 409
        assert Incident.objects.get().version == 1
