"""Where a page speaks of one's own results it leaves out what was not one's own."""

import re
from datetime import timedelta

import pytest
import time_machine

from tests.builders import NOW, allow, log_contact, log_miss, make_barrier, make_person
from tests.incidents.site import norm_of, page, rows, signed_in

pytestmark = pytest.mark.django_db

OWN = "In your own results, without what was not yours:"


@pytest.fixture(autouse=True)
def _monday_morning():
    with time_machine.travel(NOW + timedelta(hours=3), tick=False):
        yield


@pytest.fixture
def me(client, team):
    return signed_in(client, make_person(team))


@pytest.fixture
def critical(db):
    return norm_of("time_limit", "Binnen 20 seconden", critical=True).behaviour


@pytest.fixture
def busy(db):
    return make_barrier("too_busy")


def standings(client, incident) -> list[str]:
    """The standing of the contact, and that in the own results where it is another."""
    shown = page(client, f"/contacts/{incident.pk}/").partition("<table")[0]
    return re.findall(r'class="status [\w-]+">([^<]+)<', shown)


def test_a_contact_with_one_miss_that_was_not_ones_own_says_both(client, team, me, critical, busy):
    missed = log_miss(team, me, critical, busy)
    assert standings(client, missed) == ["critical not in order", "not judged"]
    shown = page(client, f"/contacts/{missed.pk}/")
    assert "Score and standing are those of the team." in shown
    assert "Counts for the team, not in your own results." in shown


@pytest.mark.parametrize(("greeted", "own"), [(1, "fully in order"), (0, "not fully in order")])
def test_the_rest_of_it_still_stands(client, team, me, critical, busy, greeted, own):
    greet = norm_of("do", "We groeten").behaviour
    incident = log_contact(team, {critical: 90, greet: greeted}, employee=me, logged_by=me)
    incident.barrier_reports.create(
        behaviour=critical, barrier=busy, reported_by=me, reported_at=NOW
    )
    assert standings(client, incident) == ["critical not in order", own]


def test_a_miss_of_ones_own_stands_once(client, team, me, critical):
    own = make_barrier("not_thought_of", is_persons=True)
    for incident in (log_miss(team, me, critical), log_miss(team, me, critical, own)):
        assert standings(client, incident) == ["critical not in order"]


def test_whoever_noted_it_or_leads_reads_of_nobodys_own_results(client, team, critical, busy):
    allow("named_contacts")
    observer, person = make_person(team, "observer"), make_person(team)
    missed = log_miss(team, person, critical, busy, logged_by=observer, origin="observed")
    for reader in (observer, make_person(team, "team_lead")):
        signed_in(client, reader)
        assert OWN not in page(client, f"/contacts/{missed.pk}/")


def test_the_list_narrows_to_what_own_results_are_made_of(client, team, me, critical, busy):
    apart = log_miss(team, me, critical, busy)
    missed = log_miss(team, me, critical)
    met = log_contact(team, {critical: 5}, employee=me, logged_by=me)
    log_contact(team, {critical: 5}, origin="observed", logged_by=me)
    log_contact(team, {critical: 5}, employee=me, origin="customer")
    key = critical.norms.model.objects.get(behaviour=critical).pk
    assert sorted(rows(client, "?own=counted")) == sorted([apart.pk, missed.pk, met.pk])
    assert sorted(rows(client, f"?own=counted&norm={key}")) == sorted([missed.pk, met.pk])
    assert rows(client, f"?own=counted&norm={key}&result=not_met") == [missed.pk]
    assert rows(client, "?own=apart") == [apart.pk]
    assert "Score and standing are those of the team" in page(client, "/contacts/?own=apart")


def test_a_lead_narrows_to_the_own_contacts_and_to_nobody_elses(client, team, critical, busy):
    lead = signed_in(client, make_person(team, "team_lead"))
    log_miss(team, make_person(team), critical, busy)
    own = log_miss(team, lead, critical, busy)
    assert len(rows(client)) == 2
    assert rows(client, "?own=apart") == [own.pk]
    assert rows(client, "?own=counted") == [own.pk]


def test_the_list_starts_at_a_week(client, team, me, critical):
    fields = {"employee": me, "logged_by": me}
    old = log_contact(team, {critical: 5}, occurred_at=NOW - timedelta(days=8), **fields)
    new = log_contact(team, {critical: 5}, **fields)
    assert rows(client, "?since=2026-W47") == [new.pk]
    assert rows(client, "?since=2026-W45") == [new.pk, old.pk]
    assert "Only contacts from week 47 on." in page(client, "/contacts/?since=2026-W47")
    assert rows(client, "?since=nonsense") == []
