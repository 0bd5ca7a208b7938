"""Writes: goals, behaviours and the norms they are judged by; each one transaction."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from behaviours.measures import MEASURES, InvalidMeasure, MeasureKind, measure_of
from behaviours.models import (
    Behaviour,
    Channel,
    CustomerKind,
    Focus,
    Goal,
    Guideline,
    Norm,
    SeenBy,
)
from people.models import Team, User
from people.text import tidy
from periods.week import Week

CODE = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")
MONDAY = 0
#: What both databases hold in a whole number.
LARGEST_NUMBER = 2**31 - 1

#: The system publishes too (the starter library, the demo); then there is no author.
NOT_FROM_A_FORM = {"created_by", "published_by"}

Row = TypeVar("Row", Goal, Behaviour)

#: Attributes of a norm that only some kinds of measure read.
MEASURE_FIELDS = (
    "threshold", "zero_point", "anchors",
    "early_tolerance", "late_tolerance", "early_zero_point", "late_zero_point",
)  # fmt: skip


class StartRefused(Exception):
    """A norm may not start on this day here; `code` says why.

    "taken": the node has a version from that day. "not_later": not later than today.
    "not_monday": later, but no Monday. "node_ended": the node is no more on that day.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, kw_only=True)
class NormTerms:
    """What one version of a norm states; the attributes of Norm by the same names.

    `threshold` and `zero_point` are in the unit of the measure (seconds, times, points),
    `share_target` is 0..1, tolerances are in `tolerance_unit`, `anchors` go from 1 point up.
    """

    sentence: str
    threshold: int | None = None
    zero_point: int | None = None
    share_target: Decimal | None = None
    tolerance_unit: str = Norm.ToleranceUnit.MINUTES
    early_tolerance: int | None = None
    late_tolerance: int | None = None
    early_zero_point: int | None = None
    late_zero_point: int | None = None
    anchors: tuple[str, ...] = ()
    weight: int = 1
    critical: bool = False

    def check(self, kind: str) -> None:
        """Refuse (InvalidMeasure) what a measure of this kind cannot judge by, or does not read."""
        if not self.sentence.strip():
            raise InvalidMeasure("sentence", "required", "A norm says what is expected.")
        reads = MEASURES[MeasureKind(kind)].norm_fields
        for name in MEASURE_FIELDS:
            given = getattr(self, name)
            if name not in reads and given not in (None, ()):
                raise InvalidMeasure(name, "not_for_this_kind", f"A {kind} norm has no {name}.")
            if isinstance(given, int) and given > LARGEST_NUMBER:
                raise InvalidMeasure(name, "too_high", f"At most {LARGEST_NUMBER}, not {given}.")
        if kind == MeasureKind.EXTRA and self.critical:
            raise InvalidMeasure("critical", "extra_never_critical", "An extra is never critical.")
        if not all(anchor.strip() for anchor in self.anchors):
            raise InvalidMeasure("anchors", "empty_anchor", "Every point needs an anchor.")
        measure_of(kind, self)


@transaction.atomic
def create_goal(*, title: str, by: User | None) -> Goal:
    """Record a goal. Raises ValidationError for an empty title or one that exists."""
    goal = Goal(title=tidy(title), created_by=by)
    goal.full_clean(exclude=NOT_FROM_A_FORM)
    return _insert(goal)


@transaction.atomic
def create_behaviour(
    *,
    code: str,
    title: str,
    kind: str,
    good_example: str,
    bad_example: str,
    at: datetime,
    by: User | None,
    why: str = "",
    channels: Iterable[str] = (),
    seen_by: Iterable[str] = (SeenBy.SELF, SeenBy.OBSERVER),
    customer_kind: str = CustomerKind.EXTERNAL,
    journey_stage: str = "",
    goal: Goal | None = None,
) -> Behaviour:
    """Record a behaviour, without a norm; its code is stored in capitals.

    No channels means all. Raises ValidationError, by field, for what cannot be: a code that is
    taken, or is not letters and digits with hyphens between; nobody who can see it.
    """
    behaviour = Behaviour(
        code=tidy(code).upper(),
        title=tidy(title),
        kind=kind,
        why=tidy(why),
        good_example=tidy(good_example),
        bad_example=tidy(bad_example),
        channels=_choices("channels", channels, Channel),
        seen_by=_choices("seen_by", seen_by, SeenBy),
        customer_kind=customer_kind,
        journey_stage=tidy(journey_stage),
        goal=goal,
        created_by=by,
        created_at=at,
    )
    _check_behaviour(behaviour)
    return _insert(behaviour)


@transaction.atomic
def publish_norm(
    *,
    behaviour: Behaviour,
    team: Team,
    starts_on: date,
    at: datetime,
    by: User | None,
    today: date,
    outcome: str = Norm.Outcome.NORM,
    terms: NormTerms | None,
    reason: str = "",
) -> Norm:
    """Publish a version for this node and everything below it, from the local date `starts_on`.

    The first norm the behaviour has anywhere may start on any day, and an earlier one may be put
    before it on the same node; every other version starts on a Monday later than `today`.
    `terms` go with the outcome "norm" only. Raises StartRefused, InvalidMeasure for terms that
    cannot judge, ValidationError for what else cannot be stored. The behaviour's row stays
    locked until the end, so that two publishers see each other.
    """
    behaviour = Behaviour.objects.select_for_update().get(pk=behaviour.pk)
    # So that the node does not end in between.
    team = Team.objects.select_for_update().get(pk=team.pk)
    _check_start(behaviour, team, starts_on, today, outcome)
    norm = Norm(
        behaviour=behaviour,
        team=team,
        starts_on=starts_on,
        outcome=outcome,
        reason=tidy(reason),
        published_by=by,
        published_at=at,
        **_stored_terms(behaviour.kind, outcome, terms),
    )
    norm.full_clean(exclude=NOT_FROM_A_FORM)
    norm.save(force_insert=True)
    return norm


def set_focus(
    *, team: Team, behaviour: Behaviour, week: Week, weeks: int, by: User | None, at: datetime
) -> Focus:
    """Let `team` look at this behaviour first, for so many weeks (1 or more) from `week` on.

    It takes the place of what was set earlier for the same weeks.
    """
    return Focus.objects.create(
        team=team,
        behaviour=behaviour,
        starts_on=week.monday,
        ends_on=(week + weeks).monday,
        set_by=by,
        set_at=at,
    )


def set_guideline(*, team: Team, contacts_a_day: int, today: date, by: User | None) -> Guideline:
    """From `today` on this many contacts a day each (1..20) give this team a fair picture."""
    guideline, _made = Guideline.objects.update_or_create(
        team=team,
        starts_on=today,
        defaults={"contacts_a_day": contacts_a_day, "set_by": by},
    )
    return guideline


def _check_start(
    behaviour: Behaviour, team: Team, starts_on: date, today: date, outcome: str
) -> None:
    if team.ended_on is not None and starts_on >= team.ended_on:
        raise StartRefused("node_ended", f"{team} ended on {team.ended_on}.")
    first = behaviour.norms.order_by("starts_on").first()
    if first is None:
        _check_can_be_first(outcome)
        return
    here = behaviour.norms.filter(team=team)
    if here.filter(starts_on=starts_on).exists():
        raise StartRefused("taken", f"A version starts on {starts_on} already.")
    if starts_on < first.starts_on and here.filter(starts_on=first.starts_on).exists():
        _check_can_be_first(outcome)
        return
    if starts_on <= today:
        raise StartRefused("not_later", f"{starts_on} is not later than today.")
    if starts_on.weekday() != MONDAY:
        raise StartRefused("not_monday", f"{starts_on} is not a Monday.")


def _check_can_be_first(outcome: str) -> None:
    if outcome != Norm.Outcome.NORM:
        raise InvalidMeasure("outcome", "nothing_before", "There is no norm yet to end.")


def _stored_terms(kind: str, outcome: str, terms: NormTerms | None) -> dict[str, object]:
    """The terms by the names of Norm, checked by the measure; none for an outcome without."""
    if outcome != Norm.Outcome.NORM:
        if terms is not None:
            raise InvalidMeasure("outcome", "no_terms", "Only a norm has terms.")
        return {}
    if terms is None:
        raise InvalidMeasure("sentence", "required", "A norm says what is expected.")
    terms.check(kind)
    stored = {field.name: getattr(terms, field.name) for field in fields(terms)}
    return stored | {
        "sentence": tidy(terms.sentence),
        "anchors": [tidy(anchor) for anchor in terms.anchors],
    }


def _check_behaviour(behaviour: Behaviour) -> None:
    errors: dict[str, object] = {}
    try:
        # No channels means all of them, which Django takes for a field left empty.
        behaviour.full_clean(exclude={"channels", "seen_by", *NOT_FROM_A_FORM})
    except ValidationError as error:
        errors = dict(error.error_dict)
    if behaviour.code and not CODE.fullmatch(behaviour.code):
        errors["code"] = ValidationError(
            _("Use letters and digits, with hyphens between them, such as TEL-01."), "invalid_code"
        )
    if not behaviour.seen_by:
        errors["seen_by"] = ValidationError(_("Somebody has to be able to see it."), "required")
    if errors:
        raise ValidationError(errors)


def _choices(field: str, given: Iterable[str], choices: type[models.TextChoices]) -> list[str]:
    """What was chosen, once each and in the order of the choices."""
    wanted = set(given)
    if wanted - set(choices.values):
        raise ValidationError(
            {field: ValidationError(_("That is not a choice."), "invalid_choice")}
        )
    return [value for value in choices.values if value in wanted]


def _insert(row: Row) -> Row:
    """Insert a checked row; one that somebody else just made first is the field's own error."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        row.validate_unique()
        raise
    return row
