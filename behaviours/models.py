"""What we want to see: goals, behaviours, and the norms they are judged by."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Never

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from behaviours.measures import MeasureKind
from people.models import Team, User

if TYPE_CHECKING:
    from people.access import Scope


class Channel(models.TextChoices):
    """Where a contact takes place."""

    PHONE = "phone", _("phone")
    DESK = "desk", _("front desk")
    VISIT = "visit", _("visit")
    EMAIL = "email", _("e-mail")
    CHAT = "chat", _("chat")
    SHOP_FLOOR = "shop_floor", _("shop floor")


class SeenBy(models.TextChoices):
    """Who can see whether a behaviour happened."""

    SELF = "self", _("the one who does it")
    OBSERVER = "observer", _("an observer")
    ROUND = "round", _("a round")
    SYSTEM = "system", _("a system")


class CustomerKind(models.TextChoices):
    """Whose contact it is."""

    EXTERNAL = "external", _("external customer")
    INTERNAL = "internal", _("internal customer")


class Goal(models.Model):
    """What the organisation wants to reach, that behaviours serve."""

    title = models.CharField(_("goal"), max_length=200, unique=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(title=""), name="goal_has_a_title")
        ]

    def __str__(self) -> str:
        return self.title


#: Has at least one norm, of whatever outcome.
NORMED = Q(norms__isnull=False)


class KindFrozen(ValidationError):
    """Somebody tried to change how a behaviour with a norm is measured."""

    def __init__(self) -> None:
        super().__init__(
            _("A behaviour that has a norm keeps its measure: write a new behaviour instead.")
        )


class BehaviourQuerySet(models.QuerySet["Behaviour"]):
    """Behaviours in the office's words; another kind is refused once there is a norm."""

    def update(self, **kwargs: Any) -> int:
        if "kind" in kwargs and self.exclude(kind=kwargs["kind"]).filter(NORMED).exists():
            raise KindFrozen
        return super().update(**kwargs)

    def bulk_update(
        self, objs: Iterable["Behaviour"], fields: Any, *args: Any, **kwargs: Any
    ) -> int:
        behaviours: list[Any] = list(objs)
        if "kind" in fields and any(behaviour.would_change_kind() for behaviour in behaviours):
            raise KindFrozen
        return super().bulk_update(behaviours, fields, *args, **kwargs)

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> Any:
        if "kind" in (kwargs.get("update_fields") or ()):
            raise KindFrozen
        return super().bulk_create(objs, *args, **kwargs)

    def offered_in(self, channel: str) -> "BehaviourQuerySet":
        """Those a contact in this channel can show; no channels means all."""
        # The list is read as text: SQLite has no test for what a list contains.
        listed = self.annotate(channels_text=Cast("channels", models.TextField()))
        return listed.filter(Q(channels_text="[]") | Q(channels_text__contains=f'"{channel}"'))

    def visible_to(self, scope: "Scope") -> "BehaviourQuerySet":
        """Everybody with a role reads every behaviour."""
        return self if scope.roles else self.none()


class Behaviour(models.Model):
    """One thing that anyone can tell whether it happened; its kind is frozen once it has a norm."""

    class Kind(models.TextChoices):
        TIME_LIMIT = MeasureKind.TIME_LIMIT.value, _("at most so many seconds")
        COUNT_LIMIT = MeasureKind.COUNT_LIMIT.value, _("at most so many times")
        COUNT_MINIMUM = MeasureKind.COUNT_MINIMUM.value, _("at least so many times")
        DO = MeasureKind.DO.value, _("do")
        DONT = MeasureKind.DONT.value, _("don't")
        RATING = MeasureKind.RATING.value, _("score 1-5")
        PROMISE = MeasureKind.PROMISE.value, _("kept promise")
        EXTRA = MeasureKind.EXTRA.value, _("extra: counts only when it happens")

    code = models.CharField(
        _("code"),
        max_length=20,
        unique=True,
        error_messages={"unique": _("There already is a behaviour with this code.")},
    )
    title = models.CharField(_("title"), max_length=120)
    kind = models.CharField(_("measure"), max_length=13, choices=Kind)
    why = models.TextField(_("why"), blank=True)
    good_example = models.CharField(_("like this"), max_length=300)
    bad_example = models.CharField(_("not like this"), max_length=300)
    channels = models.JSONField(_("where"), default=list)
    seen_by = models.JSONField(_("who can see it"), default=list)
    customer_kind = models.CharField(
        _("customer"), max_length=8, choices=CustomerKind, default=CustomerKind.EXTERNAL
    )
    journey_stage = models.CharField(_("stage of the journey"), max_length=60, blank=True)
    goal = models.ForeignKey(
        Goal, on_delete=models.PROTECT, null=True, blank=True, related_name="behaviours"
    )
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    objects = BehaviourQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(code="") & ~Q(title=""), name="behaviour_has_code_and_title"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in MeasureKind]),
                name="behaviour_kind_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding and self.would_change_kind():
            raise KindFrozen
        super().save(*args, **kwargs)

    def would_change_kind(self) -> bool:
        """Whether saving this would give a behaviour that has a norm another kind."""
        return Behaviour.objects.filter(NORMED, pk=self.pk).exclude(kind=self.kind).exists()

    def is_offered_in(self, channel: str) -> bool:
        """Whether a contact in this channel can show it; no channels means all."""
        return not self.channels or channel in self.channels


class Published(ValidationError):
    """Somebody tried to change or delete a published norm."""

    def __init__(self) -> None:
        super().__init__(_("A published norm never changes: publish a new version instead."))


class NormQuerySet(models.QuerySet["Norm"]):
    """Norms in the office's words; what would change a row is refused."""

    def update(self, **kwargs: Any) -> Never:
        raise Published

    def delete(self) -> Never:
        raise Published

    def bulk_update(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> Never:
        raise Published

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> Any:
        if kwargs.get("update_conflicts"):
            raise Published
        return super().bulk_create(objs, *args, **kwargs)

    def visible_to(self, scope: "Scope") -> "NormQuerySet":
        """Everybody with a role reads every norm and its history."""
        return self if scope.roles else self.none()


class Norm(models.Model):
    """One published version of what is expected, for a node and everything below it, from a day.

    It is in force until the next row for the same behaviour and node. A row is never changed.
    """

    class Outcome(models.TextChoices):
        NORM = "norm", _("norm")
        NOT_APPLICABLE = "not_applicable", _("does not apply here")
        RETIRED = "retired", _("no longer a norm")
        INHERIT = "inherit", _("follows the level above again")

    class ToleranceUnit(models.TextChoices):
        MINUTES = "minutes", _("minutes")
        WORKING_DAYS = "working_days", _("working days")

    behaviour = models.ForeignKey(Behaviour, on_delete=models.PROTECT, related_name="norms")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="norms")
    starts_on = models.DateField(_("in force from"))
    outcome = models.CharField(_("what"), max_length=14, choices=Outcome, default=Outcome.NORM)
    sentence = models.CharField(_("norm"), max_length=200, blank=True)
    threshold = models.PositiveIntegerField(_("limit"), null=True, blank=True)
    zero_point = models.PositiveIntegerField(_("0 points from"), null=True, blank=True)
    share_target = models.DecimalField(
        _("share that should meet it"), max_digits=5, decimal_places=4, null=True, blank=True
    )
    tolerance_unit = models.CharField(
        _("tolerance in"), max_length=12, choices=ToleranceUnit, default=ToleranceUnit.MINUTES
    )
    early_tolerance = models.PositiveIntegerField(_("may be early by"), null=True, blank=True)
    late_tolerance = models.PositiveIntegerField(_("may be late by"), null=True, blank=True)
    early_zero_point = models.PositiveIntegerField(
        _("0 points when early by"), null=True, blank=True
    )
    late_zero_point = models.PositiveIntegerField(_("0 points when late by"), null=True, blank=True)
    anchors = models.JSONField(_("anchors"), default=list, blank=True)
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)
    critical = models.BooleanField(_("critical"), default=False)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField()

    objects = NormQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["behaviour", "team", "starts_on"], name="norm_one_a_day_and_node"
            ),
            models.CheckConstraint(
                condition=Q(weight__gte=1) & Q(weight__lte=5), name="norm_weight_is_1_to_5"
            ),
            models.CheckConstraint(
                condition=Q(share_target__isnull=True)
                | (Q(share_target__gt=0) & Q(share_target__lte=1)),
                name="norm_share_target_is_a_share",
            ),
            models.CheckConstraint(
                # Both are named: a comparison with an absent limit would pass.
                condition=Q(zero_point__isnull=True)
                | Q(threshold__isnull=False, zero_point__gte=F("threshold")),
                name="norm_zero_point_is_not_below_its_limit",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="norm") | ~Q(sentence=""), name="norm_says_what_is_expected"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["norm", "not_applicable", "retired", "inherit"]),
                name="norm_outcome_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.sentence or str(self.get_outcome_display())

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Published
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise Published


class Focus(models.Model):
    """The behaviour a team looks at first, from one Monday until another (half-open).

    Rows are added, never changed: where two cover a day, the one that was set later holds.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="focuses")
    behaviour = models.ForeignKey(Behaviour, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField(_("from the week of"))
    ends_on = models.DateField(_("until"))
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="focus_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team_id}: {self.behaviour_id} {self.starts_on}"

    @property
    def last_day(self) -> date:
        """The Sunday on which it ends."""
        return self.ends_on - timedelta(days=1)


class Guideline(models.Model):
    """How many contacts a day each, by a team's own lights, give a fair picture; from a day on.

    Never a target: past it there is enough, and no page counts who stayed below.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="guidelines")
    starts_on = models.DateField(_("from"))
    contacts_a_day = models.PositiveSmallIntegerField(_("contacts a day"))
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "starts_on"], name="guideline_once_a_day"),
            models.CheckConstraint(
                condition=Q(contacts_a_day__gte=1) & Q(contacts_a_day__lte=20),
                name="guideline_is_1_to_20",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team_id}: {self.contacts_a_day}"
