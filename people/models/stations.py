"""Shared computers: the stations of a team, the PINs of people, and the tries at those."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from people.models.tree import Role, Team, User

if TYPE_CHECKING:
    from people.access import Scope


class StationQuerySet(models.QuerySet["Station"]):
    """Stations in the office's words."""

    def visible_to(self, scope: "Scope") -> "StationQuerySet":
        """The stations of nodes where one places people."""
        return self.filter(team_id__in=scope.team_ids(*scope.PLACING))

    def in_use(self) -> "StationQuerySet":
        """Those that were not ended."""
        return self.filter(ended_at__isnull=True)


class Station(models.Model):
    """One browser on a shared computer, where a team's people note contacts behind a PIN.

    The browser keeps a token in a cookie; here stands only the SHA-256 of it, in hex.
    """

    #: So long without a request, and whoever is behind a PIN no longer is.
    IDLE_SECONDS = 180
    #: Who may stand in its list of names.
    USED_BY = (Role.Kind.EMPLOYEE, Role.Kind.OBSERVER)

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="stations")
    name = models.CharField(_("name"), max_length=60)
    token_hash = models.CharField(max_length=64, unique=True)
    set_up_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_up_at = models.DateTimeField()
    unlocked_until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = StationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(name=""), name="station_has_a_name"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("set_up_at")),
                name="station_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_unlocked(self, at: datetime) -> bool:
        """Whether it shows names at this moment."""
        return at < self.unlocked_until


class Pin(models.Model):
    """What one person types at a station; worth noting contacts and own promises, no more."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="pin")
    encoded = models.CharField(max_length=128)
    is_first = models.BooleanField(_("has to be changed at the first use"))
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(is_first=True) | Q(set_by=F("user")), name="pin_of_another_is_a_first"
            )
        ]

    def __str__(self) -> str:
        return str(self.user)


class PinTry(models.Model):
    """One try at a PIN that was not right, or is being looked at; kept for a day at most."""

    station = models.ForeignKey(Station, on_delete=models.CASCADE, related_name="tries")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    tried_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["user", "tried_at"], name="pin_try_of_a_person")]

    def __str__(self) -> str:
        return f"{self.user}, {self.station}"
