"""What is done to people: what each action leaves behind, and what it refuses."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from people.actions import (
    add_team,
    end_consent,
    end_role,
    end_team,
    invite_person,
    let_lead_publish,
    name_employee,
    place_person,
    record_consent,
    record_head_count,
    start_organisation,
)
from people.models import Consent, HeadCount, Role, Team, User
from tests.builders import (
    NOW,
    TODAY,
    allow,
    give_role,
    make_department,
    make_root,
    make_team,
    make_user,
)

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + timedelta(days=1)
NEXT_WEEK = TODAY + timedelta(days=7)


def refused(action, **arguments) -> str:
    """The code with which the action refuses; what stands in the database stays as it was."""
    before = everything()
    with pytest.raises(ValidationError) as error:
        action(**arguments)
    assert everything() == before
    return str(error.value.code)


def everything() -> list:
    models = (User, Team, Role, HeadCount, Consent)
    return [sorted(model.objects.values_list(), key=str) for model in models]


def invite(**fields) -> User:
    given: dict[str, Any] = {
        "name": "Anna", "kind": "employee", "starts_on": TODAY, "at": NOW,
        "by": None, "email": "anna@gemeente.nl",
    }  # fmt: skip
    if "team" not in fields:
        fields["team"] = make_team()
    return invite_person(**given | fields)


def test_an_organisation_is_the_root_and_there_is_one():
    root = start_organisation(name="  Gemeente\u00a0Voorbeeld ", today=TODAY)
    assert (root.name, root.slug) == ("Gemeente Voorbeeld", "gemeente-voorbeeld")
    assert (root.kind, root.parent, root.started_on) == ("organisation", None, TODAY)
    assert refused(start_organisation, name="Nog een", today=TODAY) == "second_root"


def test_a_team_stands_under_a_department():
    department = make_department()
    team = add_team(parent=department, name="Balie", kind="team", today=TODAY)
    assert (team.parent, team.slug, team.kind) == (department, "balie", "team")
    assert team.path_ids == [team.pk, department.pk, department.parent_id]


def test_the_same_name_elsewhere_gets_another_address():
    parents = [make_root(), make_department(), make_department()]
    made = [add_team(parent=node, name="Balie", kind="team", today=TODAY) for node in parents]
    assert [team.slug for team in made] == ["balie", "balie-2", "balie-3"]


def test_a_name_stands_once_under_a_node_until_its_first_holder_has_ended():
    root = make_root()
    first = add_team(parent=root, name="Balie", kind="team", today=TODAY)
    again = {"parent": root, "name": " balie ", "kind": "team", "today": TOMORROW}
    assert refused(add_team, **again) == "name_taken"
    end_team(team=first, on=TOMORROW)
    assert add_team(**again).slug == "balie-2"


def test_nothing_is_put_under_a_node_that_has_an_end():
    department = make_department(ended_on=NEXT_WEEK)
    new = {"parent": department, "name": "Balie", "kind": "team", "today": TODAY}
    assert refused(add_team, **new) == "ended"


def test_a_role_ends_with_its_node():
    team = make_team(ended_on=NEXT_WEEK)
    role = place_person(user=make_user(), team=team, kind="employee", starts_on=TODAY, by=None)
    assert role.ends_on == NEXT_WEEK


def test_a_works_council_is_one_of_the_whole_organisation():
    placed = {"user": make_user(), "kind": "works_council", "starts_on": TODAY, "by": None}
    assert refused(place_person, team=make_team(), **placed) == "not_the_organisation"
    assert place_person(team=make_root(), **placed).pk


def test_text_that_cannot_be_seen_is_no_name():
    new = {"parent": make_root(), "kind": "team", "today": TODAY}
    assert refused(add_team, name="\u200b\u2060", **new) == "empty"
    assert add_team(name="Ba\u202elie", **new).name == "Balie"


@pytest.mark.parametrize(
    ("name", "slug"), [("☎️☎️", "team"), ("Zoë's ploeg", "zoes-ploeg"), ("x" * 100, "x" * 55)]
)
def test_any_name_has_an_address(name, slug):
    assert add_team(parent=make_root(), name=name, kind="team", today=TODAY).slug == slug


def test_nothing_stands_under_a_team_and_nothing_is_a_second_organisation():
    root, team = make_root(), make_team()
    under_team = {"parent": team, "name": "Ploeg", "today": TODAY}
    assert refused(add_team, kind="team", **under_team) == "under_a_team"
    assert refused(add_team, kind="department", **under_team) == "under_a_team"
    second = {"parent": root, "name": "Ploeg", "kind": "organisation", "today": TODAY}
    assert refused(add_team, **second) == "second_root"


def test_nothing_new_stands_under_what_has_ended_or_goes_without_a_name():
    ended = make_department(ended_on=TODAY)
    new = {"kind": "team", "today": TODAY}
    assert refused(add_team, parent=ended, name="Ploeg", **new) == "ended"
    assert refused(add_team, parent=make_root(), name=" \t ", **new) == "empty"


def test_a_node_ends_and_the_roles_on_it_with_it():
    team = make_team()
    stays = give_role(make_user(), team, "employee", ends_on=TODAY)
    ends = give_role(make_user(), team, "team_lead")
    not_begun = give_role(make_user(), team, "employee", starts_on=NEXT_WEEK)
    end_team(team=team, on=TODAY)
    team.refresh_from_db()
    ends.refresh_from_db()
    stays.refresh_from_db()
    assert (team.ended_on, ends.ends_on, stays.ends_on) == (TODAY, TODAY, TODAY)
    assert not Role.objects.filter(pk=not_begun.pk).exists()


def test_a_node_ends_from_below_and_once_and_never_the_organisation():
    department = make_department()
    team = make_team(parent=department)
    assert refused(end_team, team=make_root(), on=TODAY) == "root"
    assert refused(end_team, team=department, on=TODAY) == "above"
    assert refused(end_team, team=team, on=team.started_on) == "end_before_start"
    end_team(team=team, on=TODAY)
    assert refused(end_team, team=team, on=TOMORROW) == "ended"
    end_team(team=department, on=TODAY)


def test_an_invited_person_may_log_in_once_there_is_a_password():
    team, lead = make_team(), make_user()
    user = invite(team=team, by=lead, name="Zoe\N{COMBINING DIAERESIS}", email=" Zoe@Gemeente.NL ")
    assert (user.name, user.email, user.login_name) == ("Zoë", "zoe@gemeente.nl", None)
    assert user.is_active
    assert not user.has_usable_password()
    role = user.roles.get()
    assert (role.team, role.kind, role.starts_on, role.placed_by) == (team, "employee", TODAY, lead)


def test_a_known_address_is_placed_and_not_made_again():
    known = make_user("Eigen naam", email="anna@gemeente.nl")
    user = invite(name="Andere naam", email="ANNA@gemeente.nl")
    assert user == known
    assert User.objects.get(email="anna@gemeente.nl").name == "Eigen naam"
    assert user.roles.count() == 1


def test_a_person_without_an_address_logs_in_by_name():
    user = invite(email=None, login_name="Balie.1")
    assert (user.email, user.login_name) == (None, "balie.1")
    arguments = {"team": make_team(), "name": "B", "kind": "employee", "starts_on": TODAY}
    arguments |= {"at": NOW, "by": None}
    assert refused(invite_person, login_name="BALIE.1", **arguments) == "login_name_taken"
    assert refused(invite_person, **arguments) == "no_address"


def test_an_invitation_that_cannot_be_placed_makes_nobody():
    arguments = {"name": "B", "kind": "employee", "starts_on": TODAY, "at": NOW, "by": None}
    ended = make_team(ended_on=TODAY)
    assert refused(invite_person, team=ended, email="b@gemeente.nl", **arguments) == "ended"


def test_someone_named_in_an_import_is_an_employee_who_cannot_log_in():
    team = make_team()
    user = name_employee(name=" VDOC  1 ", team=team, starts_on=TODAY, at=NOW)
    assert (user.name, user.is_active, user.email, user.login_name) == ("VDOC 1", False, None, None)
    assert user.roles.get().kind == "employee"


def test_nobody_gives_a_role_to_oneself():
    user = make_user()
    arguments = {"user": user, "team": make_team(), "kind": "manager", "starts_on": TODAY}
    assert refused(place_person, by=user, **arguments) == "oneself"
    assert place_person(by=make_user(), **arguments).user == user


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "taken"),
    [
        (TODAY, None, True),
        (NEXT_WEEK - timedelta(days=1), NEXT_WEEK, True),
        (NEXT_WEEK, None, False),
        (TODAY - timedelta(days=7), TODAY, False),
        (TODAY - timedelta(days=7), TOMORROW, True),
    ],
)
def test_the_same_role_is_held_once_on_one_day(starts_on, ends_on, taken):
    user, team = make_user(), make_team()
    give_role(user, team, "employee", starts_on=TODAY, ends_on=NEXT_WEEK)
    arguments = {"user": user, "team": team, "starts_on": starts_on, "ends_on": ends_on, "by": None}
    place_person(kind="observer", **arguments)
    place_person(kind="employee", **arguments | {"team": make_team()})
    if taken:
        assert refused(place_person, kind="employee", **arguments) == "overlap"
    else:
        assert place_person(kind="employee", **arguments).ends_on == ends_on


def test_a_role_has_a_day_and_a_node_that_has_not_ended():
    arguments = {"user": make_user(), "kind": "employee", "starts_on": TODAY, "by": None}
    team, ended = make_team(), make_team(ended_on=TODAY)
    assert refused(place_person, team=team, ends_on=TODAY, **arguments) == "end_before_start"
    assert refused(place_person, team=ended, **arguments) == "ended"
    assert place_person(team=team, ends_on=TOMORROW, **arguments).ends_on == TOMORROW


def test_ending_a_role_today_makes_today_the_first_day_without_it():
    role = give_role(make_user(), make_team(), "employee")
    end_role(role=role, on=TODAY)
    assert not Role.objects.in_force(TODAY).exists()
    assert Role.objects.in_force(TODAY - timedelta(days=1)).get() == role
    assert refused(end_role, role=role, on=TODAY) == "ended"
    end_role(role=role, on=TODAY - timedelta(days=1))


@pytest.mark.parametrize("starts_on", [TODAY, NEXT_WEEK])
def test_a_role_that_has_not_held_for_a_day_is_taken_away(starts_on):
    role = give_role(make_user(), make_team(), "employee", starts_on=starts_on)
    end_role(role=role, on=TODAY)
    assert not Role.objects.exists()


def test_a_head_count_is_corrected_on_its_own_day():
    team, manager = make_team(), make_user()
    for people in (6, 7):
        record_head_count(team=team, people=people, starts_on=TODAY, by=manager)
    record_head_count(team=team, people=8, starts_on=TOMORROW, by=manager)
    rows = team.head_counts.order_by("starts_on").values_list("people", "recorded_by")
    assert list(rows) == [(7, manager.pk), (8, manager.pk)]


def test_only_a_team_has_a_head_count_and_of_at_least_one():
    arguments = {"starts_on": TODAY, "by": None}
    assert refused(record_head_count, team=make_root(), people=5, **arguments) == "not_a_team"
    assert refused(record_head_count, team=make_team(), people=0, **arguments) == "nobody"


def test_an_agreement_keeps_who_recorded_it_and_when():
    user = make_user()
    arguments = {
        "switch": "named_contacts", "body": "works_council", "given_on": TODAY,
        "reference": " OR  2026-1 ", "purpose": "Leren", "at": NOW, "by": user,
    }  # fmt: skip
    consent = record_consent(**arguments)
    assert (consent.reference, consent.recorded_by, consent.recorded_at) == ("OR 2026-1", user, NOW)
    assert refused(record_consent, **arguments | {"ends_on": TODAY}) == "end_before_start"
    assert refused(record_consent, **arguments | {"purpose": " "}) == "empty"


def test_a_switch_is_not_switched_on_twice_in_the_same_time():
    allow("named_contacts", given_on=TODAY, ends_on=NEXT_WEEK)
    again = {
        "switch": "named_contacts", "body": "works_council", "reference": "OR 2", "purpose": "Leer",
        "at": NOW, "by": None,
    }  # fmt: skip
    assert refused(record_consent, given_on=TOMORROW, **again) == "overlap"
    assert record_consent(given_on=NEXT_WEEK, **again).pk
    assert record_consent(given_on=TOMORROW, **again | {"switch": "individual_view"}).pk


def test_an_agreement_ends_and_stays_on_record():
    consent = allow("named_contacts")
    end_consent(consent=consent, on=TODAY)
    consent.refresh_from_db()
    assert consent.ends_on == TODAY
    assert refused(end_consent, consent=consent, on=TODAY) == "ended"


def test_an_agreement_of_today_ends_tomorrow_at_the_earliest():
    consent = allow("named_contacts", given_on=TODAY)
    end_consent(consent=consent, on=TODAY)
    consent.refresh_from_db()
    assert consent.ends_on == TOMORROW


def test_a_lead_may_publish_since_a_day_and_no_longer():
    team = make_team()
    for since in (TODAY, None):
        let_lead_publish(team=team, since=since)
        team.refresh_from_db()
        assert team.lead_publishes_since == since
    assert refused(let_lead_publish, team=make_department(), since=TODAY) == "not_a_team"
