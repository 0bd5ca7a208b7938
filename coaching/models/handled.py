"""What a lead did about one thing that needed attention in a week of a team."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models import Team, User


class Handled(models.Model):
    """One tap on one thing at the top of a team's week: it is not put there again that week.

    `key` names what it was about (`coaching.attention.Candidate.key`), `said` is the sentence as
    the lead read it. It never holds the words of a customer or a colleague.
    """

    class Outcome(models.TextChoices):
        DISCUSSED = "discussed", _("discussed")
        NOISE = "noise", _("noise")
        LATER = "later", _("later")

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", db_index=False)
    week = models.DateField(_("week"), help_text=_("The date of its Monday."))
    key = models.CharField(max_length=250)
    said = models.CharField(max_length=300)
    outcome = models.CharField(max_length=9, choices=Outcome)
    line = models.CharField(_("a line with it"), max_length=200, blank=True)
    handled_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    handled_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "week", "key"], name="handled_once_a_week"),
            models.CheckConstraint(condition=~Q(key="") & ~Q(said=""), name="handled_says_what"),
            models.CheckConstraint(
                condition=Q(outcome__in=["discussed", "noise", "later"]),
                name="handled_outcome_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.said
