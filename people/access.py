"""The one door: who a person is today, which nodes that covers, and how an object is opened.

Logged out goes to the log-in page (LoginRequiredMiddleware), a missing role is 403, an object
outside one's part of the tree is 404. Every QuerySet that a page opens has `visible_to(scope)`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, wraps
from typing import Any, ClassVar, Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control

from people.models import Consent, Role, Station, Team, User

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
    #: The shared computer where this person is behind a PIN; None for who is logged in.
    station: Station | None = None

    #: Who invites and places people within the own node (decision 7).
    PLACING = (MANAGER, TEAM_LEAD, ADMINISTRATOR)
    #: Who reads a team's figures at all.
    READING = (EMPLOYEE, OBSERVER, TEAM_LEAD, MANAGER, WORKS_COUNCIL)
    #: Who logs contacts.
    LOGGING = (EMPLOYEE, OBSERVER, TEAM_LEAD, MANAGER)
    #: Who makes and ends nodes and records head counts.
    ARRANGING = (MANAGER, ADMINISTRATOR)
    #: Which roles each role gives to others, at and under the node where it is held.
    GIVES: ClassVar[dict[str, tuple[str, ...]]] = {
        TEAM_LEAD: (EMPLOYEE, OBSERVER),
        MANAGER: (EMPLOYEE, OBSERVER, TEAM_LEAD, MANAGER),
        ADMINISTRATOR: tuple(Role.Kind),
    }

    @cached_property
    def roles(self) -> list[Role]:
        """The roles in force today; none for who is not logged in.

        At a station only those that noting contacts on its team takes, whatever else is held.
        """
        # A list, so that a stranger (whose key is None) costs no query.
        roles = Role.objects.in_force(self.today).select_related("team")
        if self.station is not None:
            roles = roles.filter(team=self.station.team_id, kind__in=Station.USED_BY)
        return list(roles.filter(user_id__in=[self.user.pk]))

    @cached_property
    def tree(self) -> dict[int, Team]:
        """Every node by its key, in tree order, each with its `tree_path`; one query."""
        return Team.objects.in_tree_order()

    def holds(self, *kinds: str) -> bool:
        """Whether one of these roles is held anywhere."""
        return any(role.kind in kinds for role in self.roles)

    def team_ids(self, *kinds: str) -> frozenset[int]:
        """The nodes at or under the nodes where one of these roles (any, if none) is held."""
        held = self._nodes_held(*kinds)
        if not held:
            return frozenset()
        return frozenset(
            pk for pk, node in self.tree.items() if not held.isdisjoint(node.tree_path)
        )

    def teams(self, *kinds: str) -> list[Team]:
        """The teams in use that hold contacts, under one of these roles, in tree order."""
        covered = self.team_ids(*kinds)
        return [
            node
            for pk, node in (self.tree.items() if covered else ())
            if pk in covered and node.kind == Team.Kind.TEAM and node.is_in_use(self.today)
        ]

    def covers(self, team: Team, *kinds: str) -> bool:
        """Whether one of these roles (any, if none) covers this node; the tree is not read."""
        return not self._nodes_held(*kinds).isdisjoint(team.path_ids)

    def belongs_to(self, team: Team) -> bool:
        """Whether this person is one of the team itself, or its lead.

        An employee holds the role on the team itself, by which it is counted.
        """
        member = any(role.kind == EMPLOYEE and role.team_id == team.pk for role in self.roles)
        return member or self.covers(team, TEAM_LEAD)

    def _nodes_held(self, *kinds: str) -> set[int]:
        """The nodes on which one of these roles (any, if none) is held."""
        return {role.team_id for role in self.roles if not kinds or role.kind in kinds}

    def gives(self, team: Team) -> list[str]:
        """The roles this person may give to others on this node, and end again."""
        given = {
            kind for role, kinds in self.GIVES.items() if self.covers(team, role) for kind in kinds
        }
        return [kind for kind in Role.Kind if kind in given and may_be_held(kind, team)]

    def hands_over_link(self, role: Role) -> bool:
        """Whether this person may see a new link to choose a password for who holds this role.

        Only for who has no e-mail address to send it to, and until a password is chosen: whoever
        has the link can log in and read what is for that person only. Later an administrator may.
        """
        user = role.user
        if user.email or not user.is_active or role.kind not in self.gives(role.team):
            return False
        return self.covers(role.team, ADMINISTRATOR) or not user.has_usable_password()

    @property
    def uses_pin(self) -> bool:
        """Whether a PIN would open anything for this person."""
        return self.holds(*Station.USED_BY)

    def gives_pin(self, role: Role) -> bool:
        """Whether this person may hand a first PIN to who holds this role on a team."""
        used = role.kind in Station.USED_BY and role.team.kind == Team.Kind.TEAM
        if not used or not role.user.is_active or role.user_id == self.user.pk:
            return False
        return role.kind in self.gives(role.team)

    def unlocks(self, station: Station) -> bool:
        """Whether this person, logged in, may let the station show names: its team and above."""
        return self.covers(station.team, *self.LOGGING, ADMINISTRATOR)

    def arranges_from_above(self, team: Team) -> bool:
        """Whether the node above is this person's to arrange: who ends this one."""
        return team.parent is not None and self.covers(team.parent, *self.ARRANGING)

    def manages_from_above(self, team: Team) -> bool:
        """Whether this person is the manager of the node above: who lets the lead publish."""
        return team.parent is not None and self.covers(team.parent, MANAGER)

    def keeps_share_agreements(self, team: Team) -> bool:
        """Whether this person records what the members of a small team agreed, and its end."""
        return self.covers(team, TEAM_LEAD) or self.manages_from_above(team)

    @cached_property
    def consent_bodies(self) -> list[str]:
        """On whose behalf this person records an agreement, which holds for the organisation.

        The works council for itself; where nobody is in one today, a manager or administrator
        of the whole organisation records what staff meeting or staff representation agreed to.
        """
        if self.holds(WORKS_COUNCIL):
            return [Consent.Body.WORKS_COUNCIL]
        if not self._arranges_everything or works_council_sits(self.today):
            return []
        return [Consent.Body.STAFF_REPRESENTATION, Consent.Body.STAFF_MEETING]

    @property
    def _arranges_everything(self) -> bool:
        return any(
            role.kind in self.ARRANGING and role.team.kind == Team.Kind.ORGANISATION
            for role in self.roles
        )

    @property
    def ends_consents(self) -> list[str]:
        """Whose agreements this person withdraws: the works council any, others their own kind."""
        return list(Consent.Body) if self.holds(WORKS_COUNCIL) else self.consent_bodies


class ScopedRequest(HttpRequest):
    """A request as views get it: the middleware adds the moment and the scope."""

    now: datetime
    scope: Scope
    user: User


#: For pages that name people: no copy stays behind in a browser.
never_stored = cache_control(private=True, no_store=True)

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
    """The node with this slug: 404 outside one's scope, 403 without one of these roles on it.

    It carries its `tree_path` and the nodes above it.
    """
    team = next(iter(Team.objects.upwards_from(slug)), None)
    if team is None or not scope.covers(team):
        raise Http404
    if not scope.covers(team, *kinds):
        raise PermissionDenied
    return team


def named_contacts(day: date) -> bool:
    """Whether contacts logged by others or imported carry the employee's name on `day`."""
    return _consented(Consent.Switch.NAMED_CONTACTS, day)


def individual_view(day: date) -> bool:
    """Whether a lead may open one person's figures in the own team on `day`."""
    return _consented(Consent.Switch.INDIVIDUAL_VIEW, day)


def may_be_held(kind: str, team: Team) -> bool:
    """Whether this role exists on this node: a works council is one of the whole organisation."""
    return kind != WORKS_COUNCIL or team.kind == Team.Kind.ORGANISATION


def works_council_sits(day: date) -> bool:
    """Whether anyone is in the works council on `day`."""
    return Role.objects.in_force(day).filter(kind=WORKS_COUNCIL).exists()


def _consented(switch: str, day: date) -> bool:
    return Consent.objects.in_force(switch, day).exists()
