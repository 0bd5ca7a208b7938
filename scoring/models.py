"""What it adds up to: ready-made sums per team and week, so that pages never read history."""

from collections.abc import Sequence
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from behaviours.models import Behaviour, Norm
from incidents.models import Origin
from people.access import TEAM_LEAD, Scope
from people.models import Team, User
from periods.week import Week

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
    #: What its tallies add up to, as pages read it (scoring/pooled.py).
    sums = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "week"], name="tally_state_once"),
            models.CheckConstraint(
                condition=Q(frozen=False, digest="") | (Q(frozen=True) & ~Q(digest="")),
                name="tally_state_frozen_with_a_digest",
            ),
            models.CheckConstraint(condition=~Q(sums=""), name="tally_state_has_sums"),
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


class ExcludedWeekQuerySet(models.QuerySet["ExcludedWeek"]):
    """Excluded weeks in the office's words."""

    def visible_to(self, scope: Scope) -> "ExcludedWeekQuerySet":
        """Those of the teams one leads: to take back."""
        return self.filter(team_id__in=scope.team_ids(TEAM_LEAD))

    def in_force(self) -> "ExcludedWeekQuerySet":
        """Those that were not taken back."""
        return self.filter(taken_back_at__isnull=True)

    def of_chart(
        self, team: Team, behaviour: Behaviour, weeks: Sequence[Week]
    ) -> "ExcludedWeekQuerySet":
        """Those in force of one chart over these weeks (oldest first), by week."""
        span = (weeks[0].monday, weeks[-1].monday)
        mine = self.in_force().filter(team=team, behaviour=behaviour, week__range=span)
        return mine.order_by("week")


class ExcludedWeek(models.Model):
    """A week that a team's lead leaves out of the chart of one behaviour, and why.

    It stays in every figure: only the chart passes it by. A row is never deleted.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", db_index=False)
    behaviour = models.ForeignKey(
        Behaviour, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    week = models.DateField()
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    taken_back_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    taken_back_at = models.DateTimeField(null=True)

    objects = ExcludedWeekQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["team", "week"], name="excluded_week_of_team"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["team", "behaviour", "week"],
                condition=Q(taken_back_at__isnull=True),
                name="excluded_week_once",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="excluded_week_has_a_reason"),
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True) | Q(taken_back_at__gte=F("at")),
                name="excluded_week_taken_back_later",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team_id} {self.behaviour_id} {self.week}"
