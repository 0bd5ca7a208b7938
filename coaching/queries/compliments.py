"""Reads: to whom somebody gives a compliment, and in which team."""

from people.access import EMPLOYEE, OBSERVER, TEAM_LEAD, Scope
from people.models import Role, Team, User
from people.models.tree import UserQuerySet

#: Who works in a team, and so is given compliments there.
WORKING = (EMPLOYEE, OBSERVER, TEAM_LEAD)


def colleagues(scope: Scope) -> UserQuerySet:
    """Who works today, and can log in, in a team where this person works, leads or manages.

    By name and never by what they were given; nobody for who has no such team. One query, and
    one for the tree.
    """
    nodes = {node for team in scope.teams(*scope.LOGGING) for node in team.tree_path}
    roles = Role.objects.in_force(scope.today).filter(kind__in=WORKING, team_id__in=nodes)
    others = User.objects.filter(is_active=True, roles__in=roles).exclude(pk=scope.user.pk)
    found: UserQuerySet = others.distinct().order_by("name", "pk")
    return found


def shared_team(scope: Scope, colleague: User) -> Team | None:
    """The first team, in the order of the tree, in which both are; None where there is none."""
    roles = Role.objects.in_force(scope.today).filter(kind__in=WORKING, user=colleague)
    held = set(roles.values_list("team_id", flat=True))
    shared = (team for team in scope.teams(*scope.LOGGING) if held & set(team.tree_path))
    return next(shared, None)
