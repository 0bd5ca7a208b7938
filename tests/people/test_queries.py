"""How many people a team has in a week, and what the pages of this room read."""

from datetime import date, timedelta

import pytest

from people.access import Scope
from people.actions import record_head_count
from people.queries import (
    node_roles,
    organisation_rows,
    people_by_team,
    people_by_week,
    people_count,
    small_weeks,
    switch_states,
)
from periods.week import Week, weeks_ending
from tests.builders import (
    LONG_AGO,
    TODAY,
    agree_on_shares,
    allow,
    fill_team,
    give_role,
    make_department,
    make_person,
    make_root,
    make_team,
    make_user,
)

pytestmark = pytest.mark.django_db
WEEK = Week.of(TODAY)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "counted"),
    [
        (WEEK.monday, None, 1),
        (WEEK.sunday, None, 1),
        (WEEK.next.monday, None, 0),
        (date(2020, 1, 1), WEEK.monday, 0),
        (date(2020, 1, 1), WEEK.monday + timedelta(days=1), 1),
        (WEEK.monday + timedelta(days=2), WEEK.monday + timedelta(days=3), 1),
    ],
)
def test_an_employee_counts_in_every_week_with_a_day_of_the_role(starts_on, ends_on, counted):
    team = make_team()
    give_role(make_user(), team, "employee", starts_on=starts_on, ends_on=ends_on)
    assert people_count(team=team, week=WEEK) == counted


def test_only_employees_of_exactly_this_team_count_and_each_person_once():
    department = make_department()
    team = make_team(parent=department)
    user = make_person(team)
    give_role(user, team, "employee", starts_on=WEEK.sunday)
    for kind in ("observer", "team_lead", "manager", "works_council", "administrator"):
        make_person(team, kind)
    make_person(department)
    make_person(make_team())
    assert people_count(team=team, week=WEEK) == 1


@pytest.mark.parametrize(("recorded", "counted"), [(2, 3), (7, 7)])
def test_the_recorded_head_count_wins_where_it_is_more(recorded, counted):
    team = make_team()
    fill_team(team, 3)
    record_head_count(team=team, people=recorded, starts_on=WEEK.sunday, by=None)
    assert people_count(team=team, week=WEEK) == counted
    assert people_count(team=team, week=WEEK.previous) == 3


def test_the_latest_head_count_holds_also_when_it_is_less():
    team = make_team()
    record_head_count(team=team, people=9, starts_on=WEEK.previous.monday, by=None)
    record_head_count(team=team, people=2, starts_on=WEEK.monday, by=None)
    assert people_count(team=team, week=WEEK.previous) == 9
    assert people_count(team=team, week=WEEK) == 2


@pytest.mark.parametrize(("people", "small"), [(0, True), (4, True), (5, False)])
def test_fewer_than_five_is_small(people, small):
    team = make_team()
    fill_team(team, people)
    assert (WEEK in small_weeks(team=team, weeks=[WEEK])) is small


@pytest.mark.parametrize(
    ("agreed_on", "ends_on", "agreed"),
    [
        (WEEK.monday, None, True),
        (WEEK.sunday, None, True),
        (WEEK.next.monday, None, False),
        (LONG_AGO, WEEK.sunday, False),
        (LONG_AGO, WEEK.next.monday, True),
        (LONG_AGO, WEEK.monday, False),
    ],
)
def test_an_agreement_counts_for_the_weeks_on_whose_sunday_it_holds(agreed_on, ends_on, agreed):
    team = make_team()
    fill_team(team, 4)
    agree_on_shares(team, agreed_on=agreed_on, ends_on=ends_on)
    agree_on_shares(make_team())
    assert people_by_week(team=team, weeks=[WEEK])[WEEK].agreed is agreed
    assert (WEEK in small_weeks(team=team, weeks=[WEEK], belongs=True)) is not agreed
    # For who is not of the team nothing changes.
    assert small_weeks(team=team, weeks=[WEEK]) == {WEEK}


def test_an_agreement_begins_and_ends_between_weeks_that_are_counted_together():
    team = make_team()
    agree_on_shares(team, agreed_on=(WEEK - 8).sunday, ends_on=(WEEK - 5).sunday)
    agree_on_shares(team, agreed_on=(WEEK - 1).monday)
    weeks = weeks_ending(WEEK, 13)
    agreed = {week for week, each in people_by_week(team=team, weeks=weeks).items() if each.agreed}
    assert agreed == {WEEK - 8, WEEK - 7, WEEK - 6, WEEK - 1, WEEK}
    assert small_weeks(team=team, weeks=weeks, belongs=True) == set(weeks) - agreed


@pytest.mark.parametrize("number", [1, 3])
def test_weeks_and_teams_cost_one_query(number, django_assert_num_queries):
    teams = [make_team() for _ in range(number)]
    fill_team(teams[0])
    weeks = weeks_ending(WEEK, 13 * number)
    with django_assert_num_queries(1):
        found = people_by_team(teams=teams, weeks=weeks)
    counts = {team: {each.count for each in by_week.values()} for team, by_week in found.items()}
    assert counts == {team: {5 if team == teams[0] else 0} for team in teams}
    assert all(list(by_week) == weeks for by_week in found.values())


def test_no_weeks_cost_nothing(django_assert_num_queries):
    team = make_team()
    with django_assert_num_queries(0):
        assert small_weeks(team=team, weeks=[]) == set()


@pytest.mark.parametrize("number", [1, 3])
def test_the_tree_costs_three_queries(number, django_assert_num_queries):
    department = make_department("Publiek")
    for place in range(number):
        fill_team(make_team(f"Team {place}", parent=department), place + 1)
    manager = make_person(department, "manager")
    with django_assert_num_queries(3):
        rows = organisation_rows(scope=Scope(user=manager, today=TODAY))
    assert [(row.node.name, row.depth) for row in rows] == [
        ("Publiek", 0),
        *((f"Team {place}", 1) for place in range(number)),
    ]
    assert [row.people[0][1] for row in rows] == [1, *range(1, number + 1)]


def test_the_tree_shows_nothing_outside_and_nothing_that_ended():
    inside, ended = make_department("Binnen"), make_department("Voorbij", ended_on=TODAY)
    make_team("Elders", parent=make_department("Buiten"))
    user = make_person(inside, "manager")
    give_role(user, ended, "manager")
    give_role(user, make_root(), "employee")
    rows = organisation_rows(scope=Scope(user=user, today=TODAY))
    assert [row.node.name for row in rows] == ["Binnen"]


def test_a_node_shows_todays_and_coming_roles_by_role_and_name():
    team = make_team()
    make_person(team, "team_lead", "Anna")
    make_person(team, "employee", "Zoë")
    make_person(team, "employee", "Bram")
    give_role(make_user("Komt"), team, "employee", starts_on=TODAY + timedelta(days=9))
    give_role(make_user("Weg"), team, "employee", ends_on=TODAY)
    make_person(make_team(), "employee", "Ander")

    def names(**search):
        return [role.user.name for role in node_roles(team=team, today=TODAY, **search)]

    assert names() == ["Bram", "Komt", "Zoë", "Anna"]
    assert names(ended=True) == ["Bram", "Komt", "Weg", "Zoë", "Anna"]
    assert names(kind="team_lead") == ["Anna"]
    assert names(q="Zoe\N{COMBINING DIAERESIS}") == ["Zoë"]


def test_both_switches_are_shown_with_all_that_was_agreed(django_assert_num_queries):
    past = allow("named_contacts", given_on=date(2020, 1, 1), ends_on=date(2021, 1, 1))
    now = allow("named_contacts", given_on=date(2022, 1, 1), ends_on=date(2030, 1, 1))
    with django_assert_num_queries(1):
        named, individual = switch_states(today=TODAY)
    assert named.consents == [now, past]
    assert (named.on, named.since, named.until) == (True, date(2022, 1, 1), date(2030, 1, 1))
    assert (individual.on, individual.consents) == (False, [])


def test_a_switch_has_no_end_in_sight_while_one_agreement_has_none():
    allow("named_contacts", given_on=date(2022, 1, 1), ends_on=date(2030, 1, 1))
    allow("named_contacts", given_on=date(2023, 1, 1))
    assert switch_states(today=TODAY)[0].until is None
