"""Every constraint on people: a row it takes, and the nearest row it refuses."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from people.models import Consent, HeadCount, Role, ShareAgreement, Team, User
from tests.builders import (
    TODAY,
    agree_on_shares,
    allow,
    give_role,
    make_department,
    make_root,
    make_team,
    make_user,
)

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + timedelta(days=1)


def refused(name, make, /, **fields):
    """Whether the database refuses this row, by this constraint."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        make(**fields)
    said = str(error.value)
    # SQLite names the columns of a broken unique constraint, not the constraint.
    return name in said or "UNIQUE constraint failed" in said


def test_two_people_have_two_addresses_whatever_the_case():
    make_user(email="a@gemeente.nl")
    make_user(email="b@gemeente.nl")
    assert refused("user_email_once", make_user, email="A@gemeente.nl")


def test_a_log_in_name_is_taken_whatever_the_case():
    make_user(login_name="balie1")
    assert refused("user_login_name_once", make_user, login_name="Balie1")


def test_many_people_have_no_address_and_no_log_in_name_as_long_as_they_cannot_log_in():
    for _ in range(2):
        make_user(is_active=False, login_name=None, email=None)
    assert refused("user_active_can_be_addressed", make_user, login_name=None, email=None)


@pytest.mark.parametrize("field", ["email", "login_name"])
def test_an_absent_address_is_null_and_never_empty(field):
    make_user(**{"email": "c@gemeente.nl", "login_name": "c", field: None})
    fields = {"email": "d@gemeente.nl", "login_name": "d", field: ""}
    assert refused("user_absent_is_null_not_empty", make_user, **fields)


def test_only_the_organisation_has_no_node_above_it():
    root = make_root()
    make_department(parent=root)
    assert refused("team_root", Team.objects.create, **node("department", None))


def test_the_organisation_has_no_node_above_it():
    root = make_root()
    assert refused("team_", Team.objects.create, **node("organisation", root))


def test_there_is_one_organisation():
    make_root()
    assert refused("team_one_root", Team.objects.create, **node("organisation", None))


def test_a_node_ends_after_its_first_day():
    make_team(started_on=TODAY, ended_on=TOMORROW)
    assert refused("team_ends_after", make_team, started_on=TODAY, ended_on=TODAY)


def test_a_node_is_of_a_known_kind():
    assert refused("team_kind_is_known", Team.objects.create, **node("club", make_root()))


def test_two_nodes_have_two_slugs():
    make_team(slug="balie")
    assert refused("slug", make_team, slug="balie")


def test_a_head_count_stands_once_a_day():
    team = make_team()
    for day in (TODAY, TOMORROW):
        HeadCount.objects.create(team=team, people=6, starts_on=day)
    again = {"team": team, "people": 7, "starts_on": TODAY}
    assert refused("head_count_once_a_day", HeadCount.objects.create, **again)


def test_a_role_starts_once_a_day():
    user, team = make_user(), make_team()
    for kind in ("employee", "observer"):
        give_role(user, team, kind)
    assert refused("role_once_a_day", give_role, user=user, team=team, kind="observer")


def test_a_role_ends_after_its_first_day():
    user, team = make_user(), make_team()
    give_role(user, team, "employee", starts_on=TODAY, ends_on=TOMORROW)
    empty = {"starts_on": TOMORROW, "ends_on": TOMORROW}
    assert refused(
        "role_ends_after_it_starts", give_role, user=user, team=team, kind="employee", **empty
    )


def test_a_role_is_of_a_known_kind():
    assert refused("role_kind", give_role, user=make_user(), team=make_team(), kind="boss")


def test_an_agreement_ends_after_the_day_it_was_given():
    allow("named_contacts", given_on=TODAY, ends_on=TOMORROW)
    assert refused("consent_ends", allow, switch="individual_view", given_on=TODAY, ends_on=TODAY)


@pytest.mark.parametrize("field", ["reference", "purpose"])
def test_an_agreement_says_what_and_why(field):
    assert refused("consent_says", allow, switch="named_contacts", **{field: ""})


def test_a_role_is_half_open():
    user, team = make_user(), make_team()
    role = give_role(user, team, "employee", starts_on=TODAY, ends_on=TODAY + timedelta(days=2))
    held = {
        day: list(Role.objects.in_force(day))
        for day in (TODAY + timedelta(days=offset) for offset in range(-1, 3))
    }
    assert list(held.values()) == [[], [role], [role], []]


def test_an_agreement_stands_on_the_same_days_in_python_and_in_the_database():
    consent = allow("named_contacts", given_on=TODAY, ends_on=TOMORROW)
    for day, stands in ((TODAY - timedelta(days=1), False), (TODAY, True), (TOMORROW, False)):
        assert consent.stands_on(day) is stands
        assert Consent.objects.in_force("named_contacts", day).exists() is stands


def test_who_holds_a_role_on_exactly_this_node():
    team, other = make_team(), make_team()
    user, elsewhere = make_user(), make_user()
    give_role(user, team, "team_lead")
    give_role(elsewhere, other, "team_lead")
    give_role(elsewhere, team, "employee")
    assert list(User.objects.with_role_on(team, "team_lead", TODAY)) == [user]


def test_a_person_is_found_by_log_in_name_whatever_the_case():
    user = make_user(login_name="balie1")
    assert User.objects.get_by_natural_key("BALIE1") == user


def node(kind: str, parent: Team | None) -> dict:
    return {
        "kind": kind, "parent": parent, "name": "Knoop",
        "slug": f"knoop-{kind}", "started_on": date(2020, 1, 1),
    }  # fmt: skip


def test_a_head_count_is_of_somebody():
    row = {"team": make_team(), "starts_on": TODAY}
    assert refused("head_count_is_1_or_more", HeadCount.objects.create, people=0, **row)
    assert HeadCount.objects.create(people=1, **row).pk


@pytest.mark.parametrize("wrong", [{"switch": "everything"}, {"body": "the boss"}])
def test_an_agreement_takes_known_choices_only(wrong):
    assert allow("named_contacts").pk
    assert refused("consent_choices_are_known", allow, **{"switch": "named_contacts"} | wrong)


def test_what_a_team_agreed_does_not_end_before_the_day_it_was_agreed():
    team = make_team()
    agree_on_shares(team, agreed_on=TODAY, ends_on=TODAY)
    empty = {"agreed_on": TOMORROW, "ends_on": TODAY}
    assert refused("share_agreement_ends_not_before_it_starts", agree_on_shares, team=team, **empty)


def test_what_a_team_agreed_says_in_which_meeting():
    agree_on_shares(make_team(), reference="Teamoverleg")
    assert refused("share_agreement_says_where", agree_on_shares, team=make_team(), reference="")


def test_a_team_has_one_agreement_without_an_end():
    team = make_team()
    agree_on_shares(team, ends_on=TODAY)
    agree_on_shares(team, agreed_on=TODAY)
    agree_on_shares(make_team())
    assert refused("share_agreement_one_open", agree_on_shares, team=team, agreed_on=TOMORROW)


def test_what_a_team_agreed_is_unfinished_on_the_same_days_in_python_and_in_the_database():
    agreement = agree_on_shares(make_team(), agreed_on=TODAY, ends_on=TOMORROW)
    for day, unfinished in ((TODAY - timedelta(days=1), True), (TODAY, True), (TOMORROW, False)):
        assert agreement.is_unfinished(day) is unfinished
        assert ShareAgreement.objects.unfinished(day).exists() is unfinished
