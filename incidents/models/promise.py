"""A promise, to a customer or between departments, and the history of what was done about it."""

from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from behaviours.models import Norm
from incidents.models.incident import FULL_SCORE, Incident
from people.models import AppendOnlyModel, Team, User

if TYPE_CHECKING:
    from people.access import Scope


class PromiseQuerySet(models.QuerySet["Promise"]):
    """Promises in the office's words. What runs is told by the clock: give `now`."""

    #: Through which roles a team's promises are seen.
    OF_THE_TEAM = ("employee", "team_lead")

    def visible_to(self, scope: "Scope") -> "PromiseQuerySet":
        """One's own, and those that concern a team one works on or leads; on every side.

        Name and number are for maker, owner and stand-in: see `Promise.is_open_to`. A PIN at a
        shared computer opens one's own alone.
        """
        if scope.station is not None:
            return self.filter(_own(scope.user))
        return self.filter(_own(scope.user) | _of_teams(scope.team_ids(*self.OF_THE_TEAM)))

    def mine(self, user: User) -> "PromiseQuerySet":
        """Those this person keeps, as owner or stand-in."""
        return self.filter(Q(owner=user) | Q(stand_in=user))

    def of_teams(self, team_ids: frozenset[int]) -> "PromiseQuerySet":
        """Those that concern one of these teams, on any side."""
        return self.filter(_of_teams(team_ids))

    def running(self) -> "PromiseQuerySet":
        """Not settled yet."""
        return self.filter(settled_at__isnull=True)

    def overdue(self, now: datetime) -> "PromiseQuerySet":
        """Still to be kept, and past the tolerance; an attempt in time that counts is not."""
        return self.running().filter(overdue_at__lte=now).exclude(_TRIED_IN_TIME)

    def open(self, now: datetime) -> "PromiseQuerySet":
        """Still to be kept, and not late."""
        return self.running().filter(Q(overdue_at__gt=now) | _TRIED_IN_TIME)


class Promise(models.Model):
    """One promise: who keeps it, by when, and how it ended once it is settled.

    How it stands until then follows from the clock. Verdict, team and due week are its own: it is
    no observation, and in no contact's score.
    """

    class Kind(models.TextChoices):
        CALLBACK = "callback", _("callback")
        COLLEAGUE = "colleague", _("a colleague is coming")
        INTERNAL = "internal", _("internal commitment")

    class Moment(models.TextChoices):
        TODAY = "today", _("today")
        AFTERNOON = "afternoon", _("this afternoon")
        MORNING = "morning", _("tomorrow morning")
        TWO_DAYS = "two_days", _("within 2 working days")
        AT = "at", _("at a time")
        NONE = "none", _("no time agreed")

    class Outcome(models.TextChoices):
        KEPT = "kept", _("kept")
        LATE = "late", _("kept too late")
        EARLY = "early", _("kept too early")
        MISSED = "missed", _("not kept")
        CANCELLED = "cancelled", _("cancelled")

    kind = models.CharField(_("kind"), max_length=9, choices=Kind, default=Kind.CALLBACK)
    subject = models.CharField(_("what it is about"), max_length=120)
    promised_by = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    kept_by = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", db_index=False)
    promised_to = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="promises", db_index=False
    )
    owner_email = models.EmailField(blank=True)
    stand_in = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    submission_key = models.UUIDField(null=True)
    incident = models.ForeignKey(
        Incident, on_delete=models.PROTECT, null=True, related_name="promises"
    )
    norm = models.ForeignKey(
        Norm, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    moment = models.CharField(_("when"), max_length=9, choices=Moment)
    due_from = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    not_before = models.BooleanField(_("not before"), default=False)
    overdue_at = models.DateTimeField(help_text=_("When it is too late, tolerance included."))
    week = models.DateField(help_text=_("The date of the Monday of the week it is due in."))
    sealed = models.TextField(blank=True, help_text=_("Name and number or case, encrypted."))
    link_digest = models.CharField(max_length=64, blank=True)
    warned_at = models.DateTimeField(null=True)
    first_attempt_at = models.DateTimeField(null=True)
    attempt_counts = models.BooleanField(default=False)
    settled_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=9, choices=Outcome, blank=True)
    met = models.BooleanField(null=True)
    score = models.PositiveSmallIntegerField(null=True)
    after_closing = models.BooleanField(_("kept after closing"), default=False)
    version = models.PositiveIntegerField(default=1)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["kept_by", "week", "norm"],
                include=["met", "score"],
                condition=Q(met__isnull=False),
                name="promise_tallied",
            ),
            models.Index(
                fields=["overdue_at"], condition=Q(settled_at__isnull=True), name="promise_running"
            ),
            models.Index(fields=["owner", "week"], name="promise_owner"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind="internal", promised_to__isnull=False)
                | (~Q(kind="internal") & Q(promised_to__isnull=True)),
                name="promise_internal_has_another_side",
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=True) | Q(owner_email=""),
                name="promise_owner_has_an_account_or_an_address",
            ),
            models.CheckConstraint(
                condition=Q(link_digest="") | ~Q(owner_email=""),
                name="promise_link_is_for_an_address",
            ),
            models.CheckConstraint(
                condition=(Q(due_from__isnull=True) | Q(due_from__lte=F("due_at")))
                & Q(overdue_at__gt=F("due_at")),
                name="promise_moments_follow_each_other",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, outcome="")
                | (Q(settled_at__isnull=False) & ~Q(outcome="")),
                name="promise_settled_has_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True) | Q(sealed=""),
                name="promise_settled_is_wiped",
            ),
            models.CheckConstraint(
                condition=Q(met__isnull=True, score__isnull=True)
                | Q(met__isnull=False, score__isnull=False, norm__isnull=False),
                name="promise_met_and_score_by_a_norm",
            ),
            models.CheckConstraint(
                # Named one by one: a comparison with an absent verdict would pass.
                condition=Q(met__isnull=True)
                | Q(met=True, outcome="kept")
                | Q(met=False, outcome__in=["late", "early", "missed"]),
                name="promise_met_as_it_ended",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["kept", "late", "early", "missed"])
                | Q(norm__isnull=True)
                | Q(met__isnull=False),
                name="promise_with_a_norm_is_judged",
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__lte=FULL_SCORE),
                name="promise_score_is_ten_thousandths",
            ),
            models.CheckConstraint(
                condition=Q(attempt_counts=False) | Q(first_attempt_at__isnull=False),
                name="promise_attempt_that_counts_was_made",
            ),
            models.CheckConstraint(
                condition=Q(after_closing=False) | Q(outcome="missed"),
                name="promise_kept_after_closing_was_missed",
            ),
            models.CheckConstraint(
                condition=~Q(subject="")
                & Q(kind__in=["callback", "colleague", "internal"])
                & Q(moment__in=["today", "afternoon", "morning", "two_days", "at", "none"])
                & Q(outcome__in=["", "kept", "late", "early", "missed", "cancelled"]),
                name="promise_choices_are_known",
            ),
            models.UniqueConstraint(
                fields=["made_by", "submission_key"],
                condition=Q(submission_key__isnull=False),
                name="promise_submitted_once",
            ),
            models.UniqueConstraint(
                fields=["link_digest"], condition=~Q(link_digest=""), name="promise_link_once"
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    def is_open_to(self, user: User) -> bool:
        """Whether this reader sees name and number."""
        return user.pk is not None and user.pk in (
            self.made_by_id,
            self.owner_id,
            self.stand_in_id,
        )

    @property
    def is_callback(self) -> bool:
        """Whether a customer is called back; only that can be tried in vain."""
        return self.kind == self.Kind.CALLBACK

    @property
    def is_running(self) -> bool:
        """Whether it is still to be kept."""
        return self.settled_at is None

    @property
    def place(self) -> tuple[int, date]:
        """The team-week it counts in."""
        return self.kept_by_id, self.week


class PromiseChange(AppendOnlyModel):
    """One thing that was done about a promise: what, when, by whom, and what was so before.

    Nobody's name or number stands here. Without `changed_by` it came through the link in a mail,
    or a week was closed by the clock.
    """

    class Kind(models.TextChoices):
        TRIED = "tried", _("tried, not reached")
        VOICEMAIL = "voicemail", _("tried, message left")
        KEPT = "kept", _("kept")
        CAME = "came", _("the customer got in touch first")
        CANCELLED = "cancelled", _("cancelled by the customer")
        CLOSED = "closed", _("not kept when the week was closed")
        KEPT_AFTER = "kept_after", _("kept after the week was closed")
        NEW_TIME = "new_time", _("new time")
        TAKEN_OVER = "taken_over", _("taken over")
        HANDED_OVER = "handed_over", _("handed over")

    promise = models.ForeignKey(
        Promise, on_delete=models.PROTECT, related_name="changes", db_index=False
    )
    kind = models.CharField(max_length=11, choices=Kind)
    version = models.PositiveIntegerField(help_text=_("The version of the promise after it."))
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    due_before = models.DateTimeField(null=True)
    #: What was agreed instead; the promise itself moves only when that was before it was late.
    due_at = models.DateTimeField(null=True)
    owner_before = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["promise", "version"], name="promise_change_once_a_version"
            ),
            models.CheckConstraint(
                condition=~Q(kind="new_time")
                | (~Q(reason="") & Q(due_before__isnull=False, due_at__isnull=False)),
                name="promise_new_time_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "tried", "voicemail", "kept", "came", "cancelled", "closed",
                        "kept_after", "new_time", "taken_over", "handed_over",
                    ]
                ),
                name="promise_change_kind_is_known",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.promise_id} v{self.version}"


#: An attempt that counts, made before it was late.
_TRIED_IN_TIME = Q(attempt_counts=True, first_attempt_at__lt=F("overdue_at"))


def _own(user: User) -> Q:
    return Q(made_by_id=user.pk) | Q(owner_id=user.pk) | Q(stand_in_id=user.pk)


def _of_teams(team_ids: frozenset[int]) -> Q:
    return (
        Q(kept_by_id__in=team_ids) | Q(promised_by_id__in=team_ids) | Q(promised_to_id__in=team_ids)
    )
