"""What a customer would tell at home about a contact; a matter of its own, in no figure."""

from hashlib import sha256
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from incidents.models.incident import Incident
from people.models import Team, User

if TYPE_CHECKING:
    from people.access import Scope


class StoryQuerySet(models.QuerySet["Story"]):
    """Stories in the office's words."""

    def visible_to(self, scope: "Scope") -> "StoryQuerySet":
        """Those of contacts about oneself or logged by oneself."""
        user = scope.user
        return self.filter(Q(incident__employee=user) | Q(incident__logged_by=user))

    def on_wall(self, team: Team) -> "StoryQuerySet":
        """What this team may read together, the newest first; not of a contact taken back."""
        shown = self.filter(wall=Story.Wall.SHOWN, incident__team=team)
        return shown.filter(incident__withdrawn_at__isnull=True).order_by("-told_at", "-pk")


class Story(models.Model):
    """The story of one contact: one line, and whatever more was worth telling.

    It never weighs in a score, a share or an in-order flag.
    """

    class Experience(models.TextChoices):
        EXCEEDED = "exceeded", _("better than expected")
        AS_EXPECTED = "as_expected", _("as expected")
        BELOW = "below", _("less than expected")

    class RecoveryEnd(models.TextChoices):
        GOOD = "good", _("well")
        PARTLY = "partly", _("partly")
        BAD = "bad", _("not well")

    class Loyalty(models.TextChoices):
        AT_RISK = "at_risk", _("at risk of leaving")
        LOST = "lost", _("lost")

    class Wall(models.TextChoices):
        """Whether the team reads it: with consent of the one it is about, where there is one."""

        OFF = "off", _("not on the wall")
        ASKED = "asked", _("asked, no answer yet")
        SHOWN = "shown", _("on the wall")
        REFUSED = "refused", _("rather not")

    incident = models.OneToOneField(Incident, on_delete=models.PROTECT, related_name="story")
    line = models.CharField(_("in one line"), max_length=200)
    experience = models.CharField(max_length=11, choices=Experience, blank=True)
    unexpected = models.CharField(_("what was unexpected"), max_length=500, blank=True)
    recovery = models.CharField(_("what was done to make up"), max_length=500, blank=True)
    recovery_end = models.CharField(max_length=6, choices=RecoveryEnd, blank=True)
    loyalty = models.CharField(max_length=7, choices=Loyalty, blank=True)
    follow_up = models.CharField(_("what follows"), max_length=300, blank=True)
    wall = models.CharField(max_length=7, choices=Wall, default=Wall.OFF)
    told_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="stories")
    told_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)

    objects = StoryQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(line=""), name="story_has_a_line"),
            models.CheckConstraint(
                condition=Q(recovery_end="") | ~Q(recovery=""),
                name="story_recovery_ends_after_it_was_tried",
            ),
            models.CheckConstraint(
                condition=Q(experience__in=["", "exceeded", "as_expected", "below"])
                & Q(recovery_end__in=["", "good", "partly", "bad"])
                & Q(loyalty__in=["", "at_risk", "lost"])
                & Q(wall__in=["off", "asked", "shown", "refused"]),
                name="story_choices_are_known",
            ),
        ]

    def __str__(self) -> str:
        return self.line

    @property
    def wording(self) -> str:
        """A code of what others read of it: another one when a word changes."""
        said = (self.line, self.unexpected, self.recovery, self.follow_up, self.experience)
        return sha256("\n".join(said).encode()).hexdigest()[:16]
