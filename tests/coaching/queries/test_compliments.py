"""To whom one gives a compliment: who works in the same team, by name."""

import pytest

from coaching.queries.compliments import colleagues, shared_team
from tests.builders import TODAY, give_role, make_person, make_root, make_team, make_user
from tests.coaching.office import give, make_balie, scope_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    """A team with somebody of every kind around it, and another team."""
    team = make_balie()
    make_person(team, "employee", name="Eva")
    make_person(team, "team_lead", name="Lia")
    make_person(team.parent, "observer", name="Olaf")
    make_person(team.parent, "manager", name="Mo")
    make_person(make_root(), "administrator", name="Ada")
    make_person(make_root(), "works_council", name="Or")
    make_person(make_team("Archief"), "employee", name="Arno")
    return team


def names(user) -> list[str]:
    return [colleague.name for colleague in colleagues(scope_of(user))]


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        ("employee", ["Eva", "Lia", "Olaf"]),
        ("observer", ["Eva", "Lia", "Olaf"]),
        ("team_lead", ["Eva", "Lia", "Olaf"]),
        ("administrator", []),
    ],
)
def test_who_works_in_the_team_or_follows_it(team, kind: str, found: list[str]):
    assert names(make_person(team, kind, name="Ik")) == found


def test_a_manager_thanks_everybody_who_works_below(team):
    make_person(make_team("Zaal", parent=team.parent), name="Zita")
    assert names(make_person(team.parent, "manager")) == ["Eva", "Lia", "Olaf", "Zita"]


def test_without_a_role_there_are_no_colleagues(team):
    assert names(make_user()) == []


def test_who_left_or_cannot_log_in_is_no_colleague(team):
    left = make_user("Weg")
    give_role(left, team, "employee", ends_on=TODAY)
    coming = make_user("Straks")
    give_role(coming, team, "employee", starts_on=TODAY.replace(day=17))
    make_person(team, name="Import", is_active=False)
    assert names(make_person(team)) == ["Eva", "Lia", "Olaf"]


def test_what_somebody_was_given_moves_nobody_up(team):
    me = make_person(team, name="Ik")
    before = names(me)
    last = colleagues(scope_of(me)).last()
    for _ in range(5):
        give(last, me, team)
    assert names(me) == before == sorted(before)


def test_two_roles_make_one_colleague(team):
    me = make_person(team, name="Ik")
    give_role(colleagues(scope_of(me)).get(name="Eva"), team, "team_lead")
    assert names(me) == ["Eva", "Lia", "Olaf"]


def test_the_team_is_one_that_both_work_in(team):
    me, other_team = make_person(team), make_team("Aula", parent=team.parent)
    give_role(me, other_team, "employee")
    scope = scope_of(me)
    found = {person.name: person for person in colleagues(scope)}
    assert shared_team(scope, found["Eva"]) == team
    # The observer of the department follows both: the first in the order of the tree.
    assert shared_team(scope, found["Olaf"]) == other_team
    assert shared_team(scope, make_person(make_team("Elders"))) is None


@pytest.mark.parametrize("people", [1, 3])
def test_the_colleagues_cost_three_queries(team, people: int, django_assert_num_queries):
    me = make_person(team)
    for _ in range(people):
        make_person(team)
    with django_assert_num_queries(3):
        list(colleagues(scope_of(me)))
