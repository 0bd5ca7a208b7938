"""What was in the way of a norm: the organisation's own list, and one tap on a miss."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from behaviours.models import Behaviour
from incidents.models.incident import Incident
from people.models import Team, User

#: The barrier that says "something else"; it stands last, whatever is added.
OTHER = "other"


class BarrierQuerySet(models.QuerySet["Barrier"]):
    """The list in the office's words."""

    def in_order(self) -> "BarrierQuerySet":
        """As the buttons stand, "something else" last."""
        return self.order_by(models.Case(models.When(code=OTHER, then=1), default=0), "rank", "pk")

    def offered(self, day: date) -> "BarrierQuerySet":
        """Those that can be tapped on `day`."""
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day)).in_order()


class Barrier(models.Model):
    """One thing that can be in the way; it is reworded and ended, never deleted.

    `is_persons` says that it is the person's own to change ("did not think of it"). A miss by any
    other barrier counts for the team and stays out of a person's own results.
    """

    code = models.SlugField(max_length=30, unique=True)
    words = models.CharField(_("in Dutch"), max_length=60)
    words_en = models.CharField(_("in English"), max_length=60)
    is_persons = models.BooleanField(_("the person's own"))
    rank = models.PositiveSmallIntegerField(default=0)
    ended_on = models.DateField(_("until"), null=True, blank=True)

    objects = BarrierQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(code="") & ~Q(words="") & ~Q(words_en=""), name="barrier_says_what"
            ),
        ]

    def __str__(self) -> str:
        return self.words_en if (get_language() or "").startswith("en") else self.words

    def is_offered(self, day: date) -> bool:
        """Whether it can be tapped on `day`."""
        return self.ended_on is None or self.ended_on > day


class BarrierReportQuerySet(models.QuerySet["BarrierReport"]):
    """What was tapped, in the office's words."""

    def standing(self) -> "BarrierReportQuerySet":
        """Those whose contact counts and still says that the norm was missed."""
        return self.filter(
            incident__observations__behaviour=F("behaviour"),
            incident__observations__met=False,
            incident__observations__counts=True,
        )

    def of_team(self, team: Team) -> "BarrierReportQuerySet":
        """Those on contacts of this team."""
        return self.filter(incident__team=team)


class BarrierReport(models.Model):
    """What was in the way of one behaviour in one contact, in one tap of who knows.

    Another tap makes another row: what was answered to the former was not about this one.
    """

    incident = models.ForeignKey(
        Incident, on_delete=models.PROTECT, related_name="barrier_reports", db_index=False
    )
    behaviour = models.ForeignKey(
        Behaviour, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    barrier = models.ForeignKey(Barrier, on_delete=models.PROTECT, related_name="reports")
    reported_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    reported_at = models.DateTimeField()

    objects = BarrierReportQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["incident", "behaviour"], name="barrier_report_one_a_behaviour"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id}: {self.barrier}"
