"""The one door: who a person is today, which nodes that covers, and how an object is opened.

Logged out goes to the log-in page (LoginRequiredMiddleware), a missing role is 403, an object
outside one's part of the tree is 404. Every QuerySet that a page opens has `visible_to(scope)`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, wraps
from typing import Any, Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from people.models import Consent, Role, Team, User

EMPLOYEE, OBSERVER, TEAM_LEAD = Role.Kind.EMPLOYEE, Role.Kind.OBSERVER, Role.Kind.TEAM_LEAD
MANAGER, WORKS_COUNCIL = Role.Kind.MANAGER, Role.Kind.WORKS_COUNCIL
ADMINISTRATOR = Role.Kind.ADMINISTRATOR

#: Fewer people than this on a team, and its figures are for itself and its lead only.
SMALLEST_GROUP = 5


@dataclass(frozen=True)
class Scope:
    """What one person may reach on one day: the roles held and the nodes they cover."""

    user: User
    today: date

    #: Who invites and places people within the own node (decision 7).
    PLACING = (MANAGER, TEAM_LEAD, ADMINISTRATOR)
    #: Who reads a team's figures at all.
    READING = (EMPLOYEE, OBSERVER, TEAM_LEAD, MANAGER, WORKS_COUNCIL)
    #: Who logs contacts.
    LOGGING = (EMPLOYEE, OBSERVER, TEAM_LEAD, MANAGER)

    @cached_property
    def roles(self) -> list[Role]:
        """The roles in force today."""
        return list(self.user.roles.in_force(self.today))

    @cached_property
    def tree(self) -> dict[int, Team]:
        """Every node by its key, in tree order, each with its `tree_path`; one query."""
        nodes = Team.objects.with_tree_fields().order_siblings_by("name")
        return {node.pk: node for node in nodes}

    def holds(self, *kinds: str) -> bool:
        """Whether one of these roles is held anywhere."""
        return any(role.kind in kinds for role in self.roles)

    def team_ids(self, *kinds: str) -> frozenset[int]:
        """The nodes at or under the nodes where one of these roles (any, if none) is held."""
        held = {role.team_id for role in self.roles if not kinds or role.kind in kinds}
        if not held:
            return frozenset()
        return frozenset(pk for pk, node in self.tree.items() if held & set(node.tree_path))

    def teams(self, *kinds: str) -> list[Team]:
        """The teams in use that hold contacts, under one of these roles, in tree order."""
        covered = self.team_ids(*kinds)
        return [
            node
            for pk, node in self.tree.items()
            if pk in covered
            and node.kind == Team.Kind.TEAM
            and (node.ended_on is None or node.ended_on > self.today)
        ]

    def covers(self, team_id: int, *kinds: str) -> bool:
        """Whether one of these roles covers this node."""
        return team_id in self.team_ids(*kinds)


class ScopedRequest(HttpRequest):
    """A request as views get it: the middleware adds the moment and the scope."""

    now: datetime
    scope: Scope
    user: User  # type: ignore[assignment]


Args = ParamSpec("Args")
View = Callable[Concatenate[ScopedRequest, Args], HttpResponse]


def door(*kinds: str) -> Callable[[View[Args]], View[Args]]:
    """Open a view only to who holds one of these roles somewhere; 403 otherwise."""

    def decorator(view: View[Args]) -> View[Args]:
        @wraps(view)
        def guarded(request: ScopedRequest, *args: Args.args, **kwargs: Args.kwargs) -> Any:
            if not request.scope.holds(*kinds):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorator


def get_or_404(queryset: QuerySet[Any], scope: Scope, **lookup: Any) -> Any:
    """The one object of `queryset` that this person may see; 404 for any other."""
    return get_object_or_404(queryset.visible_to(scope), **lookup)  # type: ignore[attr-defined]


def team_or_404(scope: Scope, slug: str, *kinds: str) -> Team:
    """The node with this slug: 404 outside one's scope, 403 without one of these roles on it."""
    covered = scope.team_ids()
    team = next((node for pk, node in scope.tree.items() if node.slug == slug), None)
    if team is None or team.pk not in covered:
        raise Http404
    if not scope.covers(team.pk, *kinds):
        raise PermissionDenied
    return team


def named_contacts(day: date) -> bool:
    """Whether contacts logged by others or imported carry the employee's name on `day`."""
    return _consented(Consent.Switch.NAMED_CONTACTS, day)


def individual_view(day: date) -> bool:
    """Whether a lead may open one person's figures in the own team on `day`."""
    return _consented(Consent.Switch.INDIVIDUAL_VIEW, day)


def _consented(switch: str, day: date) -> bool:
    return Consent.objects.in_force(switch, day).exists()
