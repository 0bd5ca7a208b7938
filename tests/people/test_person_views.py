"""Who opens one person's page: the lead of the own team, while agreed; and it is written down."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404

from people.access import Scope
from people.models import AppendOnly, PersonView
from people.person_views import open_person, people_to_open
from tests.builders import (
    NOW,
    TODAY,
    allow,
    give_role,
    make_department,
    make_person,
    make_root,
    make_team,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def department():
    return make_department("Klantcontact")


@pytest.fixture
def team(department):
    return make_team("Balie", parent=department)


@pytest.fixture
def lead(team):
    return make_person(team, "team_lead")


@pytest.fixture
def person(team):
    return make_person(team, name="Noor")


def open_as(user, team, person, day=TODAY):
    return open_person(
        scope=Scope(user=user, today=day), team=team, pk=person.pk, page="results", at=NOW
    )


def test_a_lead_opens_a_page_of_the_own_team_and_it_is_written_down(team, lead, person):
    allow("individual_view")
    assert open_as(lead, team, person) == person
    view = PersonView.objects.get()
    assert (view.viewer, view.subject, view.page, view.viewed_at) == (lead, person, "results", NOW)


def test_nobody_does_while_it_is_not_agreed(team, lead, person):
    allow("individual_view", given_on=TODAY - timedelta(days=9), ends_on=TODAY)
    assert open_as(lead, team, person, TODAY - timedelta(days=1)) == person
    for day in (TODAY, TODAY - timedelta(days=10)):
        with pytest.raises(PermissionDenied):
            open_as(lead, team, person, day)
    assert PersonView.objects.count() == 1


@pytest.mark.parametrize("kind", ["manager", "works_council", "administrator", "observer"])
def test_no_other_role_ever_does(team, department, person, kind):
    allow("individual_view")
    node = make_root() if kind in ("works_council", "administrator") else department
    with pytest.raises(PermissionDenied):
        open_as(make_person(node, kind), team, person)
    assert not PersonView.objects.exists()


def test_a_colleague_does_not(team, person):
    allow("individual_view")
    with pytest.raises(PermissionDenied):
        open_as(make_person(team), team, person)


def test_who_is_not_of_the_team_today_is_not_there(team, lead, department):
    allow("individual_view")
    elsewhere = make_person(make_team("Archief", parent=department))
    left, moved = make_user(), make_user()
    over = {"starts_on": date(2020, 1, 6), "ends_on": TODAY}
    give_role(left, team, "employee", **over)
    give_role(moved, team, "employee", **over)
    give_role(moved, make_team("Post", parent=department), "employee", starts_on=TODAY)
    observer = make_person(team, "observer")
    for somebody in (elsewhere, left, moved, observer, lead):
        with pytest.raises(Http404):
            open_as(lead, team, somebody)
    assert not PersonView.objects.exists()
    yesterday = TODAY - timedelta(days=1)
    assert open_as(lead, team, moved, yesterday) == moved


def test_the_new_lead_opens_who_moved_and_the_old_one_no_longer(team, lead, department):
    allow("individual_view")
    new_team = make_team("Post", parent=department)
    new_lead, moved = make_person(new_team, "team_lead"), make_user()
    give_role(moved, team, "employee", ends_on=TODAY)
    give_role(moved, new_team, "employee", starts_on=TODAY)
    assert open_as(new_lead, new_team, moved) == moved
    with pytest.raises(PermissionDenied):
        open_as(lead, new_team, moved)


def test_people_stand_by_name_without_the_lead(team, lead):
    allow("individual_view")
    give_role(lead, team, "employee")
    for name in ("Zoë", "Anouk", "Mehmet"):
        make_person(team, name=name)
    found = people_to_open(Scope(user=lead, today=TODAY), team)
    assert [each.name for each in found] == ["Anouk", "Mehmet", "Zoë"]


def test_what_was_seen_is_never_changed_or_removed(team, lead, person):
    allow("individual_view")
    open_as(lead, team, person)
    view = PersonView.objects.get()
    for attempt in (
        view.save,
        view.delete,
        PersonView.objects.all().delete,
        lambda: PersonView.objects.update(viewer=person),
        lambda: PersonView.objects.bulk_update([view], ["page"]),
    ):
        with pytest.raises(AppendOnly):
            attempt()


@pytest.mark.parametrize("wrong", ["page", "subject"])
def test_a_row_is_of_another_and_of_a_page_that_there_is(team, lead, person, wrong):
    fields = {"viewer": lead, "subject": person, "page": "results", "viewed_at": NOW}
    assert PersonView.objects.create(**fields).pk
    with pytest.raises(IntegrityError), transaction.atomic():
        PersonView.objects.create(**fields | {wrong: "week" if wrong == "page" else lead})
