"""What was seen: contacts, the observations made in them, and the journal of what changed when."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar, Never

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from behaviours.models import Behaviour, Channel, CustomerKind, Norm
from people.models import Team, User

if TYPE_CHECKING:
    from people.access import Scope

#: Stored scores are whole ten-thousandths, so that sums are exact.
FULL_SCORE = 10_000


class Origin(models.TextChoices):
    """Where the record of a contact comes from; one per contact, never mixed silently."""

    SELF = "self", _("logged by oneself")
    OBSERVED = "observed", _("observed")
    SAMPLED = "sampled", _("sampled")
    CUSTOMER = "customer", _("customer")
    SYSTEM = "system", _("system")


class NotAnsweredRule(models.TextChoices):
    """What a contact nobody answered counts as, for a norm on the time to answer."""

    BY_WAIT = "by_wait", _("not met if the customer waited longer than the limit")
    NOT_MET = "not_met", _("always not met")
    NOT_APPLICABLE = "not_applicable", _("always left out")


class Source(models.Model):
    """A system that contacts are imported from; row keys are unique within it."""

    name = models.SlugField(_("source"), max_length=60, unique=True)

    def __str__(self) -> str:
        return self.name


class ImportRun(models.Model):
    """The ledger of one run of one file: what went in, counted in the transaction that wrote it."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="runs")
    file_name = models.CharField(max_length=255)
    file_sha256 = models.CharField(max_length=64)
    not_answered_rule = models.CharField(max_length=14, choices=NotAnsweredRule)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    rows_read = models.PositiveIntegerField(default=0)
    rows_added = models.PositiveIntegerField(default=0)
    rows_corrected = models.PositiveIntegerField(default=0)
    rows_known = models.PositiveIntegerField(default=0)
    rows_different = models.PositiveIntegerField(default=0)
    rows_left_out = models.PositiveIntegerField(default=0)
    rows_rejected = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.source}: {self.file_name}"


class IncidentQuerySet(models.QuerySet["Incident"]):
    """Contacts in the office's words."""

    def visible_to(self, scope: "Scope") -> "IncidentQuerySet":
        """Rows about oneself or logged by oneself, and those of the teams one leads.

        A lead sees the latter without who, by whom, private note or exact time: pages show them
        through `Incident.is_open_to`.
        """
        own = Q(employee=scope.user) | Q(logged_by=scope.user)
        return self.filter(own | Q(team_id__in=scope.team_ids("team_lead")))

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
                condition=Q(origin__in=["self", "observed", "sampled", "customer", "system"]),
                name="incident_origin_is_known",
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
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", db_index=False)
    week = models.DateField()
    local_date = models.DateField()
    origin = models.CharField(max_length=8, choices=Origin)
    counts = models.BooleanField(default=True)

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
                condition=Q(score__isnull=True) | Q(score__lte=FULL_SCORE),
                name="observation_score_is_ten_thousandths",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.behaviour_id}: {self.value}"


class AppendOnly(TypeError):
    """Somebody tried to change or remove a line of a contact's history."""

    def __init__(self) -> None:
        super().__init__("The history of a contact is append-only.")


class AppendOnlyQuerySet(models.QuerySet["IncidentChange"]):
    """A history: rows are added, never changed or removed."""

    def update(self, **kwargs: Any) -> Never:
        raise AppendOnly

    def delete(self) -> Never:
        raise AppendOnly

    def bulk_update(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> Never:
        raise AppendOnly

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> Any:
        if kwargs.get("update_conflicts"):
            raise AppendOnly
        return super().bulk_create(objs, *args, **kwargs)


class IncidentChange(models.Model):
    """One correction or withdrawal of a contact: what it said before, by whom, when and why."""

    class Kind(models.TextChoices):
        CORRECTED = "corrected", _("corrected")
        WITHDRAWN = "withdrawn", _("withdrawn")

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=9, choices=Kind)
    version = models.PositiveIntegerField(help_text=_("The version that `before` shows."))
    before = models.JSONField()
    reason = models.CharField(max_length=300, blank=True)
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["incident", "version"], name="incident_change_once_a_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} v{self.version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise AppendOnly


class TeamWeek(models.Model):
    """The journal of one team and ISO week: its revision rises with every write that touches it.

    Never deleted. Tallies counted under an older revision are stale.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="weeks")
    week = models.DateField()
    revision = models.PositiveBigIntegerField(default=1)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    closed_revision = models.PositiveBigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "week"], name="team_week_once"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_revision__isnull=True)
                | Q(
                    closed_at__isnull=False,
                    closed_revision__isnull=False,
                    closed_revision__lte=F("revision"),
                ),
                name="team_week_closed_at_a_revision",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team_id} {self.week} r{self.revision}"
