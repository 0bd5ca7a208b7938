"""Closing a week for good: its journal and its figures in one transaction; and reopening it.

What a closed week showed at closing stays, whatever is recorded, corrected or put right later,
and under the formula it was counted by.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from incidents.closing import close_week, reopen_week, weeks_to_close
from incidents.journal import raise_revisions
from incidents.models import TeamWeek
from people.models import Team, User
from periods.week import Week
from scoring.models import TallyState
from scoring.recount import freeze


@transaction.atomic
def close_and_freeze(*, team: Team, week: Week, at: datetime, by: User | None) -> bool:
    """Close a week that has ended, and keep its figures; `by` is None for the clock.

    Returns whether it was open; closing twice does nothing more. Raises WeekNotOver.
    """
    key = (team.pk, week.monday)
    was_open = close_week(team=team, week=week, at=at, by=by)
    if freeze(key) and not was_open:
        # What came in after an earlier release closed it stands in its figures until now.
        raise_revisions([key])
    return was_open


@transaction.atomic
def reopen_and_thaw(*, team: Team, week: Week, at: datetime, by: User, reason: str) -> bool:
    """Open a closed week again, with a reason: its figures are counted again from now on.

    Returns whether it was closed. The promises that closing settled stay settled.
    """
    was_closed = reopen_week(team=team, week=week, at=at, by=by, reason=reason)
    if was_closed:
        TallyState.objects.filter(team=team, week=week.monday).update(frozen=False, digest="")
    return was_closed


def close_what_is_due(at: datetime) -> int:
    """Close every week that closes by itself by now, and freeze it; returns how many.

    Also freezes weeks that an earlier release closed without keeping their figures.
    """
    frozen = TallyState.objects.filter(team=OuterRef("team"), week=OuterRef("week"), frozen=True)
    closed = TeamWeek.objects.filter(~Exists(frozen), closed_at__isnull=False)
    rows = [*weeks_to_close(at), *closed.select_related("team").order_by("week", "team")]
    return sum(close_and_freeze(team=row.team, week=Week(row.week), at=at, by=None) for row in rows)
