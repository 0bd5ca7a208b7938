"""What colleagues say to each other when something went well."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from behaviours.models import Behaviour
from incidents.models import Incident
from people.models import Team, User

if TYPE_CHECKING:
    from people.access import Scope

#: Within this time a slip of the thumb can be taken back, and a line put with it.
FRESH_FOR = timedelta(minutes=15)


class ComplimentQuerySet(models.QuerySet["Compliment"]):
    """Compliments in the office's words. Nothing here counts them, and nothing orders people."""

    def visible_to(self, scope: "Scope") -> "ComplimentQuerySet":
        """Those one received and those one gave; a lead reads no others."""
        return self.filter(Q(to=scope.user) | Q(from_user=scope.user))


class Compliment(models.Model):
    """One person telling a colleague that something went well; without a text "well done"."""

    to = models.ForeignKey(User, on_delete=models.PROTECT, related_name="compliments")
    from_user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="compliments_given")
    #: The team they share.
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    behaviour = models.ForeignKey(
        Behaviour, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    #: A compliment outlives the contact it was about.
    incident = models.ForeignKey(
        Incident, on_delete=models.SET_NULL, null=True, blank=True, related_name="compliments"
    )
    text = models.CharField(_("what went well"), max_length=200, blank=True)
    given_at = models.DateTimeField(_("given at"))
    submission_key = models.UUIDField(null=True, blank=True)

    objects = ComplimentQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["to", "given_at"], name="compliment_received"),
            models.Index(fields=["team", "given_at"], name="compliment_team"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(to=F("from_user")), name="compliment_to_another"),
            models.UniqueConstraint(
                fields=["from_user", "to", "submission_key"],
                condition=Q(submission_key__isnull=False),
                name="compliment_given_once",
            ),
            models.UniqueConstraint(
                fields=["from_user", "to", "incident"],
                condition=Q(incident__isnull=False),
                name="compliment_once_a_contact",
            ),
        ]

    def __str__(self) -> str:
        return self.text or str(_("Well done"))

    def is_fresh(self, at: datetime) -> bool:
        """Whether its giver may still take it back or put a line with it."""
        return at - self.given_at <= FRESH_FOR
