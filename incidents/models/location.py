"""A place that rounds lead along: the reception, the store room, the yard, a desk."""

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from behaviours.models import Behaviour
from people.access import EMPLOYEE, MANAGER, OBSERVER, TEAM_LEAD
from people.models import Team

if TYPE_CHECKING:
    from people.access import Scope


class LocationQuerySet(models.QuerySet["Location"]):
    """Locations in the office's words."""

    #: Who does rounds, who keeps the locations, and so who sees them.
    ROUNDED_BY = (EMPLOYEE, OBSERVER, TEAM_LEAD)
    KEPT_BY = (TEAM_LEAD, MANAGER)
    SEEN_BY = (*ROUNDED_BY, MANAGER)

    def visible_to(self, scope: "Scope") -> "LocationQuerySet":
        """Those of the teams where one does rounds or keeps the locations."""
        return self.filter(team_id__in=scope.team_ids(*self.SEEN_BY))

    def in_use(self, day: date) -> "LocationQuerySet":
        """Not ended on or before `day`."""
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day))


class Location(models.Model):
    """One place of a team where nobody has to be a customer to see how it is kept.

    `behaviours` are what a round looks at here; none chosen means every norm of the team that a
    round can see. The slug never changes: it stands on paper, in the QR code on the wall.
    """

    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, related_name="locations", db_index=False
    )
    name = models.CharField(_("name"), max_length=60)
    slug = models.SlugField(_("short name in addresses"), max_length=60, db_index=False)
    look_at = models.CharField(_("what to look at"), max_length=300, blank=True)
    behaviours = models.ManyToManyField(Behaviour, related_name="+", blank=True)
    ended_on = models.DateField(_("until"), null=True, blank=True)

    objects = LocationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "slug"], name="location_slug_once_a_team"),
            models.UniqueConstraint("team", Lower("name"), name="location_name_once_a_team"),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(slug=""), name="location_has_a_name_and_a_slug"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_in_use(self, day: date) -> bool:
        """Whether it has not ended by `day`."""
        return self.ended_on is None or self.ended_on > day
