"""Noting a contact through the site: which fields, who, what is stored and said."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.models import Incident, Observation
from people.models import User
from tests.builders import (
    NOW,
    TODAY,
    allow,
    give_role,
    make_behaviour,
    make_department,
    make_norm,
    make_person,
    make_team,
)
from tests.incidents.site import (
    ADD,
    address,
    answered,
    choice,
    errors,
    norm_of,
    number,
    posted,
    sentences,
    signed_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


class TestWhichFields:
    def test_only_norms_offered_in_the_channel_and_seen_by_this_person(
        self, client, team, employee
    ):
        norm_of("do", "noemt de naam", channels=["phone"])
        norm_of("do", "kijkt op", channels=["desk"])
        norm_of("do", "in elk kanaal")
        norm_of("do", "ziet een ander", seen_by=["observer"])
        norm_of("do", "ziet een ronde", seen_by=["round", "system"])
        norm_of("promise", "belt terug")
        norm_of("extra", "iets extra's")
        make_norm(make_behaviour(), team=make_team(), sentence="van een ander team")
        shown = sentences(client.get(address(team)))
        assert shown == ["noemt de naam", "in elk kanaal", "iets extra's"]
        assert sentences(client.get(address(team, "desk"))) == [
            "kijkt op",
            "in elk kanaal",
            "iets extra's",
        ]

    def test_an_observer_sees_what_an_observer_can_see(self, client, team, observer):
        norm_of("do", "ziet een ander", seen_by=["observer"])
        norm_of("do", "weet alleen zelf", seen_by=["self"])
        assert sentences(client.get(address(team, origin="observed"))) == ["ziet een ander"]

    @pytest.mark.parametrize(("origin", "has_number"), [("self", False), ("observed", True)])
    def test_a_time_limit_is_timed_by_an_observer_and_answered_by_oneself(
        self, client, team, origin, has_number
    ):
        signed_in(client, make_person(team, "team_lead"))
        norm = norm_of("time_limit", "Binnen 20 seconden")
        fields = client.get(address(team, origin=origin)).context["form"].fields
        answers = [key for key, _ in fields[choice(norm)].choices]
        assert (number(norm) in fields) is has_number
        assert answers == ["1", "0", "not_applicable", "not_observed"]

    def test_a_rating_shows_the_anchor_of_every_point(self, client, team, employee):
        norm_of("rating", "Opkijken")
        page = client.get(address(team)).content.decode()
        for anchor in ("een", "twee", "drie", "vier", "vijf"):
            assert f'<span class="anchor">{anchor}</span>' in page

    def test_the_norms_of_today_are_shown_with_today_filled_in(self, client, team, employee):
        norm = norm_of("do", "oud")
        make_norm(norm.behaviour, sentence="nieuw", starts_on=TODAY)
        response = client.get(address(team))
        assert sentences(response) == ["nieuw"]
        page = response.content.decode()
        assert 'value="2026-11-16"' in page
        assert 'value="11:00"' in page


class TestSaving:
    def test_one_row_for_each_norm_shown_and_untouched_is_not_observed(
        self, client, team, employee
    ):
        done, left, timed, counted, rated, dont = (
            norm_of("do", "gedaan"),
            norm_of("do", "blijft staan"),
            norm_of("time_limit", "snel"),
            norm_of("count_limit", "eens doorverbinden"),
            norm_of("rating", "opkijken"),
            norm_of("dont", "geen mobiel"),
        )
        data = posted(done, left, timed, counted, rated, dont, subject="paspoort") | {
            choice(done): "1",
            choice(timed): "0",
            number(counted): "2",
            choice(rated): "4",
            choice(dont): "0",
        }
        response = client.post(address(team), data)
        assert response.status_code == 302
        incident = Incident.objects.get()
        assert response["Location"] == f"{address(team)}&saved={incident.pk}"
        rows = incident.observations.order_by("behaviour__code")
        assert {row.norm.sentence: (row.state, row.value, row.met) for row in rows} == {
            "gedaan": ("seen", 1, True),
            "blijft staan": ("not_observed", None, None),
            "snel": ("seen", None, False),
            "eens doorverbinden": ("seen", 2, False),
            "opkijken": ("seen", 4, True),
            "geen mobiel": ("seen", 0, True),
        }
        assert (incident.team, incident.channel, incident.origin) == (team, "phone", "self")
        assert (incident.employee, incident.logged_by) == (employee, employee)
        assert incident.occurred_at == datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
        assert incident.subject == "paspoort"

    @pytest.mark.parametrize(
        ("typed", "seconds"), [("23", 23), ("1:05", 65), ("1:02:05", 3_725), ("0", 0), (" 7 ", 7)]
    )
    def test_an_observer_types_seconds_or_minutes_and_seconds(
        self, client, team, observer, typed, seconds
    ):
        norm = norm_of("time_limit", "snel")
        client.post(address(team, origin="observed"), posted(norm) | {number(norm): typed})
        assert Observation.objects.get().value == seconds

    def test_not_applicable_has_no_value(self, client, team, employee):
        norm = norm_of("do", "gedaan")
        client.post(address(team), posted(norm) | {choice(norm): "not_applicable"})
        row = Observation.objects.get()
        assert (row.state, row.value, row.met) == ("not_applicable", None, None)

    def test_a_subject_with_markup_is_shown_as_text(self, client, team, employee):
        norm = norm_of("do", "gedaan")
        client.post(address(team), answered(norm, subject="<b>vet</b>"))
        page = client.get("/contacts/").content.decode()
        assert "&lt;b&gt;vet&lt;/b&gt;" in page
        assert "<b>vet</b>" not in page

    def test_sent_twice_is_one_contact_and_the_page_says_so(self, client, team, employee):
        norm = norm_of("do", "gedaan")
        data = answered(norm)
        client.post(address(team), data)
        with time_machine.travel(NOW + timedelta(seconds=3)):
            response = client.post(address(team), data, follow=True)
        assert Incident.objects.count() == 1
        assert "only once" in str(list(response.context["messages"])[-1])

    def test_ten_statements_log_one_contact_through_the_whole_site(self, client, team, employee):
        norm = norm_of("do", "gedaan")
        client.post(address(team), answered(norm))
        with CaptureQueriesContext(connection) as captured:
            response = client.post(address(team), answered(norm))
        assert response.status_code == 302
        assert len(captured) == 10, "\n".join(query["sql"][:120] for query in captured)


class TestWho:
    def test_nobody_is_named_without_agreement(self, client, team, observer):
        colleague = make_person(team, name="Karin Collega")
        norm = norm_of("do", "gedaan")
        page = client.get(address(team, origin="observed")).content.decode()
        assert "Karin Collega" not in page
        client.post(address(team, origin="observed"), answered(norm, employee=str(colleague.pk)))
        assert Incident.objects.get().employee is None

    def test_with_agreement_a_colleague_is_named_and_the_form_says_who_will_see(
        self, client, team, observer
    ):
        allow("named_contacts")
        colleague = make_person(team, name="Karin Collega")
        stranger = make_person(make_team(), name="Ver Weg")
        norm = norm_of("do", "gedaan")
        page = client.get(address(team, origin="observed")).content.decode()
        assert "Karin Collega" in page
        assert "Ver Weg" not in page
        assert "Whoever you name here sees this contact" in page
        data = answered(norm, employee=str(stranger.pk))
        assert list(errors(client.post(address(team, origin="observed"), data))) == ["employee"]
        client.post(address(team, origin="observed"), data | {"employee": str(colleague.pk)})
        incident = Incident.objects.get()
        assert (incident.employee, incident.logged_by) == (colleague, observer)
        assert incident.origin == "observed"

    def test_extra_posted_fields_change_nothing(self, client, team, employee):
        allow("named_contacts")
        other, norm = make_person(team), norm_of("do", "gedaan")
        elsewhere = make_team()
        data = answered(norm) | {
            "employee": str(other.pk),
            "logged_by": str(other.pk),
            "origin": "system",
            "team": elsewhere.slug,
            "channel": "chat",
            "score": "10000",
            "week": "2020-01-06",
            "after_closing": "on",
            "answered": "",
            "version": "9",
            "source": "1",
        }
        client.post(address(team), data)
        incident = Incident.objects.get()
        assert (incident.employee, incident.logged_by) == (employee, employee)
        assert (incident.origin, incident.team, incident.channel) == ("self", team, "phone")
        assert (incident.score, incident.week, incident.version) == (10_000, TODAY, 1)
        assert (incident.answered, incident.source, incident.after_closing) == (True, None, False)


class TestDoor:
    @pytest.mark.parametrize(
        ("kind", "own", "observed"),
        [
            ("employee", 200, 403),
            ("observer", 403, 200),
            ("team_lead", 200, 200),
            ("manager", 200, 403),
            ("works_council", 403, 403),
            ("administrator", 403, 403),
        ],
    )
    def test_who_may_note_what(self, client, team, kind, own, observed):
        signed_in(client, make_person(team, kind))
        assert client.get(address(team)).status_code == own
        assert client.get(address(team, origin="observed")).status_code == observed

    @pytest.mark.parametrize(
        "query",
        [
            "?team=elders",
            "?team=nergens",
            "?team=afdeling-x",
            "?team=oud",
            "?channel=fax",
            "?for=me",
        ],
    )
    def test_what_is_not_there_or_out_of_scope_is_404(self, client, team, query):
        make_team(slug="elders")
        department = make_department(slug="afdeling-x")
        make_team(slug="oud", parent=department, ended_on=TODAY)
        signed_in(client, make_person(team))
        give_role(User.objects.latest("pk"), department, "employee")
        assert client.get(ADD + query).status_code == 404
        assert client.post(ADD + query, posted()).status_code == 404

    def test_a_role_on_no_team_says_what_will_be_here(self, client):
        signed_in(client, make_person(make_department(), "manager"))
        assert "No team to note for yet" in client.get(ADD).content.decode()

    def test_a_nul_byte_in_the_address_is_a_bad_request(self, client, team, employee):
        assert client.get(f"{ADD}?team=%00").status_code == 400

    def test_logged_out_goes_to_the_log_in_page(self, client, team):
        assert client.get(address(team)).status_code == 302
