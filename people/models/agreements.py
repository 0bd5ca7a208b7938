"""What was agreed: the records that show or switch more on than the default allows."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from people.models.tree import Team, User


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Consents in the office's words."""

    def overlapping(self, switch: str, first: date, end: date | None) -> "ConsentQuerySet":
        """What allows this switch on any day of [first, end)."""
        standing = self.filter(switch=switch).filter(Q(ends_on__isnull=True) | Q(ends_on__gt=first))
        return standing if end is None else standing.filter(given_on__lt=end)

    def in_force(self, switch: str, day: date) -> "ConsentQuerySet":
        """What allows this switch on `day`."""
        return self.filter(switch=switch, given_on__lte=day).filter(
            Q(ends_on__isnull=True) | Q(ends_on__gt=day)
        )


class Consent(models.Model):
    """One agreement that switches on more about persons than the default allows.

    A switch is on exactly on the days for which such a record stands.
    """

    class Switch(models.TextChoices):
        NAMED_CONTACTS = "named_contacts", _("contacts logged by others carry a name")
        INDIVIDUAL_VIEW = "individual_view", _("a team lead may open one person's figures")

    class Body(models.TextChoices):
        WORKS_COUNCIL = "works_council", _("works council")
        STAFF_REPRESENTATION = "staff_representation", _("staff representation")
        STAFF_MEETING = "staff_meeting", _("staff meeting")

    switch = models.CharField(_("switch"), max_length=15, choices=Switch)
    body = models.CharField(_("given by"), max_length=20, choices=Body)
    given_on = models.DateField(_("given on"))
    reference = models.CharField(_("reference"), max_length=200)
    purpose = models.CharField(_("purpose"), max_length=500)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("given_on")),
                name="consent_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~Q(reference="") & ~Q(purpose=""), name="consent_says_what_and_why"
            ),
            models.CheckConstraint(
                condition=Q(switch__in=["named_contacts", "individual_view"])
                & Q(body__in=["works_council", "staff_representation", "staff_meeting"]),
                name="consent_choices_are_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_switch_display()} ({self.reference})"

    def stands_on(self, day: date) -> bool:
        """Whether this agreement holds on `day`."""
        return self.given_on <= day and (self.ends_on is None or self.ends_on > day)


class ShareAgreementQuerySet(models.QuerySet["ShareAgreement"]):
    """What small teams agreed, in the office's words."""

    def unfinished(self, day: date) -> "ShareAgreementQuerySet":
        """What holds on `day` or later."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day))


class ShareAgreement(models.Model):
    """One agreement of the members of a team to read percentages while the team is small.

    It holds from `agreed_on` until the day before `ends_on` (never, if that is the same day), for
    the team itself and its lead; for nobody else it changes anything. Of a team that is not small
    it says nothing.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="share_agreements")
    agreed_on = models.DateField(_("agreed on"))
    reference = models.CharField(_("reference"), max_length=200)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    objects = ShareAgreementQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("agreed_on")),
                name="share_agreement_ends_not_before_it_starts",
            ),
            models.CheckConstraint(
                condition=~Q(reference=""), name="share_agreement_says_where_it_was_agreed"
            ),
            models.UniqueConstraint(
                fields=["team"],
                condition=Q(ends_on__isnull=True),
                name="share_agreement_one_open_a_team",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team}: {self.reference}"

    def is_unfinished(self, day: date) -> bool:
        """Whether it holds on `day` or later."""
        return self.ends_on is None or self.ends_on > day
