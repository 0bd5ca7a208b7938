"""Users, the tree of teams, and the roles people hold on it."""

from collections import defaultdict
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from tree_queries.models import TreeNode
from tree_queries.query import TreeQuerySet

if TYPE_CHECKING:
    from people.access import Scope


class UserQuerySet(models.QuerySet["User"]):
    """Users in the office's words."""

    def visible_to(self, scope: "Scope") -> "UserQuerySet":
        """Oneself, and whoever holds a role within the nodes where one places people."""
        placed = Q(roles__team_id__in=scope.team_ids(*scope.PLACING))
        return self.filter(placed | Q(pk=scope.user.pk)).distinct()

    def with_role_on(self, team: "Team", kind: str, day: date) -> "UserQuerySet":
        """Who holds this role on exactly this node on `day`."""
        roles = Role.objects.in_force(day).filter(team=team, kind=kind)
        return self.filter(roles__in=roles).distinct()


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Adds the two lookups Django's log-in asks for."""

    def get_by_natural_key(self, login: str | None) -> "User":
        return self.get(login_name__iexact=login)


class User(AbstractBaseUser):
    """One person: who logs in, or is only named in an import (then inactive)."""

    class Language(models.TextChoices):
        DUTCH = "nl", _("Dutch")
        ENGLISH = "en", _("English")

    name = models.CharField(_("name"), max_length=150)
    email = models.EmailField(_("e-mail address"), null=True, blank=True)
    login_name = models.CharField(
        _("log-in name"), max_length=50, null=True, blank=True, unique=True
    )
    language = models.CharField(
        _("language"), max_length=2, choices=Language, default=Language.DUTCH
    )
    is_active = models.BooleanField(_("may log in"), default=True)
    created_at = models.DateTimeField()

    objects = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "login_name"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("email"), name="user_email_once"),
            models.UniqueConstraint(Lower("login_name"), name="user_login_name_once"),
            models.CheckConstraint(
                condition=Q(is_active=False) | Q(email__isnull=False) | Q(login_name__isnull=False),
                name="user_active_can_be_addressed",
            ),
            models.CheckConstraint(
                condition=~Q(email="") & ~Q(login_name=""), name="user_absent_is_null_not_empty"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


#: Upwards from one node. The table of the whole tree would cost ten times as much.
_UPWARDS = """
WITH RECURSIVE upwards (id, parent_id, distance) AS (
    SELECT id, parent_id, 0 FROM people_team WHERE slug = %s
    UNION ALL
    SELECT above.id, above.parent_id, distance + 1
    FROM people_team above JOIN upwards ON above.id = upwards.parent_id
)
SELECT people_team.* FROM people_team JOIN upwards USING (id) ORDER BY distance
"""


class TeamQuerySet(TreeQuerySet):
    """Nodes of the tree in the office's words."""

    def visible_to(self, scope: "Scope") -> "TeamQuerySet":
        """The nodes at or under any role this person holds."""
        return self.filter(pk__in=scope.team_ids())

    def in_use(self, day: date) -> "TeamQuerySet":
        """Not ended on or before `day`."""
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day))

    def holding_contacts(self) -> "TeamQuerySet":
        """Only the kind team holds contacts."""
        return self.filter(kind=Team.Kind.TEAM)

    def in_tree_order(self) -> "dict[int, Team]":
        """Every node by its key, each before those under it, siblings by name.

        Each with its `tree_path`; one query. The whole tree at once needs no recursion in the
        database, which costs four times as much.
        """
        below: dict[int | None, list[Team]] = defaultdict(list)
        for node in self.order_by("name", "pk"):
            below[node.parent_id].append(node)
        found: dict[int, Team] = {}
        waiting = below[None][::-1]
        while waiting:
            node = waiting.pop()
            above = found.get(node.parent_id)
            node.tree_path = [*(above.tree_path if above else ()), node.pk]
            found[node.pk] = node
            waiting += reversed(below[node.pk])
        return found

    def upwards_from(self, slug: str) -> "list[Team]":
        """The node with this slug and all above it, the nearest first, each with its `tree_path`.

        Empty without such a node; one query, whatever the size of the tree.
        """
        nodes = list(self.raw(_UPWARDS, [slug]))
        for place, node in enumerate(nodes):
            node.tree_path = [each.pk for each in reversed(nodes[place:])]
        for node, above in pairwise(nodes):
            node.parent = above
        return nodes


class Team(TreeNode):
    """One node of the tree: the organisation (the root), a department, or a team.

    Kind and parent never change; a reorganisation ends the node and makes a new one.
    """

    class Kind(models.TextChoices):
        ORGANISATION = "organisation", _("organisation")
        DEPARTMENT = "department", _("department")
        TEAM = "team", _("team")

    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(_("short name in addresses"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("until"), null=True, blank=True)
    lead_publishes_since = models.DateField(
        _("team lead may publish norms since"),
        null=True,
        blank=True,
        help_text=_("Agreed in the team's meeting on this day, allowed by the manager above."),
    )

    objects = TeamQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind="organisation", parent__isnull=True)
                | (~Q(kind="organisation") & Q(parent__isnull=False)),
                name="team_root_is_the_organisation",
            ),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(kind="organisation"), name="team_one_root"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gt=F("started_on")),
                name="team_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["organisation", "department", "team"]),
                name="team_kind_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_in_use(self, day: date) -> bool:
        """Whether the node has not ended by `day`; `in_use` asks it of many."""
        return self.ended_on is None or self.ended_on > day

    @property
    def path_ids(self) -> list[int]:
        """This node and all above it, the nearest first; read once where it came without."""
        if getattr(self, "tree_path", None) is None:
            self.tree_path = Team.objects.upwards_from(self.slug)[0].tree_path
        return list(reversed(self.tree_path))


class HeadCount(models.Model):
    """How many people work on a team from a day on, as its manager recorded it."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="head_counts")
    starts_on = models.DateField(_("from"))
    people = models.PositiveSmallIntegerField(_("people"))
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "starts_on"], name="head_count_once_a_day"),
            models.CheckConstraint(condition=Q(people__gte=1), name="head_count_is_1_or_more"),
        ]

    def __str__(self) -> str:
        return f"{self.team}: {self.people}"


class RoleQuerySet(models.QuerySet["Role"]):
    """Roles in the office's words."""

    def visible_to(self, scope: "Scope") -> "RoleQuerySet":
        """The roles on nodes where one places people."""
        return self.filter(team_id__in=scope.team_ids(*scope.PLACING))

    def unfinished(self, day: date) -> "RoleQuerySet":
        """Held on `day` or later."""
        return self.overlapping(day, None)

    def in_force(self, day: date) -> "RoleQuerySet":
        """Held on `day`: from the first day to the day before the last (half-open)."""
        return self.overlapping(day, None).filter(starts_on__lte=day)

    def overlapping(self, first: date, end: date | None) -> "RoleQuerySet":
        """Held on any day of [first, end)."""
        held = self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=first))
        return held if end is None else held.filter(starts_on__lt=end)


class Role(models.Model):
    """What one person is, on one node and everything below it, from a day until a day."""

    class Kind(models.TextChoices):
        EMPLOYEE = "employee", _("employee")
        OBSERVER = "observer", _("observer")
        TEAM_LEAD = "team_lead", _("team lead")
        MANAGER = "manager", _("manager")
        WORKS_COUNCIL = "works_council", _("works council")
        ADMINISTRATOR = "administrator", _("administrator")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="roles")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="roles")
    kind = models.CharField(_("role"), max_length=13, choices=Kind)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    placed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = RoleQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "team", "kind", "starts_on"], name="role_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="role_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "employee", "observer", "team_lead",
                        "manager", "works_council", "administrator",
                    ]
                ),
                name="role_kind_is_known",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.user}, {self.get_kind_display()}, {self.team}"
