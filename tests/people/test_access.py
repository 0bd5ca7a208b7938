"""The one door: what a scope covers, who gives which role, and the two switches."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404

from people.access import (
    Scope,
    get_or_404,
    individual_view,
    named_contacts,
    team_or_404,
    works_council_sits,
)
from people.models import Role, Team, User
from tests.builders import (
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
ALL_KINDS = [str(kind) for kind in Role.Kind]
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def tree():
    """organisation > department > team, team2; and a second department with its team."""
    root = make_root()
    department, other = make_department("Eerste"), make_department("Tweede")
    return {
        "root": root,
        "department": department,
        "other": other,
        "team": make_team("Balie", parent=department, slug="balie"),
        "team2": make_team("Telefoon", parent=department, slug="telefoon"),
        "elsewhere": make_team("Elders", parent=other, slug="elders"),
    }


def scope_of(team: Team, kind: str) -> Scope:
    return Scope(user=make_person(team, kind), today=TODAY)


def test_a_role_covers_its_node_and_everything_below_it(tree):
    scope = scope_of(tree["department"], "manager")
    covered = {name for name, node in tree.items() if scope.covers(node)}
    assert covered == {"department", "team", "team2"}


def test_a_role_covers_nothing_beside_or_above_it(tree):
    scope = scope_of(tree["team"], "team_lead")
    assert scope.team_ids() == {tree["team"].pk}


def test_what_is_covered_goes_by_role(tree):
    user = make_person(tree["team"], "employee")
    give_role(user, tree["elsewhere"], "observer")
    scope = Scope(user=user, today=TODAY)
    assert scope.team_ids("observer") == {tree["elsewhere"].pk}
    assert scope.team_ids("employee", "observer") == {tree["team"].pk, tree["elsewhere"].pk}
    assert scope.team_ids("manager") == frozenset()


def test_a_role_that_ended_or_is_still_to_come_opens_nothing(tree):
    user = make_user()
    give_role(user, tree["team"], "employee", ends_on=TODAY)
    give_role(user, tree["team2"], "employee", starts_on=TOMORROW)
    scope = Scope(user=user, today=TODAY)
    assert scope.roles == []
    assert scope.team_ids() == frozenset()
    assert Scope(user=user, today=TOMORROW).team_ids() == {tree["team2"].pk}


def test_a_stranger_holds_nothing_and_costs_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        scope = Scope(user=AnonymousUser(), today=TODAY)
        assert not scope.holds(*ALL_KINDS)
        assert scope.teams() == []


def test_teams_are_those_in_use_that_hold_contacts_in_tree_order(tree):
    make_team("Afgelopen", parent=tree["department"], ended_on=TODAY)
    make_team("Bijna", parent=tree["department"], ended_on=TOMORROW)
    scope = scope_of(tree["root"], "works_council")
    assert [team.name for team in scope.teams()] == ["Balie", "Bijna", "Telefoon", "Elders"]


@pytest.mark.parametrize("teams", [1, 3])
def test_a_scope_costs_two_queries_however_many_teams(tree, teams, django_assert_num_queries):
    for _ in range(teams):
        make_team(parent=tree["department"])
    scope = scope_of(tree["root"], "manager")
    with django_assert_num_queries(2):
        assert len(scope.teams("manager")) == 3 + teams
        assert scope.covers(scope.tree[tree["team"].pk], "manager")


def test_a_node_outside_is_not_found_and_one_inside_without_the_role_is_refused(tree):
    scope = scope_of(tree["team"], "employee")
    assert team_or_404(scope, "balie") == tree["team"]
    with pytest.raises(PermissionDenied):
        team_or_404(scope, "balie", "team_lead")
    for slug in ("telefoon", "elders", "gemeente", "bestaat-niet"):
        with pytest.raises(Http404):
            team_or_404(scope, slug)
        with pytest.raises(Http404):
            team_or_404(scope, slug, "team_lead")


def test_an_object_outside_is_not_found(tree):
    lead = make_person(tree["team"], "team_lead")
    scope = Scope(user=lead, today=TODAY)
    inside = make_person(tree["team"]).roles.get()
    outside = make_person(tree["elsewhere"]).roles.get()
    assert get_or_404(Role.objects.all(), scope, pk=inside.pk) == inside
    with pytest.raises(Http404):
        get_or_404(Role.objects.all(), scope, pk=outside.pk)


def test_people_are_seen_where_one_places_them_and_oneself_always(tree):
    lead = make_person(tree["team"], "team_lead")
    colleague = make_person(tree["team"])
    left = make_user()
    give_role(left, tree["team"], "employee", ends_on=TODAY)
    make_person(tree["elsewhere"])
    seen = User.objects.visible_to(Scope(user=lead, today=TODAY))
    assert set(seen) == {lead, colleague, left}
    assert set(User.objects.visible_to(Scope(user=colleague, today=TODAY))) == {colleague}


def test_one_node_is_opened_with_what_stands_above_it_and_without_the_tree(
    tree, django_assert_num_queries
):
    scope = scope_of(tree["department"], "manager")
    with django_assert_num_queries(2):
        team = team_or_404(scope, "balie", "manager")
        assert team.parent == tree["department"]
        assert team.path_ids == [node.pk for node in (team, tree["department"], tree["root"])]


def test_nodes_are_seen_at_and_under_ones_roles(tree):
    scope = scope_of(tree["department"], "observer")
    assert {node.name for node in Team.objects.visible_to(scope)} == {"Eerste", "Balie", "Telefoon"}


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("employee", []),
        ("observer", []),
        ("works_council", []),
        ("team_lead", ["employee", "observer"]),
        ("manager", ["employee", "observer", "team_lead", "manager"]),
        ("administrator", [kind for kind in ALL_KINDS if kind != "works_council"]),
    ],
)
def test_which_roles_each_role_gives_on_its_own_node_and_nowhere_else(tree, kind, given):
    scope = scope_of(tree["department"], kind)
    assert scope.gives(tree["department"]) == given
    assert scope.gives(tree["team"]) == given
    assert scope.gives(tree["root"]) == []
    assert scope.gives(tree["elsewhere"]) == []


def test_a_works_council_is_placed_on_the_organisation_only(tree):
    scope = scope_of(tree["root"], "administrator")
    assert scope.gives(tree["root"]) == ALL_KINDS
    assert "works_council" not in scope.gives(tree["team"])


@pytest.mark.parametrize("kind", ["manager", "administrator"])
def test_no_department_agrees_for_the_whole_organisation(tree, kind):
    assert scope_of(tree["department"], kind).consent_bodies == []
    assert scope_of(tree["root"], kind).consent_bodies == ["staff_representation", "staff_meeting"]


def test_who_holds_two_roles_gives_what_both_give(tree):
    user = make_person(tree["team"], "team_lead")
    give_role(user, tree["elsewhere"], "manager")
    scope = Scope(user=user, today=TODAY)
    assert scope.gives(tree["team"]) == ["employee", "observer"]
    assert "manager" in scope.gives(tree["elsewhere"])


def test_a_node_is_ended_from_above(tree):
    manager = scope_of(tree["department"], "manager")
    assert manager.arranges_from_above(tree["team"])
    assert not manager.arranges_from_above(tree["department"])
    administrator = scope_of(tree["root"], "administrator")
    assert administrator.arranges_from_above(tree["department"])
    assert not administrator.arranges_from_above(tree["root"])


def test_the_manager_of_the_node_above_lets_a_lead_publish(tree):
    assert scope_of(tree["department"], "manager").manages_from_above(tree["team"])
    assert not scope_of(tree["team"], "manager").manages_from_above(tree["team"])
    assert not scope_of(tree["root"], "administrator").manages_from_above(tree["team"])


@pytest.mark.parametrize("predicate", [named_contacts, individual_view])
def test_a_switch_is_off_until_an_agreement_stands_and_after_it_ends(predicate):
    other = {named_contacts: "individual_view", individual_view: "named_contacts"}[predicate]
    allow(other)
    assert not predicate(TODAY)
    allow(predicate.__name__, given_on=TODAY, ends_on=TOMORROW)
    days = [TODAY - timedelta(days=1), TODAY, TOMORROW]
    assert [predicate(day) for day in days] == [False, True, False]


def test_two_agreements_switch_on_for_the_days_of_both():
    allow("individual_view", given_on=TODAY, ends_on=TOMORROW)
    allow("individual_view", given_on=TOMORROW)
    assert individual_view(TODAY)
    assert individual_view(TOMORROW)


def test_the_works_council_records_for_itself_and_ends_any(tree):
    scope = scope_of(tree["root"], "works_council")
    assert scope.consent_bodies == ["works_council"]
    assert set(scope.ends_consents) == {"works_council", "staff_meeting", "staff_representation"}


@pytest.mark.parametrize("kind", ["manager", "administrator"])
def test_where_no_works_council_sits_an_arranger_records_what_the_staff_agreed(tree, kind):
    assert set(scope_of(tree["root"], kind).consent_bodies) == {
        "staff_meeting",
        "staff_representation",
    }
    member = make_user()
    role = give_role(member, tree["root"], "works_council", ends_on=TOMORROW)
    assert works_council_sits(TODAY)
    assert scope_of(tree["root"], kind).consent_bodies == []
    assert scope_of(tree["root"], kind).ends_consents == []
    assert not works_council_sits(role.ends_on)


@pytest.mark.parametrize("kind", ["employee", "observer", "team_lead"])
def test_nobody_else_records_an_agreement(tree, kind):
    scope = scope_of(tree["root"], kind)
    assert scope.consent_bodies == []
    assert scope.ends_consents == []
