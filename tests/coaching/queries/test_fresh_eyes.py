"""When a new colleague is asked, and how long questions wait."""

from datetime import timedelta

import pytest

from coaching.actions.fresh_eyes import look_with_fresh_eyes, put_off
from coaching.queries.fresh_eyes import (
    Waiting,
    asked_week,
    fresh_eyes_due,
    own_week,
    waiting_questions,
)
from people.access import Scope
from tests.builders import NOW, TODAY, give_role, make_person, make_root, make_team, make_user
from tests.coaching.office import answer, ask, make_balie

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("days", "week", "asked"),
    [
        (0, 1, None), (6, 1, None), (7, 2, 2), (13, 2, 2), (20, 3, 2), (21, 4, None),
        (34, 5, None), (35, 6, 6), (48, 7, 6), (49, 8, None),
        (76, 11, None), (77, 12, 12), (90, 13, 12), (91, 14, None), (4000, 572, None),
    ],
)  # fmt: skip
def test_weeks_2_6_and_12_are_asked_about_and_each_for_two_weeks(days, week, asked):
    first = TODAY - timedelta(days=days)
    assert (own_week(first, TODAY), asked_week(first, TODAY)) == (week, asked)


@pytest.fixture
def team():
    return make_balie()


def newcomer(team, days: int = 8, kind: str = "employee"):
    user = make_user()
    give_role(user, team, kind, starts_on=TODAY - timedelta(days=days))
    return user


def due(user, days_on: int = 0):
    """The week that is asked about, so many days from today."""
    found = fresh_eyes_due(Scope(user=user, today=TODAY + timedelta(days=days_on)))
    return found and found.week


@pytest.mark.parametrize("kind", ["employee", "observer", "team_lead"])
def test_a_new_colleague_is_asked_in_the_second_week(team, kind):
    assert due(newcomer(team, kind=kind)) == 2


@pytest.mark.parametrize("kind", ["manager", "administrator"])
def test_who_works_in_no_team_is_not_asked(team, kind):
    assert due(newcomer(team, kind=kind)) is None


def test_nobody_is_asked_without_a_role():
    assert due(make_user()) is None


def test_who_moves_to_another_team_is_not_new(team):
    user = make_user()
    give_role(user, make_team(), "employee", ends_on=TODAY - timedelta(days=8))
    give_role(user, team, "employee", starts_on=TODAY - timedelta(days=8))
    assert due(user) is None


def test_who_was_there_when_the_organisation_began_is_not_new(team):
    root = make_root()
    root.started_on = TODAY - timedelta(days=8 + 28)
    root.save()
    assert due(newcomer(team)) is None
    assert due(newcomer(team, days=7)) == 2


def test_what_was_answered_is_not_asked_again_and_the_next_week_is(team):
    user = newcomer(team)
    look_with_fresh_eyes(team=team, asked_by=user, week=2, texts={"habit": "Papier"}, at=NOW)
    assert due(user) is None
    assert due(user, days_on=28) == 6


def test_put_off_it_is_asked_once_more_in_the_week_after_and_then_no_more(team):
    user = newcomer(team)
    first = fresh_eyes_due(Scope(user=user, today=TODAY))
    assert (first.is_last, first.later_on) == (False, TODAY + timedelta(days=6))
    put_off(user=user, week=first.week, until=first.later_on)
    assert [due(user, days_on=days) for days in (0, 5, 6, 12, 13)] == [None, None, 2, 2, None]
    second = fresh_eyes_due(Scope(user=user, today=TODAY + timedelta(days=6)))
    assert second.is_last
    put_off(user=user, week=second.week, until=second.later_on)
    assert [due(user, days_on=days) for days in (6, 12, 13, 27)] == [None, None, None, 6]


def test_long_there_costs_no_more_than_the_roles(team, django_assert_num_queries):
    user = make_person(team)
    with django_assert_num_queries(1):
        assert due(user) is None


def test_questions_wait_by_team_and_answered_ones_do_not(team, django_assert_num_queries):
    other, empty = make_team(), make_team()
    for days in (16, 3):
        ask(team, at=NOW - timedelta(days=days))
    answer(ask(team, at=NOW - timedelta(days=40)), make_person(team, "team_lead"))
    ask(other, at=NOW - timedelta(days=13))
    with django_assert_num_queries(1):
        found = waiting_questions([team, other, empty], TODAY)
    assert found == [Waiting(team, 2, 16), Waiting(other, 1, 13)]
    assert [waiting.is_late for waiting in found] == [True, False]


def test_two_weeks_is_late(team):
    assert Waiting(team, 1, 14).is_late
    assert not Waiting(team, 1, 13).is_late


def test_no_teams_cost_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert waiting_questions([], TODAY) == []
