"""What was seen in a contact, behaviour by behaviour."""

from typing import ClassVar

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from behaviours.models import Behaviour, Norm
from incidents.models.barrier import BarrierReport
from incidents.models.incident import FULL_SCORE, Incident
from incidents.models.origins import Origin
from people.models import Team


def _not_the_persons() -> Q:
    """A lookup for each miss, through the index of reports on contact and behaviour.

    As an EXISTS PostgreSQL would read the reports of everybody to find those of one person.
    """
    report = BarrierReport.objects.filter(
        incident=OuterRef("incident"), behaviour=OuterRef("behaviour")
    )
    is_persons = Coalesce(Subquery(report.values("barrier__is_persons")[:1]), True)
    # The cheap half first: what was met is not looked up.
    return Q(met=False) & Q(Exact(is_persons, False))


class ObservationQuerySet(models.QuerySet["Observation"]):
    """Observations in the office's words."""

    def as_the_persons(self) -> "ObservationQuerySet":
        """Without misses by something that was not the person's: what own results are made of.

        The team's figures keep them.
        """
        return self.exclude(_not_the_persons())

    def not_the_persons(self) -> "ObservationQuerySet":
        """Misses by something that was not the person's; they are in the team's figures only."""
        return self.filter(_not_the_persons())

    def persons_own_misses(self) -> "ObservationQuerySet":
        """Misses that count in a person's own results."""
        return self.as_the_persons().filter(met=False)


class Observation(models.Model):
    """What was seen of one behaviour in one contact, with the verdict of the norm of that day.

    Team, week, local date, origin and `counts` are copies of the contact's, so that tallies read
    this table alone.
    """

    class State(models.TextChoices):
        SEEN = "seen", _("seen")
        NOT_APPLICABLE = "not_applicable", _("not applicable")
        NOT_OBSERVED = "not_observed", _("not seen")

    incident = models.ForeignKey(
        Incident, on_delete=models.PROTECT, related_name="observations", db_index=False
    )
    # Behaviours and norms are never deleted, so nobody looks from them without a team and a week.
    behaviour = models.ForeignKey(
        Behaviour, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    norm = models.ForeignKey(
        Norm, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    state = models.CharField(max_length=14, choices=State)
    value = models.IntegerField(null=True)
    met = models.BooleanField(null=True)
    score = models.PositiveSmallIntegerField(null=True)
    needed = models.CharField(_("what is needed"), max_length=200, blank=True)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", db_index=False)
    week = models.DateField()
    local_date = models.DateField()
    origin = models.CharField(max_length=8, choices=Origin)
    counts = models.BooleanField(default=True)

    objects = ObservationQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["team", "week", "norm", "origin"],
                include=["behaviour", "state", "value", "met", "score"],
                condition=Q(counts=True, norm__isnull=False),
                name="observation_tallied",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["incident", "behaviour"], name="observation_one_a_behaviour"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["seen", "not_applicable", "not_observed"])
                & Q(origin__in=Origin.values),
                name="observation_choices_are_known",
            ),
            models.CheckConstraint(
                condition=Q(state="seen")
                | Q(value__isnull=True, met__isnull=True, score__isnull=True),
                name="observation_unseen_has_no_value",
            ),
            models.CheckConstraint(
                condition=Q(met__isnull=True, score__isnull=True)
                | Q(met__isnull=False, score__isnull=False),
                name="observation_met_and_score_together",
            ),
            models.CheckConstraint(
                condition=Q(norm__isnull=False) | Q(met__isnull=True),
                name="observation_judged_by_a_norm",
            ),
            models.CheckConstraint(
                condition=~Q(state="seen") | Q(value__isnull=False) | Q(met__isnull=False),
                name="observation_seen_says_what",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False)
                | Q(met__isnull=True)
                | Q(met=True, score=FULL_SCORE)
                | Q(met=False, score=0),
                name="observation_without_value_is_all_or_nothing",
            ),
            models.CheckConstraint(
                # Named that it is not null: a comparison with an absent verdict would pass.
                condition=Q(needed="") | Q(met__isnull=False, met=False),
                name="observation_something_is_needed_where_not_met",
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__lte=FULL_SCORE),
                name="observation_score_is_ten_thousandths",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.behaviour_id}: {self.value}"
