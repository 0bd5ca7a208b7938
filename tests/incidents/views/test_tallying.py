"""The contacts of a day at once: what is stored, what is refused, and sent twice is once."""

from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.models import Incident, Observation, TeamWeek
from tests.builders import NOW, TODAY, make_behaviour, make_norm, make_person
from tests.incidents.site import errors, norm_of, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def sheet(team) -> str:
    return f"/contacts/tally/?team={team.slug}&channel=phone"


def counted(contacts: int | str, *norms, **counts: Any) -> dict[str, Any]:
    return {
        "contacts": str(contacts),
        "key": str(uuid4()),
        "norms": ",".join(str(norm.pk) for norm in norms),
    } | counts


def tally(norm, met: int | str = "", missed: int | str = "", aside: int | str = "") -> dict:
    key = norm.behaviour_id
    return {f"m{key}": str(met), f"n{key}": str(missed), f"x{key}": str(aside)}


def states(norm) -> list[tuple[str, int | None, bool | None]]:
    rows = Observation.objects.filter(norm=norm).order_by("incident_id")
    return list(rows.values_list("state", "value", "met"))


class TestStored:
    def test_so_many_own_contacts_of_today_with_what_was_counted(
        self, client, team, employee, sheet
    ):
        done, dont, timed, extra = (
            norm_of("do", "gedaan"),
            norm_of("dont", "geen mobiel"),
            norm_of("time_limit", "snel"),
            norm_of("extra", "iets extra's"),
        )
        data = counted(4, done, dont, timed, extra)
        data |= tally(done, 2, 1, 1) | tally(dont, 1, 1) | tally(timed, 3) | tally(extra, 1)
        response = client.post(sheet, data, follow=True)
        assert "4 contacts of today are noted." in response.content.decode()
        unseen = ("not_observed", None, None)
        assert states(done) == [
            *[("seen", 1, True)] * 2,
            ("seen", 0, False),
            ("not_applicable", None, None),
        ]
        assert states(dont) == [("seen", 0, True), ("seen", 1, False), unseen, unseen]
        assert states(timed) == [*[("seen", None, True)] * 3, unseen]
        assert states(extra) == [("seen", 1, None), *[unseen] * 3]
        for row in Incident.objects.all():
            assert (row.team, row.channel, row.origin) == (team, "phone", "self")
            assert (row.employee, row.logged_by) == (employee, employee)
            assert (row.occurred_at, row.local_date) == (NOW, TODAY)
        assert TeamWeek.objects.get().revision == 1

    def test_a_rating_is_not_counted_by_heart(self, client, team, employee, sheet):
        norm_of("rating", "opkijken")
        assert "No norm in this channel can be counted." in client.get(sheet).content.decode()

    def test_it_is_about_oneself_whatever_the_address_says(self, client, team, sheet):
        signed_in(client, make_person(team, "team_lead"))
        norm = norm_of("do", "gedaan")
        client.post(f"{sheet}&for=observed", counted(1, norm) | tally(norm, 1))
        assert Incident.objects.get().origin == "self"

    @pytest.mark.parametrize("contacts", [1, 3])
    def test_as_many_statements_for_three_contacts_as_for_one(
        self, client, team, employee, sheet, contacts
    ):
        norm = norm_of("do", "gedaan")
        client.post(sheet, counted(1, norm) | tally(norm, 1))
        with CaptureQueriesContext(connection) as captured:
            client.post(sheet, counted(contacts, norm) | tally(norm, 1))
        assert len(captured) == 10, "\n".join(query["sql"][:120] for query in captured)


class TestSentTwice:
    @pytest.mark.parametrize("contacts", [3, 2, 4])
    def test_is_noted_once_also_with_another_number(self, client, team, employee, sheet, contacts):
        norm = norm_of("do", "gedaan")
        data = counted(3, norm) | tally(norm, 1)
        client.post(sheet, data)
        with time_machine.travel(NOW.replace(minute=5), tick=False):
            response = client.post(sheet, data | {"contacts": str(contacts)}, follow=True)
        assert "noted before, and only once" in response.content.decode()
        assert Incident.objects.count() == 3


class TestRefused:
    def test_more_than_there_were_contacts_stands_at_its_row(self, client, team, employee, sheet):
        fits, too_many = norm_of("do", "past"), norm_of("do", "te veel")
        data = counted(2, fits, too_many) | tally(fits, 1, 1) | tally(too_many, 1, 1, 1)
        response = client.post(sheet, data)
        said = "“te veel” is counted 3 times, but there were 2 contacts."
        assert errors(response) == {f"m{too_many.behaviour_id}": [said]}
        rows = {row.norm.sentence: row.errors for row in response.context["form"].norm_rows()}
        assert rows == {"past": [], "te veel": [said]}
        assert Incident.objects.count() == 0

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"contacts": "0"}, "contacts"),
            ({"contacts": "51"}, "contacts"),
            ({"contacts": ""}, "contacts"),
            ({"contacts": "2\x00"}, "contacts"),
            ({}, "__all__"),
        ],
    )
    def test_what_cannot_be_is_refused(self, client, team, employee, sheet, changes, field):
        norm = norm_of("do", "gedaan")
        response = client.post(sheet, counted(2, norm) | changes)
        assert list(errors(response)) == [field]
        assert Incident.objects.count() == 0

    @pytest.mark.parametrize("typed", ["-1", "1.5", "51", "veel", "²"])
    def test_a_count_that_is_none_is_refused_at_its_row(self, client, team, employee, sheet, typed):
        norm = norm_of("do", "gedaan")
        response = client.post(sheet, counted(50, norm) | tally(norm, typed))
        assert list(errors(response)) == [f"m{norm.behaviour_id}"]

    def test_a_norm_that_was_not_shown_is_asked_about_first(self, client, team, employee, sheet):
        old, new = norm_of("do", "oud"), make_norm(make_behaviour(kind="do"), sentence="nieuw")
        data = counted(1, old) | tally(old, 1) | {"key": "geen sleutel"}
        response = client.post(sheet, data)
        assert "Other norms hold" in errors(response)["__all__"][0]
        shown = response.context["form"]
        again = data | {"norms": shown["norms"].value(), "key": shown["key"].value()}
        assert client.post(sheet, again).status_code == 302
        assert states(new) == [("not_observed", None, None)]
