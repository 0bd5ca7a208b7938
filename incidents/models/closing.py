"""How weeks were closed and reopened, and which contacts came in after a closing."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from incidents.models.incident import Incident
from incidents.models.journal import TeamWeek
from people.models import AppendOnlyModel, AppendOnlyQuerySet, User


class WeekClosing(AppendOnlyModel):
    """One closing or reopening of a team-week: by whom (nobody is the clock), when and why."""

    class Kind(models.TextChoices):
        CLOSED = "closed", _("closed")
        REOPENED = "reopened", _("reopened")

    team_week = models.ForeignKey(TeamWeek, on_delete=models.PROTECT, related_name="closings")
    kind = models.CharField(max_length=8, choices=Kind)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)
    revision = models.PositiveBigIntegerField(help_text=_("What it raised the team-week to."))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["team_week", "revision"], name="week_closing_once_a_revision"
            ),
            models.CheckConstraint(
                condition=Q(kind="closed", reason="")
                | (Q(kind="reopened", by__isnull=False) & ~Q(reason="")),
                name="week_reopened_by_somebody_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team_week_id} {self.kind} r{self.revision}"


class LatecomerQuerySet(AppendOnlyQuerySet):
    """What came in late, in the office's words."""

    def current(self) -> "LatecomerQuerySet":
        """After the closing that holds now: once reopened and closed again, they are counted."""
        return self.filter(closed_revision=F("team_week__closed_revision"))


class Latecomer(AppendOnlyModel):
    """A contact that was recorded or changed in a team-week after this closing of it.

    So it is not, or not as it is now, in the figures of that closing.
    """

    class Kind(models.TextChoices):
        RECORDED = "recorded", _("recorded")
        CHANGED = "changed", _("changed")

    team_week = models.ForeignKey(
        TeamWeek, on_delete=models.PROTECT, related_name="latecomers", db_index=False
    )
    closed_revision = models.PositiveBigIntegerField()
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="latecomers")
    kind = models.CharField(max_length=8, choices=Kind)

    objects: ClassVar[Any] = LatecomerQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["team_week", "closed_revision", "incident"],
                name="latecomer_once_a_closing",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["recorded", "changed"]), name="latecomer_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.kind}"
