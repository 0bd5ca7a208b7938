"""Noting a contact through the site: which fields, which moment, what is refused, what is kept."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from behaviours.models import Norm
from incidents.models import Incident, Observation
from people.models import Team, User
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

pytestmark = pytest.mark.django_db
ADD = "/contacts/new/"


@pytest.fixture(autouse=True)
def _monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def team() -> Team:
    return make_team("Balie")


def signed_in(client: Client, user: User, language: str = "en") -> User:
    user.language = language
    user.save()
    client.force_login(user)
    return user


@pytest.fixture
def employee(client: Client, team: Team) -> User:
    return signed_in(client, make_person(team, name="Eva Eigen"))


@pytest.fixture
def observer(client: Client, team: Team) -> User:
    return signed_in(client, make_person(team, "observer", name="Olaf Oog"))


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


def choice(norm) -> str:
    return f"b{norm.behaviour_id}"


def number(norm) -> str:
    return f"v{norm.behaviour_id}"


def sentences(response) -> list[str]:
    return [part.norm.sentence for part in response.context["form"].parts]


def errors(response) -> dict[str, list[str]]:
    form = response.context["form"]
    return {name: list(found) for name, found in form.errors.items()}


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
        assert answers == [*([] if has_number else ["1", "0"]), "not_applicable", "not_observed"]

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
        assert response["Location"] == address(team)
        incident = Incident.objects.get()
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

    def test_says_what_was_noted_with_a_way_to_it(self, client, team, employee):
        norm = norm_of("do", "gedaan")
        response = client.post(address(team), posted(norm) | {choice(norm): "1"}, follow=True)
        incident = Incident.objects.get()
        (message,) = response.context["messages"]
        detail = reverse("incident_detail", args=[incident.pk])
        assert "Mon 16 Nov 2026 10:30" in str(message)
        assert "1 norm seen" in str(message)
        assert f'<a href="{detail}">' in response.content.decode()

    def test_a_subject_with_markup_is_shown_as_text(self, client, team, employee):
        norm = norm_of("do", "gedaan")
        client.post(address(team), posted(norm, subject="<b>vet</b>"))
        page = client.get("/contacts/").content.decode()
        assert "&lt;b&gt;vet&lt;/b&gt;" in page
        assert "<b>vet</b>" not in page

    def test_sent_twice_is_one_contact_and_the_page_says_so(self, client, team, employee):
        norm = norm_of("do", "gedaan")
        data = posted(norm)
        client.post(address(team), data)
        with time_machine.travel(NOW + timedelta(seconds=3)):
            response = client.post(address(team), data, follow=True)
        assert Incident.objects.count() == 1
        assert "only once" in str(list(response.context["messages"])[-1])

    def test_team_and_channel_are_remembered(self, client, team, employee):
        other = make_team("Aanvragen")
        make_norm(make_behaviour(kind="do"), sentence="gedaan")
        give_role(employee, other, "employee")
        norm = Norm.objects.get()
        client.post(address(other, "chat"), posted(norm))
        place = client.get(ADD).context["place"]
        assert (place.team, place.channel, place.origin) == (other, "chat", "self")

    def test_ten_statements_log_one_contact_through_the_whole_site(self, client, team, employee):
        norm = norm_of("do", "gedaan")
        client.post(address(team), posted(norm))
        with CaptureQueriesContext(connection) as captured:
            response = client.post(address(team), posted(norm) | {choice(norm): "1"})
        assert response.status_code == 302
        assert len(captured) == 10, "\n".join(query["sql"][:120] for query in captured)


class TestMoment:
    def post(self, client, team, **fields):
        norm = make_norm(make_behaviour(kind="do"), sentence="gedaan")
        data = posted(norm, **fields) | {choice(norm): "1", "subject": "blijft staan"}
        return client.post(address(team), data)

    def test_a_time_the_clock_skips_is_refused_at_its_field(self, client, team, employee):
        response = self.post(client, team, on="2026-03-29", at="02:30")
        assert errors(response) == {
            "at": ["This time does not exist: the clock went forward an hour."]
        }
        assert 'value="blijft staan"' in response.content.decode()
        assert Incident.objects.count() == 0

    def test_a_time_that_comes_twice_is_asked_with_everything_kept(self, client, team, employee):
        response = self.post(client, team, on="2026-10-25", at="02:30")
        page = response.content.decode()
        assert errors(response) == {
            "which_hour": ["This time came twice that night: choose which one."]
        }
        assert 'name="which_hour"' in page
        assert 'value="blijft staan"' in page
        assert re.search(r'name="b\d+" value="1"[^>]*checked', page)
        assert Incident.objects.count() == 0

    @pytest.mark.parametrize(("which", "utc_hour"), [("0", 0), ("1", 1)])
    def test_the_hour_that_is_chosen_is_stored(self, client, team, employee, which, utc_hour):
        self.post(client, team, on="2026-10-25", at="02:30", which_hour=which)
        incident = Incident.objects.get()
        assert incident.occurred_at == datetime(2026, 10, 25, utc_hour, 30, tzinfo=UTC)

    def test_another_time_does_not_ask(self, client, team, employee):
        assert 'name="which_hour"' not in client.get(address(team)).content.decode()

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"on": "2026-11-17"}, "on"),
            ({"at": "11:06"}, "at"),
            ({"on": "9999-12-31", "at": "23:59"}, "on"),
            ({"on": "0001-01-01", "at": "00:00"}, "on"),
            ({"on": "1899-12-31"}, "on"),
            ({"on": "31-02-2026"}, "on"),
            ({"on": ""}, "on"),
            ({"at": "25:00"}, "at"),
            ({"at": "noon"}, "at"),
            ({"on": "2026-11-1\x006"}, "on"),
            ({"subject": "a\x00b"}, "subject"),
            ({"private_note": "\x00"}, "private_note"),
            ({"subject": "x" * 121}, "subject"),
            ({"customer_kind": "alien"}, "customer_kind"),
        ],
    )
    def test_what_cannot_be_is_refused_at_its_field(self, client, team, employee, fields, field):
        norm = make_norm(make_behaviour(kind="do"), sentence="gedaan")
        response = client.post(address(team), posted(norm) | fields)
        assert response.status_code == 200
        assert list(errors(response)) == [field]
        assert Incident.objects.count() == 0

    def test_a_clock_five_minutes_ahead_is_no_future(self, client, team, employee):
        self.post(client, team, at="11:05")
        assert Incident.objects.count() == 1

    def test_the_dutch_way_to_write_a_date_is_understood(self, client, team, employee):
        self.post(client, team, on="15-11-2026")
        assert str(Incident.objects.get().local_date) == "2026-11-15"


class TestValues:
    @pytest.mark.parametrize(
        ("kind", "origin", "typed", "says"),
        [
            ("count_limit", "self", "3.5", "Type a whole number, such as 2."),
            ("count_limit", "self", "3,5", "Type a whole number, such as 2."),
            ("count_limit", "self", "²", "Type a whole number, such as 2."),
            ("count_minimum", "self", "-1", "This cannot be less than 0."),
            ("count_limit", "self", "1001", "That is too many: at most 1000."),
            ("count_limit", "self", "1\x00", "Null characters are not allowed."),
            ("time_limit", "observed", "-5", "This cannot be less than 0."),
            (
                "time_limit",
                "observed",
                "1:75",
                "Type whole seconds, such as 23, or minutes and seconds, such as 1:05.",
            ),
            ("time_limit", "observed", "999999999", "That is longer than a day."),
        ],
    )
    def test_a_number_that_cannot_be_is_refused_at_its_field(
        self, client, team, kind, origin, typed, says
    ):
        signed_in(client, make_person(team, "team_lead"))
        norm = norm_of(kind, "hooguit zo veel")
        data = posted(norm) | {number(norm): typed}
        response = client.post(address(team, origin=origin), data)
        assert errors(response) == {number(norm): [says]}
        assert Incident.objects.count() == 0

    def test_a_number_beside_not_applicable_is_asked_about(self, client, team, employee):
        norm = norm_of("count_limit", "hooguit zo veel")
        data = posted(norm) | {number(norm): "2", choice(norm): "not_applicable"}
        response = client.post(address(team), data)
        assert errors(response) == {number(norm): ["Either a number or n/a, not both."]}

    def test_a_number_wins_from_not_seen_and_neither_is_not_observed(self, client, team, employee):
        counted, left = norm_of("count_limit", "zo veel"), norm_of("count_limit", "leeg")
        data = posted(counted, left) | {number(counted): "2", choice(counted): "not_observed"}
        client.post(address(team), data)
        found = {row.norm: (row.state, row.value) for row in Observation.objects.all()}
        assert found == {counted: ("seen", 2), left: ("not_observed", None)}

    def test_an_answer_that_was_not_offered_is_refused(self, client, team, employee):
        norm = norm_of("rating", "opkijken")
        response = client.post(address(team), posted(norm) | {choice(norm): "6"})
        assert list(errors(response)) == [choice(norm)]


class TestOtherNorms:
    def test_norms_of_another_date_are_shown_again_with_the_values(self, client, team, employee):
        behaviour = make_behaviour(kind="do")
        old = make_norm(behaviour, sentence="oud")
        new = make_norm(behaviour, sentence="nieuw", starts_on=TODAY)
        data = posted(new, on="2026-11-12") | {choice(new): "1", "subject": "blijft"}
        response = client.post(address(team), data)
        assert "Other norms hold on this date" in errors(response)["__all__"][0]
        page = response.content.decode()
        assert sentences(response) == ["oud"]
        assert f'name="norms" value="{old.pk}"' in page
        assert re.search(rf'name="{choice(new)}" value="1"[^>]*checked', page)
        assert 'value="blijft"' in page
        assert Incident.objects.count() == 0
        client.post(address(team), data | {"norms": str(old.pk)})
        assert Observation.objects.get().norm == old

    def test_another_date_with_the_same_norms_is_saved_at_once(self, client, team, employee):
        norm = norm_of("do", "gedaan")
        client.post(address(team), posted(norm, on="2026-11-12"))
        assert Incident.objects.count() == 1

    def test_a_value_without_a_norm_on_that_date_keeps_its_field_and_is_named(
        self, client, team, employee
    ):
        norm_of("do", "altijd")
        young = norm_of("do", "pas sinds vandaag", starts_on=TODAY)
        always = Norm.objects.get(sentence="altijd")
        data = posted(always, young, on="2026-11-12") | {choice(young): "1"}
        response = client.post(address(team), data)
        assert list(errors(response)) == [choice(young)]
        assert sentences(response) == ["altijd", "pas sinds vandaag"]
        client.post(address(team), data | {choice(young): "not_observed"})
        assert [row.norm for row in Observation.objects.all()] == [always]

    def test_without_any_norm_there_is_nothing_to_note(self, client, team, employee):
        response = client.post(address(team), posted())
        assert "nothing to note" in errors(response)["__all__"][0]
        assert Incident.objects.count() == 0


class TestWho:
    def test_nobody_is_named_without_agreement(self, client, team, observer):
        colleague = make_person(team, name="Karin Collega")
        norm = norm_of("do", "gedaan")
        page = client.get(address(team, origin="observed")).content.decode()
        assert "Karin Collega" not in page
        client.post(address(team, origin="observed"), posted(norm, employee=str(colleague.pk)))
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
        data = posted(norm, employee=str(stranger.pk))
        assert list(errors(client.post(address(team, origin="observed"), data))) == ["employee"]
        client.post(address(team, origin="observed"), data | {"employee": str(colleague.pk)})
        incident = Incident.objects.get()
        assert (incident.employee, incident.logged_by) == (colleague, observer)
        assert incident.origin == "observed"

    def test_extra_posted_fields_change_nothing(self, client, team, employee):
        allow("named_contacts")
        other, norm = make_person(team), norm_of("do", "gedaan")
        elsewhere = make_team()
        data = posted(norm) | {
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
        assert (incident.score, incident.week, incident.version) == (None, TODAY, 1)
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


TEXT = st.text(max_size=12) | st.sampled_from(
    [
        "",
        "0",
        "1",
        "-1",
        "3.5",
        "1:05",
        "\x00",
        "٣",
        "9" * 30,
        "not_applicable",
        "not_observed",
        ",",
    ]
)
DATES = TEXT | st.dates().map(str) | st.sampled_from(["2026-10-25", "2026-03-29", "0001-01-01"])
TIMES = TEXT | st.times().map(lambda moment: moment.isoformat()[:5]) | st.just("02:30")


@given(
    on=DATES,
    at=TIMES,
    which_hour=TEXT,
    subject=TEXT,
    customer_kind=st.just("external") | TEXT,
    employee=TEXT,
    submission_key=TEXT | st.uuids().map(str),
    norms=TEXT | st.just("keys"),
    answers=st.lists(TEXT, min_size=6, max_size=6),
    origin=st.sampled_from(["self", "observed"]),
)
@settings(
    max_examples=200,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_whatever_is_posted_is_taken_or_refused_with_a_message(
    client, team, origin, norms, answers, **fields
):
    if not User.objects.filter(login_name="vuur").exists():
        allow("named_contacts")
        make_person(team, "team_lead", login_name="vuur")
        for kind in ("time_limit", "count_limit", "do", "rating", "extra"):
            norm_of(kind, kind)
        client.force_login(User.objects.get(login_name="vuur"))
    known = list(Norm.objects.order_by("pk"))
    data = dict(fields)
    data["norms"] = ",".join(str(norm.pk) for norm in known) if norms == "keys" else norms
    for norm, answer in zip(known, answers, strict=False):
        data |= {choice(norm): answer, number(norm): answers[-1]}
    before = Incident.objects.count()
    response = client.post(address(team, origin=origin), data)
    if response.status_code == 302:
        assert Incident.objects.count() in (before, before + 1)
    else:
        assert response.status_code == 200
        assert response.context["form"].errors
        assert Incident.objects.count() == before
