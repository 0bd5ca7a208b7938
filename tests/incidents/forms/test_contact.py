"""What is typed about a contact: moments, numbers, norms; refused where it stands."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from behaviours.models import Norm
from incidents.models import Incident, Observation
from people.models import User
from tests.builders import (
    NOW,
    TODAY,
    allow,
    make_behaviour,
    make_norm,
    make_person,
)
from tests.conftest import many
from tests.incidents.site import (
    address,
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

    @pytest.mark.parametrize("answer", ["1", "0", "not_applicable"])
    def test_a_number_beside_an_answer_is_asked_about(self, client, team, employee, answer):
        norm = norm_of("count_limit", "hooguit zo veel")
        data = posted(norm) | {number(norm): "2", choice(norm): answer}
        response = client.post(address(team), data)
        assert errors(response) == {number(norm): ["Either a number or an answer, not both."]}

    @pytest.mark.parametrize(("answer", "score"), [("1", 10_000), ("0", 0)])
    @pytest.mark.parametrize("kind", ["count_limit", "count_minimum"])
    def test_who_did_not_count_says_whether_it_stayed_within_the_norm(
        self, client, team, employee, kind, answer, score
    ):
        norm = norm_of(kind, "zo veel")
        client.post(address(team), posted(norm) | {choice(norm): answer})
        row = Observation.objects.get()
        assert (row.state, row.value, row.met, row.score) == ("seen", None, answer == "1", score)

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
        client.post(address(team), posted(norm, on="2026-11-12") | {choice(norm): "1"})
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
        client.post(address(team), data | {choice(young): "not_observed", choice(always): "1"})
        assert [row.norm for row in Observation.objects.all()] == [always]

    def test_without_any_norm_a_contact_is_noted_all_the_same(self, client, team, employee):
        assert client.post(address(team), posted()).status_code == 302
        assert Incident.objects.get().observations.count() == 0


class TestUntouched:
    SAYS = "Choose for at least one norm what you saw or heard."

    @pytest.mark.parametrize("answer", ["", "not_observed"])
    def test_a_form_that_says_nothing_is_no_contact(self, client, team, employee, answer):
        norms = norm_of("do", "gedaan"), norm_of("count_limit", "zo veel")
        data = posted(*norms, subject="paspoort") | {choice(norm): answer for norm in norms}
        response = client.post(address(team), data)
        assert errors(response) == {"__all__": [self.SAYS]}
        page = response.content.decode()
        assert page.count(self.SAYS) == 2
        assert 'value="paspoort"' in page
        assert Incident.objects.count() == 0

    @pytest.mark.parametrize(
        ("kind", "answer"),
        [("do", "1"), ("do", "0"), ("do", "not_applicable"), ("rating", "3"), ("extra", "1")],
    )
    def test_one_answer_is_enough(self, client, team, employee, kind, answer):
        norm = norm_of(kind, "dit")
        client.post(address(team), posted(norm, norm_of("do", "dat")) | {choice(norm): answer})
        assert Incident.objects.count() == 1

    def test_nought_is_an_answer(self, client, team, employee):
        norm = norm_of("count_limit", "doorverbonden")
        client.post(address(team), posted(norm) | {number(norm): "0"})
        assert Observation.objects.get().value == 0

    def test_not_seen_stands_chosen_beside_an_empty_number(self, client, team, employee):
        norm = norm_of("count_limit", "doorverbonden")
        page = client.get(address(team)).content.decode()
        assert re.search(rf'name="{choice(norm)}" value="not_observed"[^>]*checked', page)


class TestFolded:
    def test_date_and_time_are_folded_while_they_are_now(self, client, team, employee):
        form = client.get(address(team)).context["form"]
        assert (form.is_now, form.is_moment_open, form.moment) == (True, False, "Mon 16 Nov 11:00")

    @pytest.mark.parametrize(
        ("fields", "is_open"),
        [
            ({"at": "10:45"}, False),
            ({"at": "10:29"}, True),
            ({"on": "2026-11-15", "at": "10:45"}, True),
            ({"at": "11:30"}, True),
            ({"at": "x"}, True),
        ],
    )
    def test_another_moment_or_a_wrong_one_is_unfolded(
        self, client, team, employee, fields, is_open
    ):
        norm = norm_of("do", "gedaan")
        form = client.post(address(team), posted(norm) | fields).context["form"]
        assert (form.is_now, form.is_moment_open) == (False, is_open)

    @pytest.mark.parametrize(
        ("fields", "is_open"),
        [
            ({}, False),
            ({"subject": "paspoort"}, True),
            ({"private_note": "let op"}, True),
            ({"customer_kind": "internal"}, True),
            ({"customer_kind": "alien"}, True),
        ],
    )
    def test_what_is_filled_in_or_wrong_about_the_contact_is_unfolded(
        self, client, team, employee, fields, is_open
    ):
        norm = norm_of("do", "gedaan")
        form = client.post(address(team), posted(norm) | fields).context["form"]
        assert form.is_about_open is is_open


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
    max_examples=many(60, soak=500),
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
