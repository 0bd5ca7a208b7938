"""What a lead does to the charts of a team; no figure changes by it."""

from datetime import datetime

from django.db import transaction

from behaviours.models import Behaviour
from people.models import Team, User
from periods.week import Week
from scoring.models import ExcludedWeek


@transaction.atomic
def exclude_week(
    *, team: Team, behaviour: Behaviour, week: Week, reason: str, by: User | None, at: datetime
) -> ExcludedWeek:
    """Leave this week out of the chart of one behaviour; one that is left out already stays so."""
    excluded, _made = ExcludedWeek.objects.get_or_create(
        team=team,
        behaviour=behaviour,
        week=week.monday,
        taken_back_at=None,
        defaults={"reason": reason, "by": by, "at": at},
    )
    return excluded


def take_back_excluded_week(*, excluded: ExcludedWeek, by: User, at: datetime) -> None:
    """Let the week take part again; what was taken back already stays as it was."""
    ExcludedWeek.objects.in_force().filter(pk=excluded.pk).update(
        taken_back_by=by, taken_back_at=at
    )
