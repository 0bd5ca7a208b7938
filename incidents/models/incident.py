"""A contact, and the office's words for many of them."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from behaviours.models import Channel, CustomerKind
from incidents.models.origins import NotAnsweredRule, Origin, Source
from people.models import Team, User

if TYPE_CHECKING:
    from people.access import Scope

#: A customer reference is stored as a hash of so many hexadecimal digits.
CODE_LENGTH = 64
#: Stored scores are whole ten-thousandths, so that sums are exact.
FULL_SCORE = 10_000


def _own(user: User) -> Q:
    return Q(employee=user) | Q(logged_by=user)


class IncidentQuerySet(models.QuerySet["Incident"]):
    """Contacts in the office's words."""

    def visible_to(self, scope: "Scope") -> "IncidentQuerySet":
        """Rows about oneself or logged by oneself, and those of the teams one leads.

        A lead sees the latter without who, by whom, private note or exact time: pages show them
        through `Incident.is_open_to`.
        """
        return self.filter(_own(scope.user) | Q(team_id__in=scope.team_ids("team_lead")))

    def open_to(self, user: User) -> "IncidentQuerySet":
        """Those of which this reader sees everything: `Incident.is_open_to`, for many."""
        return self.filter(_own(user))

    def counting(self) -> "IncidentQuerySet":
        """Those that figures are made of."""
        return self.filter(withdrawn_at__isnull=True)


class Incident(models.Model):
    """One contact with a customer, on the local date it took place."""

    # Indexed below by what begins with it, like employee and source.
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, related_name="incidents", db_index=False
    )
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    subject = models.CharField(_("subject"), max_length=120, blank=True)
    customer_kind = models.CharField(
        _("customer"), max_length=8, choices=CustomerKind, default=CustomerKind.EXTERNAL
    )
    occurred_at = models.DateTimeField(_("moment"))
    local_date = models.DateField(_("date"))
    week = models.DateField(_("week"), help_text=_("The date of its Monday."))
    origin = models.CharField(_("origin"), max_length=8, choices=Origin)
    employee = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="incidents",
        db_index=False,
    )
    logged_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="logged_incidents"
    )
    logged_at = models.DateTimeField(_("logged at"))
    submission_key = models.UUIDField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    private_note = models.CharField(_("private note"), max_length=500, blank=True)
    case_number = models.CharField(_("case number"), max_length=40, blank=True)
    customer_reference = models.CharField(
        _("customer reference"),
        max_length=CODE_LENGTH,
        blank=True,
        help_text=_("Its code: what was typed is not kept."),
    )
    answered = models.BooleanField(_("answered"), default=True)
    not_answered_rule = models.CharField(max_length=14, choices=NotAnsweredRule, blank=True)
    source = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="incidents",
        db_index=False,
    )
    row_key = models.CharField(max_length=200, blank=True)
    row_digest = models.CharField(max_length=64, blank=True)
    score = models.PositiveSmallIntegerField(_("score"), null=True, blank=True)
    fully_in_order = models.BooleanField(_("fully in order"), null=True, blank=True)
    critical_in_order = models.BooleanField(_("critical in order"), null=True, blank=True)
    after_closing = models.BooleanField(_("after closing"), default=False)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["team", "week", "origin"], name="incident_team_week"),
            models.Index(fields=["employee", "local_date"], name="incident_employee"),
            models.Index(
                fields=["customer_reference"],
                condition=~Q(customer_reference=""),
                name="incident_customer",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["logged_by", "submission_key"],
                condition=Q(submission_key__isnull=False),
                name="incident_submitted_once",
            ),
            models.UniqueConstraint(
                fields=["source", "row_key"],
                condition=Q(source__isnull=False),
                name="incident_row_imported_once",
            ),
            models.CheckConstraint(
                condition=Q(source__isnull=True, row_key="")
                | (Q(source__isnull=False) & ~Q(row_key="")),
                name="incident_row_key_belongs_to_a_source",
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__lte=FULL_SCORE),
                name="incident_score_is_ten_thousandths",
            ),
            models.CheckConstraint(
                condition=Q(answered=True, not_answered_rule="")
                | (Q(answered=False) & ~Q(not_answered_rule="")),
                name="incident_not_answered_names_its_rule",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
                name="incident_withdrawn_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(submission_key__isnull=True) | Q(logged_by__isnull=False),
                name="incident_submitted_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(customer_reference="")
                | Q(Exact(Length("customer_reference"), CODE_LENGTH)),
                name="incident_customer_reference_is_a_code",
            ),
            models.CheckConstraint(
                condition=Q(origin__in=Origin.values)
                & Q(channel__in=Channel.values)
                & Q(customer_kind__in=CustomerKind.values)
                & Q(not_answered_rule__in=["", *NotAnsweredRule.values]),
                name="incident_choices_are_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.local_date}"

    @property
    def counts(self) -> bool:
        """Whether figures are made of it."""
        return self.withdrawn_at is None

    def is_open_to(self, user: User) -> bool:
        """Whether this reader sees who, by whom, the private note and the exact time."""
        return user.pk in (self.employee_id, self.logged_by_id)
