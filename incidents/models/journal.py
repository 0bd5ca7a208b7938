"""What changed: the history of each contact, and the revision of each team-week."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from incidents.models.incident import Incident
from people.models import AppendOnlyModel, Team, User


class IncidentChange(AppendOnlyModel):
    """One correction or withdrawal of a contact: what it said before, by whom, when and why."""

    class Kind(models.TextChoices):
        CORRECTED = "corrected", _("corrected")
        WITHDRAWN = "withdrawn", _("withdrawn")

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=9, choices=Kind)
    version = models.PositiveIntegerField(help_text=_("The version that `before` shows."))
    before = models.JSONField()
    reason = models.CharField(max_length=300, blank=True)
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["incident", "version"], name="incident_change_once_a_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} v{self.version}"


class TeamWeek(models.Model):
    """The journal of one team and ISO week: its revision rises with every write that touches it.

    Never deleted. Tallies counted under an older revision are stale.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="weeks")
    week = models.DateField()
    revision = models.PositiveBigIntegerField(default=1)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    closed_revision = models.PositiveBigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "week"], name="team_week_once"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_revision__isnull=True)
                | Q(
                    closed_at__isnull=False,
                    closed_revision__isnull=False,
                    closed_revision__lte=F("revision"),
                ),
                name="team_week_closed_at_a_revision",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team_id} {self.week} r{self.revision}"
