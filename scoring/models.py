"""What it adds up to: ready-made sums per team and week, so that pages never read history."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from behaviours.models import Behaviour, Norm
from incidents.models import Origin
from people.models import Team

#: Raised when a sum below means something else; tallies of another version are counted again.
FORMULA_VERSION = 1

#: What a promise stands under, beside where contacts come from.
PROMISE = "promise"
ORIGINS = [*Origin.choices, (PROMISE, _("promise"))]


class TallyState(models.Model):
    """The header of one team-week's tallies: the revision they were counted under.

    Behind its TeamWeek's revision, or under another formula version, they are stale; unless the
    week was closed: frozen tallies are what is shown, whatever comes in later.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    week = models.DateField()
    counted_revision = models.PositiveBigIntegerField(default=0)
    formula_version = models.PositiveSmallIntegerField(default=FORMULA_VERSION)
    frozen = models.BooleanField(default=False)
    #: The fingerprint of its tallies when they were frozen; empty while they are not.
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "week"], name="tally_state_once"),
            models.CheckConstraint(
                condition=Q(frozen=False, digest="") | (Q(frozen=True) & ~Q(digest="")),
                name="tally_state_frozen_with_a_digest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team_id} {self.week} r{self.counted_revision}"


class Tally(models.Model):
    """The sums of one norm in one team-week from one origin.

    Over observations that count, and over settled promises under an origin of their own.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", db_index=False)
    week = models.DateField()
    behaviour = models.ForeignKey(
        Behaviour, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    norm = models.ForeignKey(Norm, on_delete=models.PROTECT, related_name="+", db_index=False)
    origin = models.CharField(max_length=8, choices=ORIGINS)
    observed = models.PositiveIntegerField()
    met = models.PositiveIntegerField()
    happened = models.PositiveIntegerField()
    score_sum = models.PositiveBigIntegerField()
    not_applicable = models.PositiveIntegerField()
    not_observed = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "week", "norm", "origin"], name="tally_once"),
        ]

    def __str__(self) -> str:
        return f"{self.met}/{self.observed}"


class ContactTally(models.Model):
    """The sums over the contacts themselves of one team-week from one origin."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", db_index=False)
    week = models.DateField()
    origin = models.CharField(max_length=8, choices=Origin)
    contacts = models.PositiveIntegerField()
    fully_judged = models.PositiveIntegerField()
    fully_in_order = models.PositiveIntegerField()
    critical_judged = models.PositiveIntegerField()
    critical_in_order = models.PositiveIntegerField()
    not_answered_by_wait = models.PositiveIntegerField()
    not_answered_not_met = models.PositiveIntegerField()
    not_answered_not_applicable = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "week", "origin"], name="contact_tally_once"),
        ]

    def __str__(self) -> str:
        return f"{self.contacts}"
