"""An improvement action: what somebody does about it, by when."""

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coaching.models.meetings import Meeting
from people.models import Team, User

if TYPE_CHECKING:
    from people.access import Scope


class ActionQuerySet(models.QuerySet["Action"]):
    """Actions in the office's words."""

    def visible_to(self, scope: "Scope") -> "ActionQuerySet":
        """Those one owns, and those of the teams one leads."""
        return self.filter(Q(owner=scope.user) | Q(team_id__in=scope.team_ids("team_lead")))

    def open(self) -> "ActionQuerySet":
        """Not done yet, what is due first."""
        return self.filter(done_at__isnull=True).order_by("due_on", "pk")


class Action(models.Model):
    """Something to do for a team, with an owner and a date, and in the end what came of it."""

    title = models.CharField(_("what"), max_length=200)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="actions")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="actions")
    due_on = models.DateField(_("by when"))
    #: The meeting in which it was agreed; None for one of another origin.
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, related_name="agreements"
    )
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    outcome = models.CharField(_("what came of it"), max_length=300, blank=True)

    objects = ActionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(title=""), name="action_says_what"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, outcome="")
                | (Q(done_at__isnull=False) & ~Q(outcome="")),
                name="action_done_says_what_came_of_it",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def is_late(self, day: date) -> bool:
        """Whether it should have been done before `day`."""
        return self.done_at is None and self.due_on < day
