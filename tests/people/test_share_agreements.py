"""What a small team agrees about percentages: recorded and ended, and who may do that."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from people.access import Scope
from people.actions import end_share_agreement, record_share_agreement
from people.models import ShareAgreement
from people.queries import people_by_week
from periods.week import Week
from tests.builders import (
    NOW,
    TODAY,
    agree_on_shares,
    give_role,
    make_department,
    make_person,
    make_root,
    make_team,
    make_user,
)

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + timedelta(days=1)
GIVEN = {"agreed_on": TODAY, "reference": "Teamoverleg", "at": NOW, "by": None}


def refused(action, /, **arguments) -> str:
    """The code of what this action refuses; nothing is written then."""
    before = list(ShareAgreement.objects.values_list())
    with pytest.raises(ValidationError) as error:
        action(**arguments)
    assert list(ShareAgreement.objects.values_list()) == before
    return str(error.value.code)


def test_it_keeps_who_recorded_it_when_and_of_which_meeting():
    team, lead = make_team(), make_user()
    given = GIVEN | {"reference": "  Teamoverleg  week 47 ", "by": lead}
    agreement = record_share_agreement(team=team, **given)
    assert (agreement.team, agreement.agreed_on, agreement.ends_on) == (team, TODAY, None)
    assert (agreement.reference, agreement.recorded_by, agreement.recorded_at) == (
        "Teamoverleg week 47", lead, NOW,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("days", "code"), [(1, "future"), (0, ""), (-27, ""), (-28, "past"), (-400, "past")]
)
def test_a_meeting_of_the_last_four_weeks_is_recorded(days, code):
    given = GIVEN | {"team": make_team(), "agreed_on": TODAY + timedelta(days=days)}
    if code:
        assert refused(record_share_agreement, **given) == code
    else:
        assert record_share_agreement(**given).agreed_on == given["agreed_on"]


def test_today_is_that_of_amsterdam():
    late = NOW.replace(hour=23, minute=30)  # half past midnight there
    given = GIVEN | {"team": make_team(), "agreed_on": TOMORROW}
    assert refused(record_share_agreement, **given | {"at": NOW}) == "future"
    assert record_share_agreement(**given | {"at": late}).agreed_on == TOMORROW


def test_only_a_team_that_goes_on_agrees_and_in_a_meeting():
    for node in (make_root(), make_department()):
        assert refused(record_share_agreement, team=node, **GIVEN) == "not_a_team"
    ended, team = make_team(ended_on=TODAY), make_team(ended_on=TOMORROW)
    assert refused(record_share_agreement, team=ended, **GIVEN) == "ended"
    assert refused(record_share_agreement, team=team, **GIVEN | {"reference": " "}) == "empty"
    assert record_share_agreement(team=team, **GIVEN).pk


@pytest.mark.parametrize("ends_on", [None, TOMORROW])
def test_two_agreements_of_a_team_hold_on_no_day_both(ends_on):
    team = make_team()
    agree_on_shares(team, ends_on=ends_on)
    assert refused(record_share_agreement, team=team, **GIVEN) == "overlap"
    assert record_share_agreement(team=make_team(), **GIVEN).pk
    ShareAgreement.objects.filter(team=team).update(ends_on=TODAY)
    assert record_share_agreement(team=team, **GIVEN).pk


def test_it_ends_and_stays_on_record():
    agreement = agree_on_shares(make_team())
    end_share_agreement(agreement=agreement, on=TOMORROW)
    end_share_agreement(agreement=agreement, on=TODAY)
    agreement.refresh_from_db()
    assert agreement.ends_on == TODAY
    assert refused(end_share_agreement, agreement=agreement, on=TODAY) == "ended"


def test_one_that_ends_on_its_first_day_never_held():
    team, sunday = make_team(), Week.of(TODAY).sunday
    agreement = agree_on_shares(team, agreed_on=sunday)
    assert people_by_week(team=team, weeks=[Week.of(TODAY)])[Week.of(TODAY)].agreed
    end_share_agreement(agreement=agreement, on=sunday)
    agreement.refresh_from_db()
    assert agreement.ends_on == sunday
    assert not people_by_week(team=team, weeks=[Week.of(TODAY)])[Week.of(TODAY)].agreed


def test_a_team_agreed_on_nothing_before_there_was_a_team():
    team = make_team(started_on=TODAY)
    given = GIVEN | {"agreed_on": TODAY - timedelta(days=1)}
    assert refused(record_share_agreement, team=team, **given) == "before_the_team"


@pytest.mark.parametrize(
    ("kind", "at", "keeps"),
    [
        ("team_lead", "team", True), ("team_lead", "department", True),
        ("manager", "department", True), ("manager", "root", True), ("manager", "team", False),
        ("employee", "team", False), ("observer", "team", False),
        ("works_council", "root", False), ("administrator", "root", False),
        ("team_lead", "other", False), ("manager", "other", False),
    ],
)  # fmt: skip
def test_its_lead_and_a_manager_above_keep_it(kind, at, keeps):
    department = make_department()
    team = make_team(parent=department)
    nodes = {"team": team, "department": department, "root": make_root(), "other": make_team()}
    user = make_person(nodes[at], kind)
    assert Scope(user, TODAY).keeps_share_agreements(team) is keeps


def test_who_led_the_team_keeps_it_no_longer():
    team, user = make_team(), make_user()
    give_role(user, team, "team_lead", ends_on=TODAY)
    assert not Scope(user, TODAY).keeps_share_agreements(team)
    assert Scope(user, TODAY - timedelta(days=1)).keeps_share_agreements(team)
