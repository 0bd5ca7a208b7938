"""Which norm is in force, for a team on a day."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from behaviours.models import Behaviour, Norm
from behaviours.queries import NormBook, norms_in_force
from people.access import Scope
from people.models import Role, Team
from tests.builders import (
    TODAY,
    make_behaviour,
    make_department,
    make_norm,
    make_person,
    make_root,
    make_team,
)

START = date(2026, 3, 2)
LATER = date(2026, 6, 1)
LATEST = date(2026, 9, 7)
DAY = timedelta(days=1)


@pytest.fixture
def team(db) -> Team:
    return make_team(parent=make_department())


def end(behaviour: Behaviour, team: Team, outcome: str, starts_on: date) -> Norm:
    return make_norm(behaviour, team, outcome=outcome, starts_on=starts_on, sentence="")


def test_no_norms_at_all_is_an_empty_list(team: Team):
    make_behaviour()
    assert norms_in_force(team, TODAY) == []


def test_a_norm_holds_from_its_first_day(team: Team):
    norm = make_norm(team=team, starts_on=START)
    assert norms_in_force(team, START - DAY) == []
    assert norms_in_force(team, START) == [norm]
    assert norms_in_force(team, TODAY + timedelta(days=9999)) == [norm]


def test_it_ends_the_day_before_the_next_version(team: Team):
    first = make_norm(team=team, starts_on=START)
    second = make_norm(first.behaviour, team, starts_on=LATER)
    assert norms_in_force(team, LATER - DAY) == [first]
    assert norms_in_force(team, LATER) == [second]


def test_the_order_of_publishing_does_not_matter(team: Team):
    second = make_norm(team=team, starts_on=LATER)
    first = make_norm(second.behaviour, team, starts_on=START)
    assert norms_in_force(team, START) == [first]
    assert norms_in_force(team, LATER) == [second]


def test_a_team_without_its_own_follows_the_nearest_node_above(team: Team):
    everywhere = make_norm(team=make_root(), starts_on=START)
    assert norms_in_force(team, START) == [everywhere]
    department = make_norm(everywhere.behaviour, team.parent, starts_on=LATER)
    assert norms_in_force(team, LATER - DAY) == [everywhere]
    assert norms_in_force(team, LATER) == [department]
    own = make_norm(everywhere.behaviour, team, starts_on=LATEST)
    assert norms_in_force(team, LATEST - DAY) == [department]
    assert norms_in_force(team, LATEST) == [own]


def test_a_newer_norm_above_does_not_replace_the_teams_own(team: Team):
    own = make_norm(team=team, starts_on=START)
    make_norm(own.behaviour, make_root(), starts_on=LATER)
    assert norms_in_force(team, LATER) == [own]


def test_a_norm_of_another_team_and_of_a_node_below_does_not_count(team: Team):
    make_norm(team=make_team())
    make_norm(team=make_team(parent=make_department()))
    make_norm(team=team)
    assert norms_in_force(team.parent, TODAY) == []
    assert len(norms_in_force(team, TODAY)) == 1


@pytest.mark.parametrize("outcome", [Norm.Outcome.NOT_APPLICABLE, Norm.Outcome.RETIRED])
def test_not_applicable_and_retired_end_it_there_and_below(team: Team, outcome: str):
    other = make_team()
    norm = make_norm(team=make_root(), starts_on=START)
    end(norm.behaviour, team.parent, outcome, LATER)
    assert norms_in_force(team, LATER - DAY) == [norm]
    assert norms_in_force(team, LATER) == []
    assert norms_in_force(team.parent, LATER) == []
    assert norms_in_force(other, LATER) == [norm]


def test_the_teams_own_norm_stands_when_the_one_above_is_retired(team: Team):
    own = make_norm(team=team, starts_on=START)
    end(own.behaviour, make_root(), Norm.Outcome.RETIRED, START)
    assert norms_in_force(team, LATER) == [own]


def test_inherit_passes_the_question_up_again(team: Team):
    everywhere = make_norm(team=make_root(), starts_on=START)
    own = make_norm(everywhere.behaviour, team, starts_on=LATER)
    end(everywhere.behaviour, team, Norm.Outcome.INHERIT, LATEST)
    assert norms_in_force(team, LATEST - DAY) == [own]
    assert norms_in_force(team, LATEST) == [everywhere]


def test_inherit_on_the_root_leaves_nothing(team: Team):
    norm = make_norm(team=make_root(), starts_on=START)
    end(norm.behaviour, make_root(), Norm.Outcome.INHERIT, LATER)
    assert norms_in_force(team, LATER) == []


def test_a_retired_norm_can_come_back(team: Team):
    norm = make_norm(team=team, starts_on=START)
    end(norm.behaviour, team, Norm.Outcome.RETIRED, LATER)
    again = make_norm(norm.behaviour, team, starts_on=LATEST)
    assert norms_in_force(team, LATEST) == [again]


def test_norms_come_by_the_code_of_their_behaviour(team: Team):
    for code in ("TEL-02", "BEJ-01", "TEL-01"):
        make_norm(make_behaviour(code), team)
    codes = [norm.behaviour.code for norm in norms_in_force(team, TODAY)]
    assert codes == ["BEJ-01", "TEL-01", "TEL-02"]


@pytest.mark.parametrize("behaviours", [1, 3])
def test_a_form_costs_one_query_when_the_team_came_through_the_door(team: Team, behaviours: int):
    for _ in range(behaviours):
        norm = make_norm(team=make_root())
        make_norm(norm.behaviour, team, starts_on=LATER)
    scope = Scope(user=make_person(team, Role.Kind.EMPLOYEE), today=TODAY)
    opened = scope.tree[team.pk]
    with CaptureQueriesContext(connection) as queries:
        codes = [norm.behaviour.code for norm in norms_in_force(opened, TODAY)]
    assert len(codes) == behaviours
    assert len(queries) == 1


def test_a_team_from_elsewhere_costs_one_more(team: Team):
    make_norm(team=team)
    with CaptureQueriesContext(connection) as queries:
        norms_in_force(Team.objects.get(pk=team.pk), TODAY)
    assert len(queries) == 3  # reading the team, its place in the tree, the norms


def test_a_book_answers_for_every_day_without_another_query(team: Team):
    first = make_norm(team=team, starts_on=START)
    second = make_norm(first.behaviour, team, starts_on=LATER)
    book = NormBook(team)
    with CaptureQueriesContext(connection) as queries:
        found = [book.in_force(START + timedelta(days=day)) for day in range(400)]
    assert len(queries) == 0
    assert [norms[first.behaviour_id] for norms in found] == [first] * 91 + [second] * 309


# One row of a history: which node of the path (0 is the team itself), which day, what it says.
ROWS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 6), st.sampled_from(Norm.Outcome.values)),
    max_size=12,
    unique_by=lambda row: row[:2],
)


def naive_answer(rows: Iterable[tuple[int, int, str]], day: int) -> tuple[int, int] | None:
    """Node and start of the norm in force, told as the rule is told; None when there is none."""
    for node in range(3):
        started = sorted(row for row in rows if row[0] == node and row[1] <= day)
        if not started or started[-1][2] == "inherit":
            continue
        return started[-1][:2] if started[-1][2] == "norm" else None
    return None


@pytest.mark.django_db
@given(rows=ROWS)
def test_every_history_is_read_as_the_rule_says(rows: list[tuple[int, int, str]]):
    with transaction.atomic():
        behaviour, team = make_behaviour(), make_team(parent=make_department())
        path = [team, team.parent, team.parent.parent]
        for node, day, outcome in rows:
            starts_on = START + timedelta(days=day)
            make_norm(behaviour, path[node], starts_on=starts_on, outcome=outcome)
        book = NormBook(team)
        for day in range(-1, 8):
            norm = book.in_force(START + timedelta(days=day)).get(behaviour.pk)
            found = norm and (path.index(norm.team), (norm.starts_on - START).days)
            assert found == naive_answer(rows, day)
        transaction.set_rollback(True)
