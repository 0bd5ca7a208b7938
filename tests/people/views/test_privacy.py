"""The privacy page, and the agreements recorded on it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from people.models import Consent, PersonView
from tests.builders import NOW, allow, give_role, make_person, make_root, make_team
from tests.people.views.test_nodes import browser, errors

pytestmark = pytest.mark.django_db


def filled(**fields) -> dict:
    return {
        "switch": "named_contacts", "body": "works_council", "given_on": "2026-11-16",
        "reference": "OR 2026-4", "purpose": "Samen leren", "ends_on": "",
    } | fields  # fmt: skip


def record(user, **fields):
    return browser(user).post(reverse("consent_add"), filled(**fields))


def test_everyone_reads_what_was_agreed_and_until_when():
    allow("named_contacts", reference="OR 2025-9", given_on=date(2025, 3, 1))
    client = browser(make_person(make_team()))
    page = client.get(reverse("privacy"))
    assert "OR 2025-9" in page.content.decode()
    assert [switch.on for switch in page.context["switches"]] == [True, False]
    assert reverse("consent_add") not in page.content.decode()
    assert "/end/" not in page.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_four_queries_however_many_agreements(number, django_assert_num_queries):
    for _ in range(number):
        allow("individual_view", recorded_by=make_person(make_team()))
    client = browser(make_person(make_team()))
    with django_assert_num_queries(4):
        client.get(reverse("privacy"))


def test_the_works_council_switches_on_and_off():
    member = make_person(make_root(), "works_council")
    assert record(member).status_code == 302
    consent = Consent.objects.get()
    assert (consent.body, consent.recorded_by) == ("works_council", member)
    assert consent.recorded_at > NOW.replace(year=2020)
    address = reverse("consent_end", args=[consent.pk])
    assert address in browser(member).get(reverse("privacy")).content.decode()
    assert browser(member).post(address, {"on": "2026-11-20"}).status_code == 302
    consent.refresh_from_db()
    assert consent.ends_on == date(2026, 11, 20)


def test_the_works_council_speaks_for_itself_only():
    member = make_person(make_root(), "works_council")
    assert errors(record(member, body="staff_meeting")) == ["invalid_choice"]


@pytest.mark.parametrize("kind", ["manager", "administrator"])
def test_without_a_works_council_an_arranger_records_the_staff_meeting_and_nothing_else(kind):
    user = make_person(make_root(), kind)
    assert errors(record(user, body="works_council")) == ["invalid_choice"]
    assert record(user, body="staff_meeting").status_code == 302
    assert record(user, body="staff_representation", switch="individual_view").status_code == 302
    assert Consent.objects.count() == 2


@pytest.mark.parametrize("kind", ["manager", "administrator"])
def test_with_a_works_council_an_arranger_neither_records_nor_ends(kind):
    meeting = allow("named_contacts", body="staff_meeting")
    user = make_person(make_root(), kind)
    make_person(make_root(), "works_council")
    assert record(user, body="staff_meeting").status_code == 403
    address = reverse("consent_end", args=[meeting.pk])
    assert browser(user).post(address, {"on": "2026-11-20"}).status_code == 403


def test_an_arranger_does_not_end_what_a_works_council_gave():
    given = allow("named_contacts", body="works_council")
    user = make_person(make_root(), "manager")
    page = browser(user).get(reverse("privacy"))
    address = reverse("consent_end", args=[given.pk])
    assert address not in page.content.decode()
    assert browser(user).post(address, {"on": "2026-11-20"}).status_code == 403


def test_who_also_sits_in_the_works_council_records_for_it():
    user = make_person(make_root(), "manager")
    give_role(user, make_root(), "works_council")
    assert record(user).status_code == 302


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({"given_on": "2026-11-17"}, ["future"]),
        ({"reference": ""}, ["required"]),
        ({"purpose": "  "}, ["required"]),
        ({"purpose": "x" * 501}, ["max_length"]),
        ({"ends_on": "2026-11-16"}, ["end_before_start"]),
        ({"switch": "everything"}, ["invalid_choice"]),
        ({"given_on": "16 nov"}, ["invalid"]),
    ],
)
def test_an_agreement_that_is_not_right_switches_nothing_on(fields, codes):
    member = make_person(make_root(), "works_council")
    assert errors(record(member, **fields)) == codes
    assert not Consent.objects.exists()


def test_the_works_council_reads_how_often_pages_were_opened_and_nobodys_name():
    team = make_team()
    lead, person = make_person(team, "team_lead", name="Lia"), make_person(team, name="Noor")
    now = timezone.now()
    for days in (0, 3, 13 * 7 + 1):
        at = now - timedelta(days=days)
        PersonView.objects.create(viewer=lead, subject=person, page="results", viewed_at=at)
    member = make_person(make_root(), "works_council", language="en")
    shown = browser(member).get(reverse("privacy")).content.decode()
    assert "2 times since" in shown
    assert [name in shown.partition("<main")[2] for name in ("Lia", "Noor")] == [False, False]
    for other in (lead, person, make_person(make_root(), "administrator")):
        assert "views" not in browser(other).get(reverse("privacy")).context
